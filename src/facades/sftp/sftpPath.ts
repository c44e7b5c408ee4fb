/**
 * What a path of a caller names. A realm sees two levels: its files, and what became of them in `done` and `failed`. As
 * no other path has a meaning, none leads out.
 */
import { posix } from 'node:path';
import { DONE, FAILED } from '../drops/dropPlaces';

export type SftpPlace =
  | { readonly kind: 'root' }
  | { readonly kind: 'folder'; readonly folder: string }
  /** `folder` is empty for files that wait. */
  | { readonly kind: 'file'; readonly folder: string; readonly name: string };

/** A name that begins with a dot is one of ours. */
// eslint-disable-next-line no-control-regex
const NAME = /^(?![.])[^/\\\u0000-\u001f\u007f]+$/;
const MAX_NAME_BYTES = 200;

export const isFileName = (name: string): boolean =>
  NAME.test(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES;

/** The path from the root, without dots. */
export const plainPath = (path: string): string => posix.normalize(`/${path}`).replace(/(?<=.)\/$/, '');

/** @returns null for a path that names nothing */
export function sftpPlace(path: string): SftpPlace | null {
  const parts = plainPath(path).slice(1).split('/');
  const [first = '', second] = parts;
  if (first === '') return { kind: 'root' };
  const isFolder = first === DONE || first === FAILED;
  if (parts.length === 1) return isFolder ? { kind: 'folder', folder: first } : fileIn('', first);
  return parts.length === 2 && isFolder ? fileIn(first, second!) : null;
}

const fileIn = (folder: string, name: string): SftpPlace | null =>
  isFileName(name) ? { kind: 'file', folder, name } : null;
