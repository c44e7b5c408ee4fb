/** Reads mails out of files: .eml, mbox of any size, and folders of either, a Maildir among them. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TransferError } from './transferError';

/** Bytes of a mail that are kept; the rest is passed over. */
const KEPT = 1_000_000;

/**
 * The mails of a file, or of all files below a folder in the order of their names.
 * @throws {TransferError} if there is no such file or folder
 */
export async function* mailsOf(path: string): AsyncGenerator<Buffer> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (error) {
    throw new TransferError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (!isFolder) {
    yield* mailsOfFile(path);
    return;
  }
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) yield* mailsOfFile(file);
}

/** A file whose first line begins with `From ` is an mbox. */
async function* mailsOfFile(path: string): AsyncGenerator<Buffer> {
  let isMailbox: boolean | null = null;
  let mail: string[] = [];
  let size = 0;
  let isAfterEmpty = true;
  const whole = (): Buffer => Buffer.from(mail.join('\n'), 'latin1');
  for await (const line of linesOf(path)) {
    isMailbox ??= line.startsWith('From ');
    if (isMailbox && isAfterEmpty && line.startsWith('From ')) {
      if (mail.length > 0) yield whole();
      mail = [];
      size = 0;
    } else if (size < KEPT) {
      // A mailbox marks lines of the mail that look like its own separators.
      mail.push(isMailbox ? line.replace(/^>(>*From )/, '$1') : line);
      size += line.length + 1;
    }
    isAfterEmpty = line === '' || line === '\r';
  }
  if (mail.length > 0) yield whole();
}

/** Lines with one character per octet; an endless one comes in pieces. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'latin1' }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > KEPT) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}
