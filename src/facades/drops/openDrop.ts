/**
 * Opens a dropped file, and never what a link leads to. That it is a plain file was looked at before; whoever may write
 * into the folder could have put a link in its place since.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 256 * 1024;

/** @throws {Error} ELOOP for a link */
export const openDrop = (path: string): Promise<FileHandle> =>
  open(path, constants.O_RDONLY | constants.O_NOFOLLOW);

/** The file piece by piece. @throws as `openDrop` */
export async function* piecesOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = await openDrop(path);
  for await (const piece of file.createReadStream({ highWaterMark: PIECE_BYTES })) yield piece as Buffer;
}
