/** A CSV file of what could not be taken along. It holds people's data, so it is its owner's alone. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { csvRow } from './csvText';

export class RowsFile {
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
    this.#file ??= await open(this.path, bytes === 0 ? 'w' : 'r+', 0o600);
    const text = rows.map((cells) => csvRow(cells, this.#delimiter)).join('');
    const { bytesWritten } = await this.#file.write((bytes === 0 ? this.#head : '') + text, bytes);
    await this.#file.truncate(bytes + bytesWritten);
    return bytes + bytesWritten;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}
