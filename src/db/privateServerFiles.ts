/**
 * The files of a private server: its data directory, made once and whole or not at all, and its socket, which only
 * the owner of the directory can reach.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isDead, ownMark, PROCESS_MARK_BYTES } from './processMark';
import type { ServerPrograms } from './serverPrograms';

export interface PrivateServerFiles {
  readonly data: string;
  /** Of this server alone: MariaDB removes what it takes for its own leftovers when it starts. */
  readonly temporary: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly errorLog: string;
  /** Whom the server's processes run as; empty for the user of this process. */
  readonly runAs: { readonly uid?: number; readonly gid?: number };
}

type Owner = { readonly uid: number; readonly gid: number };

/** A socket's path must fit into 108 bytes on Linux and 104 on macOS. */
const LONGEST_SOCKET_PATH = 100;

/** Makes what is missing of `directory` and answers the paths in it. */
export async function preparePrivateServerFiles(
  directory: string,
  programs: ServerPrograms,
  log: (text: string) => void,
): Promise<PrivateServerFiles> {
  const home = resolve(directory);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const owner = await stat(home);
  const { uid, gid } = owner;
  const me = process.getuid?.() ?? uid;
  if (me !== 0 && me !== uid)
    throw new Error(
      `${home} belongs to another user of this machine: run as that user, or name another VAR_DIRECTORY`,
    );
  // root works on somebody's directory as that somebody, so that they can go on using it.
  const runAs = me === 0 && uid !== 0 ? { uid, gid } : {};
  await chmod(home, 0o700);
  const files = {
    data: join(home, 'data'),
    temporary: join(home, 'tmp'),
    socket: await socketPath(home, owner),
    pidFile: join(home, 'server.pid'),
    errorLog: join(home, 'error.log'),
    runAs,
  };
  await makeDirectory(files.temporary, owner);
  await removeAbandoned(home);
  if (!(await exists(files.data))) await initialise(home, files, owner, programs, log);
  return files;
}

/** Fills a directory beside the final one and renames it, so that a data directory is never half made. */
async function initialise(
  home: string,
  { data, runAs }: PrivateServerFiles,
  owner: Owner,
  programs: ServerPrograms,
  log: (text: string) => void,
): Promise<void> {
  log(`Creating a private MariaDB under ${home}`);
  const maker = (await ownMark()).toString('hex');
  const workshop = join(home, `new-${maker}-${randomBytes(3).toString('hex')}`);
  const made = join(workshop, 'data');
  try {
    await makeDirectory(workshop, owner);
    await promisify(execFile)(
      programs.install,
      [
        '--no-defaults',
        `--datadir=${made}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        '--skip-name-resolve',
        ...(process.getuid?.() === 0 && runAs.uid === undefined ? ['--user=root'] : []),
      ],
      { ...runAs, cwd: home, env: { ...process.env, TMPDIR: workshop }, maxBuffer: 16 * 1024 * 1024 },
    );
    // Fails where another process was faster; theirs is as good.
    await rename(made, data).catch(async (error: unknown) => {
      if (!(await exists(data))) throw error;
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** Removes what a process killed while initialising left behind. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, maker = ''] = /^new-([0-9a-f]+)(?:-|$)/.exec(name) ?? [];
    if (!name.startsWith('new-') || !(await isAbandoned(join(home, name), maker))) continue;
    // The program that filled it may outlive its parent for a moment, so a file more can appear meanwhile.
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

/** If nobody can tell whether its maker lives, it is one that is too old: one at work is minutes old at most. */
async function isAbandoned(workshop: string, maker: string): Promise<boolean> {
  const mark = Buffer.from(maker, 'hex');
  if (mark.length === PROCESS_MARK_BYTES && (await isDead(mark))) return true;
  const { mtimeMs } = await stat(workshop).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > 3_600_000;
}

/** A path that is short enough, in a directory that nobody else may enter. */
async function socketPath(home: string, owner: Owner): Promise<string> {
  const near = join(home, 'server.sock');
  if (Buffer.byteLength(near) < LONGEST_SOCKET_PATH) return near;
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const directory = join(tmpdir(), `soapstone-${owner.uid}-${mark}`);
  await makeDirectory(directory, owner);
  // Anybody may have made this name first in a shared temporary directory.
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== owner.uid || (found.mode & 0o077) !== 0)
    throw new Error(
      `${directory} must be a directory of this user with mode 0700: remove it and start again`,
    );
  return join(directory, 'server.sock');
}

/** Makes a directory that only the owner of everything else here may enter, if it does not exist. */
async function makeDirectory(path: string, { uid, gid }: Owner): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
