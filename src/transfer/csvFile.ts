/** What there is to know of a CSV file before its rows are read: encoding, delimiter, headings. */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { csvBlocks, type CsvBlock, type CsvPlace } from './csvBlocks';
import { TransferError } from './transferError';

/** Encodings in which every byte of ASCII stands for itself. */
export const CSV_ENCODINGS = ['utf-8', 'windows-1252'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;

export interface CsvFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly delimiter: string;
  readonly encoding: CsvEncoding;
  /** As they stand in the first row. */
  readonly headings: readonly string[];
  /** Where the second row begins. */
  readonly start: CsvPlace;
  /** Tells this content from another without reading all of it: SHA-256 over its size, beginning and end. */
  readonly mark: Buffer;
}

/** Bytes at either end that stand for a file's content, and in which its first row has to end. */
const SAMPLE = 1_000_000;

/**
 * @param delimiter null to take the one of `CSV_DELIMITERS` that stands most often in the first row
 * @throws {TransferError} if it is no CSV file with headings
 */
export async function openCsvFile(
  path: string,
  delimiter: string | null,
  encoding: CsvEncoding,
): Promise<CsvFile> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    throw new TransferError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new TransferError(`${path} is not a file.`);
    const { size } = info;
    const head = await sample(file, 0, size);
    const tail = await sample(file, Math.max(0, size - SAMPLE), size);
    if (/^(\xff\xfe|\xfe\xff)/.test(head.toString('latin1', 0, 2)))
      throw new TransferError(`${path} is UTF-16; save it as CSV in UTF-8.`);
    const skipped = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    const found = delimiter ?? delimiterOf(head.subarray(skipped));
    const layout = { delimiter: found, encoding };
    const start = { position: skipped, line: 1 };
    const blocks = csvBlocks(Readable.from([head.subarray(skipped)]), layout, start, 1);
    const first = ((await blocks.next()) as IteratorResult<CsvBlock, undefined>).value;
    const headings = first?.rows[0];
    if (!headings?.cells) throw new TransferError(`${path} has no first row with headings.`);
    if (headings.cells.some((heading) => heading.includes('\r')))
      throw new TransferError(
        `${path} has line ends of an old Macintosh; save it with those of any other system.`,
      );
    return {
      path,
      size,
      ...layout,
      headings: headings.cells,
      start: first!.end,
      mark: createHash('sha256').update(`${size}\0`).update(head).update(tail).digest(),
    };
  } finally {
    await file.close();
  }
}

async function sample(file: FileHandle, position: number, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.min(SAMPLE, size - position));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
  return buffer.subarray(0, bytesRead);
}

function delimiterOf(head: Buffer): string {
  const line = head
    .toString('latin1')
    .split('\n', 1)[0]!
    .replace(/"[^"]*"/g, '');
  const counts = CSV_DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return CSV_DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}
