/** Copies of the working tree in which faults are planted, so that the tree itself is never touched. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '../..');
/** Copies, and what is known from a run that was cut off. */
export const SCRATCH = join(PROJECT, 'tmp/mutation');

/** Files of the working tree, those that are not committed yet included. */
export const projectFiles = (): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: PROJECT })
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(PROJECT, file)));

/** Makes a copy, in place of one that an earlier run left. @returns its root */
export function scratchCopy(name: string, files: readonly string[]): string {
  const root = join(SCRATCH, name);
  rmSync(root, { recursive: true, force: true });
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(PROJECT, file), join(root, file));
  }
  for (const shared of ['node_modules', 'dist'])
    if (existsSync(join(PROJECT, shared))) symlinkSync(join(PROJECT, shared), join(root, shared));
  return root;
}
