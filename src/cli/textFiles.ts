/** Reads the text files of a folder, or one file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { textProblem } from '../text/plainText';
import { decodePage } from '../fetching/decodePage';
import { CommandError } from './command';

export interface TextFile {
  /** Where it is, for messages. */
  readonly path: string;
  /** Folders between the given one and the file, such as `news/weekly`; empty for none. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly bytes: Buffer;
}

const MAX_BYTES = 20_000_000;

/**
 * Files with text in them, by path; hidden ones are left out. Text is UTF-8, or what the file says, or windows-1252.
 * @throws {CommandError}
 */
export async function* textFiles(path: string): AsyncGenerator<TextFile> {
  const info = await stat(path).catch(() => {
    throw new CommandError(`There is no file or folder ${path}.`);
  });
  if (info.isDirectory()) yield* inFolder(path, '');
  else yield await oneTextFile(path);
}

/**
 * One file, read as the files of a folder are.
 * @throws {CommandError}
 */
export async function textFile(path: string): Promise<TextFile> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw new CommandError(`There is no file ${path}.`);
  return oneTextFile(path);
}

async function oneTextFile(path: string): Promise<TextFile> {
  return (await readText(path, '')) ?? refuse(`${path} is not a text file.`);
}

const refuse = (reason: string): never => {
  throw new CommandError(reason);
};

async function* inFolder(path: string, folder: string): AsyncGenerator<TextFile> {
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* inFolder(inside, folder ? `${folder}/${entry.name}` : entry.name);
    else if (entry.isFile()) {
      const file = await readText(inside, folder);
      if (file) yield file;
    }
  }
}

async function readText(path: string, folder: string): Promise<TextFile | null> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new CommandError(`${path} has more than ${MAX_BYTES} bytes.`);
  const bytes = await readFile(path);
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!isWide && bytes.includes(0)) return null;
  const text = decodePage(bytes, '');
  const problem = textProblem(text);
  if (problem) throw new CommandError(`${path} cannot be taken: ${problem}.`);
  return { path, folder, name: basename(path), text, bytes };
}
