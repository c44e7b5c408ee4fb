/**
 * The gateway's own MariaDB, for owners who bring none: durable, on a unix socket only, shared by every process of
 * one `var/` directory, started by the first and stopped by the last. Nothing here needs a lock file: the server
 * locks its own data directory, so of two processes that start one at the same moment one server wins, and both
 * processes use it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mysql2/promise';
import type { DatabaseAddress } from './databaseAddress';
import { isRunning } from './isRunning';
import { preparePrivateServerFiles, type PrivateServerFiles } from './privateServerFiles';
import { connectToPrivateServer, registerUser, serverProcessId, unregisterUser } from './privateServerUsers';
import { findServerPrograms, type ServerPrograms } from './serverPrograms';

export interface PrivateServerOptions {
  /** Where everything of the server is kept; made on first use, mode 0700. */
  readonly directory: string;
  /** Told in one plain sentence what takes time or goes wrong. */
  readonly log: (text: string) => void;
  /** Size of InnoDB's page cache; 256 MB unless given. */
  readonly bufferPoolMegabytes?: number;
}

export interface PrivateServer {
  /** The server without a schema: user `root`, by the socket. */
  readonly address: DatabaseAddress;
  /** Ends this process's use; the last user's call stops the server and waits for it. Close all pools first. */
  release(): Promise<void>;
}

/**
 * Joins the private server of `directory`, starting it if it does not run.
 * @throws {ServerProgramsMissing} if MariaDB is not installed
 * @throws {Error} with the end of the server's error log if it does not start
 */
export async function acquirePrivateServer(options: PrivateServerOptions): Promise<PrivateServer> {
  const programs = await findServerPrograms();
  const files = await preparePrivateServerFiles(options.directory, programs, options.log);
  const use = new PrivateServerUse(options, programs, files);
  await use.join();
  return {
    address: { socketPath: files.socket, user: 'root' },
    release: () => use.leave(),
  };
}

const STARTS = 3;
const STOP_SECONDS = 60;

class PrivateServerUse {
  #connection: Connection | undefined;
  #left: Promise<void> | undefined;
  #joining: Promise<void> = Promise.resolve();

  constructor(
    readonly options: PrivateServerOptions,
    readonly programs: ServerPrograms,
    readonly files: PrivateServerFiles,
  ) {}

  join(): Promise<void> {
    this.#joining = this.#join();
    return this.#joining;
  }

  async #join(): Promise<void> {
    let starting: ChildProcess | undefined;
    let failures = 0;
    for (let waited = 0; ; waited++) {
      const connection = await connectToPrivateServer(this.files.socket);
      if (connection && (await registerUser(connection))) {
        if (starting) await this.#endLoser(starting);
        this.#watch(connection);
        return;
      }
      if (starting && hasEnded(starting)) {
        starting = undefined;
        if (++failures === STARTS)
          throw new Error(`The private MariaDB does not start. ${await lastErrors(this.files)}`);
      }
      starting ??= startServer(this.programs, this.files, this.options.bufferPoolMegabytes ?? 256);
      // Recovery after a power cut may take long: it is reported, and never given up.
      if (waited > 0 && waited % 200 === 0)
        this.options.log('Still waiting for the private MariaDB to start');
      await sleep(50);
    }
  }

  /** Where another process's server was faster, ours still waits for the data directory's lock: it has opened nothing. */
  async #endLoser(started: ChildProcess): Promise<void> {
    const running = await serverProcessId(this.files);
    if (running !== undefined && running !== started.pid && !hasEnded(started)) started.kill('SIGKILL');
  }

  /** Joins again, starting the server if need be, when the connection is lost while this process is at work. */
  #watch(connection: Connection): void {
    this.#connection = connection;
    connection.on('error', () => undefined);
    connection.once('end', () => {
      if (this.#connection !== connection || this.#left) return;
      this.#connection = undefined;
      this.options.log('The private MariaDB stopped unexpectedly; starting it again');
      this.join().catch((error: unknown) => this.options.log(String(error)));
    });
  }

  leave(): Promise<void> {
    return (this.#left ??= this.#leave());
  }

  async #leave(): Promise<void> {
    await this.#joining.catch(() => undefined);
    if (!this.#connection) return;
    const stopping = await unregisterUser(this.#connection, this.files);
    if (stopping === undefined) return;
    const deadline = Date.now() + STOP_SECONDS * 1000;
    while (stopping !== 0 && (await isRunning(stopping))) {
      if (Date.now() > deadline) {
        this.options.log(
          `The private MariaDB is still stopping after ${STOP_SECONDS} seconds; leaving it to finish`,
        );
        return;
      }
      await sleep(20);
    }
  }
}

function startServer(
  programs: ServerPrograms,
  files: PrivateServerFiles,
  bufferPoolMegabytes: number,
): ChildProcess {
  const child = spawn(
    programs.server,
    [
      '--no-defaults',
      `--datadir=${files.data}`,
      `--tmpdir=${files.temporary}`,
      `--socket=${files.socket}`,
      `--pid-file=${files.pidFile}`,
      `--log-error=${files.errorLog}`,
      ...(process.getuid?.() === 0 && files.runAs.uid === undefined ? ['--user=root'] : []),
      '--skip-networking',
      '--skip-name-resolve',
      '--skip-log-bin',
      '--local-infile=0',
      '--innodb-flush-log-at-trx-commit=1',
      `--innodb-buffer-pool-size=${bufferPoolMegabytes}M`,
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_bin',
      '--max-connections=500',
      '--max-allowed-packet=64M',
      '--default-time-zone=+00:00',
    ],
    // Its own session, so that Ctrl-C in the terminal reaches the gateway alone, which then stops it in order.
    { ...files.runAs, detached: true, stdio: 'ignore', cwd: '/' },
  );
  child.on('error', () => undefined); // Seen by hasEnded.
  child.unref();
  return child;
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

async function lastErrors(files: PrivateServerFiles): Promise<string> {
  const text = await readFile(files.errorLog, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('[ERROR]'));
  return `See ${files.errorLog}${lines.length > 0 ? `, which ends:\n${lines.slice(-5).join('\n')}` : ''}`;
}
