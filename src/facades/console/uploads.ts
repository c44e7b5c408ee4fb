/**
 * Files that people send for an import, and where each import stands: kept in a folder, so that every process of this
 * machine can say, and so that the columns can be looked at before anything is taken.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Upload {
  readonly realm: string;
  readonly fileName: string;
  readonly headings: readonly string[];
  /** First rows, to see what is in the columns. */
  readonly examples: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Rows so far, and how much of the file is done, from 0 to 1. */
  readonly rows: number;
  readonly share: number;
  readonly isDryRun: boolean;
  /** What was chosen last, to begin with when it is tried again. */
  readonly choices: {
    /** For each column; empty before the first try. */
    readonly columns: readonly string[];
    /** Number of a list, or empty. */
    readonly list: string;
    readonly createLists: boolean;
  };
  readonly result: ImportResult | null;
  readonly problem: string;
}

export interface ImportResult {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly refused: number;
  readonly createdFields: readonly string[];
  readonly createdLists: readonly string[];
  readonly refusedFile: string | null;
}

const KEPT_MS = 7 * 24 * 60 * 60_000;
const IS_ID = /^[0-9a-f]{32}$/;

export class Uploads {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  contentPath(id: string): string {
    return join(this.#directory, `${id}.csv`);
  }

  refusedPath(id: string): string {
    return join(this.#directory, `${id}-refused.csv`);
  }

  /** @returns what the upload is called */
  async keep(content: string, upload: Upload): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.#removeOld();
    const id = randomBytes(16).toString('hex');
    await writeFile(this.contentPath(id), content, { mode: 0o600 });
    await this.note(id, upload);
    return id;
  }

  /** Null where the realm has no such upload. */
  async find(realm: string, id: string): Promise<Upload | null> {
    if (!IS_ID.test(id)) return null;
    try {
      const upload = JSON.parse(await readFile(this.#notePath(id), 'utf8')) as Upload;
      return upload.realm === realm ? upload : null;
    } catch {
      return null;
    }
  }

  async note(id: string, upload: Upload): Promise<void> {
    const path = this.#notePath(id);
    // Whoever reads it meanwhile finds the one before, whole.
    await writeFile(`${path}.new`, JSON.stringify(upload), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  /** Gives the columns other headings. */
  async setHeadings(id: string, { delimiter }: Upload, headings: readonly string[]): Promise<void> {
    const content = await readFile(this.contentPath(id), 'utf8');
    const line = headings.map((heading) => `"${heading.replaceAll('"', '""')}"`).join(delimiter);
    await writeFile(this.contentPath(id), `${line}\n${content.slice(headEnd(content))}`, { mode: 0o600 });
  }

  readRefused(id: string): Promise<Buffer> {
    return readFile(this.refusedPath(id));
  }

  #notePath(id: string): string {
    return join(this.#directory, `${id}.json`);
  }

  async #removeOld(): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }
}

/** Where the first row ends; line ends in quotes do not count. */
function headEnd(content: string): number {
  let isQuoted = false;
  for (let i = 0; i < content.length; i++) {
    if (content[i] === '"') isQuoted = !isQuoted;
    else if (content[i] === '\n' && !isQuoted) return i + 1;
  }
  return content.length;
}

const DELIMITERS = [',', ';', '\t', '|'];

/** The first rows of a file, and what stands between its cells. */
export function peek(content: string, most: number): { delimiter: string; rows: string[][] } {
  const head = content.slice(0, headEnd(content));
  const count = (delimiter: string): number => head.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < content.length && rows.length < most; i++) {
    const c = content[i]!;
    if (isQuoted) {
      if (c !== '"') cell += c;
      else if (content[i + 1] === '"') cell += content[++i]!;
      else isQuoted = false;
    } else if (c === '"' && cell === '') isQuoted = true;
    else if (c === delimiter) {
      row.push(cell);
      cell = '';
    } else if (c === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else if (c !== '\r') cell += c;
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) rows.push([...row, cell]);
  return { delimiter, rows };
}
