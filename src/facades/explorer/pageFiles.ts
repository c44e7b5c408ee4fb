/**
 * What the discovery page is made of: its scripts as they were compiled, its style, and the operations as JSON. All of
 * it is served under one name that is made of the contents, so a browser may keep it for ever.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ApiDescription } from './apiDescription';
import type { Compressed } from './sendCompressed';

/** `npm run build` compiles the scripts to this place, whether this file runs from `src` or from `dist`. */
const DIRECTORY = resolve(__dirname, '../../../dist/explorer/page');

const OTHERS = { 'style.css': 'text/css', 'icon.svg': 'image/svg+xml' } as const;

export interface PageFile extends Compressed {
  readonly type: string;
}

export interface PageFiles {
  /** Made of all contents. */
  readonly mark: string;
  /** By name, such as `style.css`, `operations.json`, and `examples/php` for a script. */
  readonly byName: ReadonlyMap<string, PageFile>;
}

/** @throws {Error} if the page was not built */
export function readPageFiles(description: ApiDescription): PageFiles {
  const byName = new Map<string, PageFile>();
  const add = (name: string, type: string, body: Buffer): unknown =>
    byName.set(name, { type, body, zipped: gzipSync(body) });
  const names = readdirSync(DIRECTORY, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => relative(DIRECTORY, join(entry.parentPath, entry.name)))
    .sort();
  for (const name of names) add(name.slice(0, -3), 'text/javascript', readFileSync(join(DIRECTORY, name)));
  for (const [name, type] of Object.entries(OTHERS)) add(name, type, readFileSync(join(DIRECTORY, name)));
  add('operations.json', 'application/json', Buffer.from(JSON.stringify(description)));
  const mark = createHash('sha256');
  for (const [name, { body }] of byName) mark.update(`${name}\0${body.length}\0`).update(body);
  return { mark: mark.digest('hex').slice(0, 16), byName };
}
