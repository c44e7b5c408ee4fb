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
import type { ServerPrograms } from './serverPrograms';

export interface PrivateServerFiles {
  readonly data: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly errorLog: string;
  /** Whom the server's processes run as; empty for the user of this process. */
  readonly runAs: { readonly uid?: number; readonly gid?: number };
}

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
  const { uid, gid } = await stat(home);
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
    socket: await socketPath(home, uid, gid),
    pidFile: join(home, 'server.pid'),
    errorLog: join(home, 'error.log'),
    runAs,
  };
  if (!(await exists(files.data))) await initialise(home, files, programs, log);
  return files;
}

/** Fills a directory beside the final one and renames it, so that a data directory is never half made. */
async function initialise(
  home: string,
  { data, runAs }: PrivateServerFiles,
  programs: ServerPrograms,
  log: (text: string) => void,
): Promise<void> {
  log(`Creating a private MariaDB under ${home}`);
  await removeAbandoned(home);
  const made = join(home, `data.new-${randomBytes(6).toString('hex')}`);
  try {
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
      { ...runAs, cwd: home, maxBuffer: 16 * 1024 * 1024 },
    );
    // Fails where another process was faster; theirs is as good.
    await rename(made, data).catch(async (error: unknown) => {
      if (!(await exists(data))) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Removes what a process killed while initialising left behind; one at work is minutes old at most. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith('data.new-')) continue;
    const age = Date.now() - (await stat(join(home, name)).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > 3_600_000) await rm(join(home, name), { recursive: true, force: true });
  }
}

/** A path that is short enough, in a directory that nobody else may enter. */
async function socketPath(home: string, uid: number, gid: number): Promise<string> {
  const near = join(home, 'server.sock');
  if (Buffer.byteLength(near) < LONGEST_SOCKET_PATH) return near;
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const directory = join(tmpdir(), `soapstone-${uid}-${mark}`);
  const made = await mkdir(directory, { mode: 0o700 }).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (made && process.getuid?.() === 0) await chown(directory, uid, gid);
  // Anybody may have made this name first in a shared temporary directory.
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw new Error(
      `${directory} must be a directory of this user with mode 0700: remove it and start again`,
    );
  return join(directory, 'server.sock');
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
