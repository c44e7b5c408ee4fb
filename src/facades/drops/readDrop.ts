/** Reads a dropped file by its name: XML, rows of a relational table, or lines of commands. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { DropUnreadable, type DropParts } from './dropUnit';
import { openDrop, piecesOf } from './openDrop';
import { readCommandFile } from './readCommandFile';
import { readRelationalFile } from './readRelationalFile';
import { readTransaction } from './readTransaction';

const LOOKED_AT = 64 * 1024;

export function readDrop(path: string): DropParts {
  const name = path.toLowerCase();
  if (name.endsWith('.xml')) return readTransaction(textOf(path));
  return name.endsWith('.csv') ? readRelationalFile(path) : readCommandFile(path);
}

async function* textOf(path: string): AsyncGenerator<string, void, undefined> {
  const decoder = await decoderOf(path);
  for await (const piece of piecesOf(path)) {
    const text = decoded(decoder, piece, true);
    if (text !== '') yield text;
  }
  const rest = decoded(decoder, Buffer.alloc(0), false);
  if (rest !== '') yield rest;
}

function decoded(decoder: TextDecoder, bytes: Buffer, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    throw new DropUnreadable(`its bytes are not valid ${decoder.encoding}`);
  }
}

/** By its declaration; without one it is UTF-8 where it can be, else Western European, as the platform took it. */
async function decoderOf(path: string): Promise<TextDecoder> {
  const file = await openDrop(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const start = buffer.subarray(0, bytesRead);
    const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(
      start.toString('latin1', 0, 300),
    )?.[1];
    // The last character may be cut.
    const whole = start.subarray(0, start.lastIndexOf(0x3c) + 1);
    return new TextDecoder(declared ?? (isUtf8(whole) ? 'utf-8' : 'windows-1252'), { fatal: true });
  } catch (error) {
    if (error instanceof RangeError) throw new DropUnreadable('its encoding is not known here');
    throw error;
  } finally {
    await file.close();
  }
}
