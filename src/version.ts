/** The product's version, from package.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const version = (
  JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string }
).version;
