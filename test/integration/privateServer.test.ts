/** The gateway's own MariaDB: shared by several processes, stopped by the last, kept from everybody else. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { isRunning } from '../../src/db/isRunning';
import { acquirePrivateServer } from '../../src/db/privateServer';
import { findServerPrograms, ServerProgramsMissing } from '../../src/db/serverPrograms';
import { startPrivateServerUser, temporaryDirectory } from '../support/testServer';

let directory: string;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory('private-server');
});

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  // Whatever a failed test left running is stopped as the next user would stop it.
  if (await isThere(join(directory, 'data', 'mysql'))) await (await use()).release();
  // An initialisation whose process was killed may still be writing.
  await rm(directory, { recursive: true, force: true, maxRetries: 50 });
});

const use = (log: (text: string) => void = () => undefined) =>
  acquirePrivateServer({ directory, log, bufferPoolMegabytes: 16 });

/** A process of its own that has joined the server. */
async function userProcess() {
  const child = startPrivateServerUser(directory, '16');
  processes.push(child);
  const told: Record<string, unknown>[] = [];
  child.on('message', (message) => told.push(message as Record<string, unknown>));
  const hears = async (what: string): Promise<unknown> => {
    for (;;) {
      const message = told.find((candidate) => what in candidate);
      if (message) return message[what];
      const failure = told.find((candidate) => 'failed' in candidate);
      if (failure) throw new Error(String(failure.failed));
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ended before "${what}"`);
      await sleep(10);
    }
  };
  return {
    child,
    socketPath: (await hears('joined')) as string,
    told,
    hears,
    async release() {
      child.send('release');
      await hears('released');
    },
  };
}

async function query(socketPath: string, ...statements: string[]): Promise<mysql.RowDataPacket[]> {
  const connection = await mysql.createConnection({ socketPath, user: 'root' });
  try {
    let rows: mysql.RowDataPacket[] = [];
    for (const statement of statements) [rows] = await connection.query<mysql.RowDataPacket[]>(statement);
    return rows;
  } finally {
    await connection.end();
  }
}

const serverPid = async (): Promise<number> => Number(await readFile(join(directory, 'server.pid'), 'utf8'));

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

test('the last of two processes stops the server, and data outlives it', async () => {
  const [one, two] = await Promise.all([userProcess(), userProcess()]);
  expect(one.socketPath).toBe(two.socketPath);
  const pid = await serverPid();
  await query(
    one.socketPath,
    'CREATE DATABASE kept',
    'CREATE TABLE kept.rows_ (a INT)',
    'INSERT kept.rows_ VALUES (7)',
  );
  await one.release();
  expect(await query(two.socketPath, 'SELECT a FROM kept.rows_')).toEqual([{ a: 7 }]);
  expect(await serverPid()).toBe(pid);
  await two.release();
  expect(await isRunning(pid)).toBe(false);
  expect(await isThere(two.socketPath)).toBe(false);

  const again = await use();
  expect(await query(again.address.socketPath ?? '', 'SELECT a FROM kept.rows_')).toEqual([{ a: 7 }]);
  await again.release();
});

test('it listens on a socket of its owner only, durably', async () => {
  const server = await use();
  const socketPath = server.address.socketPath ?? '';
  expect(
    await query(
      socketPath,
      'SELECT @@skip_networking AS alone, @@innodb_flush_log_at_trx_commit AS durable, @@datadir AS data',
    ),
  ).toEqual([{ alone: 1, durable: 1, data: `${join(directory, 'data')}/` }]);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(dirname(socketPath)).toBe(directory);
  await server.release();
});

test('several processes that start at the same moment share one server', async () => {
  const users = await Promise.all([userProcess(), userProcess(), userProcess()]);
  const servers = new Set<unknown>();
  for (const { socketPath } of users)
    servers.add((await query(socketPath, "SHOW GLOBAL STATUS LIKE 'Uptime'")).length && (await serverPid()));
  expect(servers.size).toBe(1);
  expect(
    await query(users[0]?.socketPath ?? '', 'SELECT COUNT(*) AS users FROM private_server.users'),
  ).toEqual([{ users: 3 }]);
  expect((await readdir(directory)).sort()).toEqual([
    'data',
    'error.log',
    'server.pid',
    'server.sock',
    'tmp',
  ]);
  const [pid] = servers as Set<number>;
  await Promise.all(users.map((user) => user.release()));
  expect(await isRunning(pid ?? 0)).toBe(false);
});

test('a killed process does not keep the server, and its server is found again', async () => {
  const [killed, other] = await Promise.all([userProcess(), userProcess()]);
  const pid = await serverPid();
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  await other.release();
  expect(await isRunning(pid)).toBe(false);

  const alone = await userProcess();
  const orphan = await serverPid();
  alone.child.kill('SIGKILL');
  await once(alone.child, 'exit');
  const next = await use();
  expect(await serverPid()).toBe(orphan);
  await next.release();
  expect(await isRunning(orphan)).toBe(false);
});

test('Ctrl-C in the terminal does not reach the server', async () => {
  const user = await userProcess();
  process.kill(-(user.child.pid ?? 0), 'SIGINT');
  await user.hears('interrupted');
  expect(await query(user.socketPath, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await user.release();
});

test('a server that dies is started again under the process that uses it', async () => {
  const user = await userProcess();
  await query(
    user.socketPath,
    'CREATE DATABASE kept',
    'CREATE TABLE kept.rows_ (a INT)',
    'INSERT kept.rows_ VALUES (7)',
  );
  const pid = await serverPid();
  process.kill(pid, 'SIGKILL');
  await user.hears('log');
  const next = await use();
  expect(await query(user.socketPath, 'SELECT a FROM kept.rows_')).toEqual([{ a: 7 }]);
  await next.release();
  await user.release();
  expect(await isThere(user.socketPath)).toBe(false);
});

test('a long directory name does not make the path of the socket too long', async () => {
  const home = directory;
  directory = join(home, 'a'.repeat(60), 'b'.repeat(60));
  const server = await use();
  const socketPath = server.address.socketPath ?? '';
  expect(Buffer.byteLength(socketPath)).toBeLessThan(100);
  expect((await stat(dirname(socketPath))).mode & 0o777).toBe(0o700);
  expect(await query(socketPath, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await server.release();
  await rm(dirname(socketPath), { recursive: true });
  await rm(directory, { recursive: true });
  directory = home;
});

test('a server that cannot start is reported with the end of its log', async () => {
  await mkdir(join(directory, 'data'));
  await writeFile(join(directory, 'data', 'ibdata1'), 'not a tablespace');
  await expect(use()).rejects.toThrow(/does not start\. See .*error\.log, which ends:\n.*\[ERROR\]/s);
});

test('a machine without MariaDB is told in two lines what to install', async () => {
  const missing = findServerPrograms([directory]);
  await expect(missing).rejects.toBeInstanceOf(ServerProgramsMissing);
  await expect(missing).rejects.toThrow(
    /^[^\n]*apt-get install mariadb-server-core[^\n]*\n[^\n]*DATABASE_URL=[^\n]*$/,
  );
});
