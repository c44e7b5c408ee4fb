/** A CSV file of what could not be taken along. It holds people's data, so it is its owner's alone. */
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { csvRow } from './csvText';
import { TransferError } from './transferError';

export class RejectedRowsFile {
  readonly path: string;
  readonly #head: string;
  readonly #delimiter: string;
  #file: FileHandle | null = null;

  constructor(path: string, headings: readonly string[], delimiter: string) {
    this.path = path;
    this.#delimiter = delimiter;
    this.#head = csvRow(headings, delimiter);
  }

  /** Takes away what an older run left. */
  async clear(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /**
   * Writes behind the first `bytes` of the file, in the place of what stands there.
   * @returns the size of the file
   */
  async write(bytes: number, rows: readonly (readonly string[])[]): Promise<number> {
    if (rows.length === 0) return bytes;
    this.#file ??= await this.#open(bytes);
    const text = rows.map((cells) => csvRow(cells, this.#delimiter)).join('');
    const data = Buffer.from((bytes === 0 ? this.#head : '') + text);
    // A disk that fills up takes a part, and refuses the next one.
    for (let done = 0; done < data.length;)
      done += (await this.#file.write(data, done, data.length - done, bytes + done)).bytesWritten;
    await this.#file.truncate(bytes + data.length);
    return bytes + data.length;
  }

  /** @throws {TransferError} if what an older run wrote is not there any more */
  async #open(bytes: number): Promise<FileHandle> {
    if (bytes === 0) return open(this.path, 'w', 0o600);
    const { size } = await stat(this.path).catch(() => ({ size: 0 }));
    if (size >= bytes) return open(this.path, 'r+');
    throw new TransferError(
      `The rows that were left out before this was cut off should stand in ${this.path}, and do not. Put that file back, or begin at the front.`,
    );
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}
