/** Where things are generated and compiled, and kept for the next run. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './runProgram';

/** Git does not know it. */
const WORKSHOP = join(__dirname, '..', '..', '..', 'tmp', 'compat');

/** A folder that depends on nothing but `inputs`; made whole or not at all, since several runs may want it. */
export async function made(
  name: string,
  inputs: readonly string[],
  make: (folder: string) => Promise<unknown>,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
  const folder = join(WORKSHOP, `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  await mkdir(WORKSHOP, { recursive: true });
  const temporary = await mkdtemp(join(WORKSHOP, `${name}-`));
  await make(temporary);
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true }));
  return folder;
}

/** The WSDL as a gateway serves it, without the address at which it does. */
export async function placeless(wsdl: string, endpoint: string): Promise<string> {
  const served = await (await fetch(wsdl)).text();
  if (!served.includes(`location="${endpoint}"`)) throw new Error(`${wsdl} does not lead to ${endpoint}`);
  return served.replace(endpoint, '');
}

/** Runs lines of shell in a folder; the first that fails ends it. */
export const shell = (folder: string, lines: string): Promise<string> =>
  runProgram(['sh', '-ec', lines], folder);

export async function writeSources(folder: string, sources: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, source] of Object.entries(sources)) await writeFile(join(folder, name), source);
}
