/**
 * Who uses a private server: each process holds one connection to it and a row that names that connection. The
 * kernel closes the connection of a process that dies, however it dies, so there is nothing to go stale. The last
 * one to leave stops the server. (This server is always MariaDB, so its own statements may be used here.)
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type mysql from 'mysql2/promise';
import { isRunning } from './isRunning';
import type { PrivateServerFiles } from './privateServerFiles';
import { openConnection } from './openConnection';
import { isUnavailable } from './sql';

/** Held while the register is read and changed, and while the server is told to stop. */
const ENTER = "SELECT GET_LOCK('private_server_users', 60) AS entered";
const LEAVE = "DO RELEASE_LOCK('private_server_users')";

/** A connection to the server that answers on the socket, or undefined if none does (yet, or any more). */
export async function connectToPrivateServer(socketPath: string): Promise<mysql.Connection | undefined> {
  try {
    return (await openConnection({ socketPath, user: 'root' })).promise();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Enters this process into the register. @returns false if the server stopped meanwhile */
export async function registerUser(connection: mysql.Connection): Promise<boolean> {
  try {
    await connection.query('SET SESSION wait_timeout = 31536000');
    await enter(connection);
    await connection.query('CREATE DATABASE IF NOT EXISTS private_server');
    await connection.query(
      'CREATE TABLE IF NOT EXISTS private_server.users (connection_id BIGINT UNSIGNED PRIMARY KEY, process_id INT NOT NULL) ENGINE=MEMORY',
    );
    await connection.query('REPLACE INTO private_server.users VALUES (CONNECTION_ID(), ?)', [process.pid]);
    await connection.query(LEAVE);
    return true;
  } catch (error) {
    connection.destroy();
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * Takes this process out of the register, and stops the server if nobody is left.
 * @returns the process id of the server that was told to stop, 0 if that is unknown, or undefined if it goes on
 */
export async function unregisterUser(
  connection: mysql.Connection,
  files: PrivateServerFiles,
): Promise<number | undefined> {
  try {
    await enter(connection);
    await connection.query('DELETE FROM private_server.users WHERE connection_id = CONNECTION_ID()');
    // Somebody who waits to enter has no row yet; they see the connection close, and start the server again.
    if (await hasOtherUsers(connection)) return undefined;
    const processId = await serverProcessId(files);
    // The server may be gone before its answer is here.
    await connection.query('SHUTDOWN').catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    return processId ?? 0;
  } catch (error) {
    if (isGone(error)) return undefined; // The server is gone already.
    throw error;
  } finally {
    connection.destroy();
  }
}

/** The server's list of connections decides. It may be a moment late to drop that of a process that was killed. */
async function hasOtherUsers(connection: mysql.Connection): Promise<boolean> {
  for (let looks = 0; looks < 20; looks++) {
    const [others] = await connection.query<mysql.RowDataPacket[]>(
      'SELECT process_id FROM private_server.users JOIN information_schema.processlist ON id = connection_id',
    );
    if (others.length === 0) return false;
    const running = await Promise.all(others.map((row) => isRunning(row.process_id as number)));
    if (running.includes(true)) return true;
    await sleep(50);
  }
  return true; // Of another container perhaps, whose processes are not seen from here.
}

/** The process id that the running server wrote down. */
export async function serverProcessId(files: PrivateServerFiles): Promise<number | undefined> {
  const text = await readFile(files.pidFile, 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

async function enter(connection: mysql.Connection): Promise<void> {
  const [[row]] = await connection.query<mysql.RowDataPacket[]>(ENTER);
  if (row?.entered !== 1) throw new Error('another process holds the register of the private MariaDB');
}

const isGone = (error: unknown): boolean =>
  isUnavailable(error) || /closed state|Connection lost/.test(String((error as Error).message));
