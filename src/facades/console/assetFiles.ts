/** The files that pages refer to, under a name made of their contents, so that browsers may keep them for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** `npm run build` copies them beside the compiled door. */
const DIRECTORY = join(__dirname, 'assets');
const TYPES = {
  'console.css': 'text/css',
  'console.js': 'text/javascript',
  'icon.svg': 'image/svg+xml',
} as const;

export interface AssetFile {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
}

export interface AssetFiles {
  /** Made of all contents. */
  readonly mark: string;
  readonly byName: ReadonlyMap<string, AssetFile>;
}

export function readAssetFiles(): AssetFiles {
  const hash = createHash('sha256');
  const byName = new Map<string, AssetFile>();
  for (const [name, type] of Object.entries(TYPES)) {
    const body = readFileSync(join(DIRECTORY, name));
    hash.update(`${name}\0${body.length}\0`).update(body);
    byName.set(name, { type, body, zipped: gzipSync(body) });
  }
  return { mark: hash.digest('hex').slice(0, 16), byName };
}
