/** The rows that an import refused, in a file that can be mended and imported. It holds people's data, so it is private. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { REFUSED_HEADINGS } from './contactColumns';
import type { CsvRow } from './csvBlocks';
import { csvRow } from './csvText';

/** A row and why it was refused. */
export interface RefusedRow {
  readonly row: CsvRow;
  readonly reason: string;
}

export class RefusedRows {
  readonly path: string;
  /** For each column of the import, whether it is kept. */
  readonly #kept: readonly boolean[];
  readonly #head: string;
  readonly #delimiter: string;
  #file: FileHandle | null = null;

  constructor(path: string, headings: readonly string[], delimiter: string) {
    this.path = path;
    this.#delimiter = delimiter;
    this.#kept = headings.map(
      (heading) => !(REFUSED_HEADINGS as readonly string[]).includes(heading.trim().toLowerCase()),
    );
    this.#head = csvRow([...REFUSED_HEADINGS, ...this.#only(headings)], delimiter);
  }

  /** Takes away what an older import left. */
  async clear(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /**
   * Writes behind the first `bytes` of the file, in the place of what stands there.
   * @returns the size of the file
   */
  async write(bytes: number, refused: readonly RefusedRow[]): Promise<number> {
    if (refused.length === 0) return bytes;
    this.#file ??= await open(this.path, bytes === 0 ? 'w' : 'r+', 0o600);
    const rows = refused.map(({ row, reason }) =>
      csvRow(
        [String(row.line), reason, ...(row.cells ? this.#only(row.cells) : [row.text])],
        this.#delimiter,
      ),
    );
    const { bytesWritten } = await this.#file.write((bytes === 0 ? this.#head : '') + rows.join(''), bytes);
    await this.#file.truncate(bytes + bytesWritten);
    return bytes + bytesWritten;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  #only(cells: readonly string[]): string[] {
    return cells.filter((_, i) => this.#kept[i] ?? true);
  }
}
