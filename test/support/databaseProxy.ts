/**
 * Stands between the gateway and the database, as a network does: it can lose the answer to a COMMIT, stand still,
 * or vanish without a word.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { temporaryDirectory } from './testServer';

/**
 * What becomes of a COMMIT: `pass`; `answerLost`: it is done, and the connection breaks before the answer; `lost`: the
 * connection breaks before it reaches the server; `late`: the connection breaks here, and it reaches the server later.
 */
export type CommitFate = 'pass' | 'answerLost' | 'lost' | 'late';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isDead: boolean;
}

const LATE_MS = 700;

export class DatabaseProxy {
  /** Asked at each COMMIT, with everything that was said to the server since the one before. */
  fateOf: (said: string) => CommitFate = () => 'pass';
  /** Asked at each prepared statement that is run, with its text; it is not `late`. */
  fateOfStatement: (statement: string) => Exclude<CommitFate, 'late'> = () => 'pass';
  /** Whether new connections are refused. */
  isRefusing = false;
  readonly #pairs = new Set<Pair>();
  #isFrozen = false;

  private constructor(
    /** The server as it is reached through the proxy. */
    readonly address: DatabaseAddress,
    readonly close: () => Promise<void>,
  ) {}

  static async start(behind: DatabaseAddress): Promise<DatabaseProxy> {
    const directory = await temporaryDirectory('proxy');
    const socketPath = join(directory, 's');
    const listener = createServer({ allowHalfOpen: true }, (client) => proxy.#accept(client, behind));
    const proxy = new DatabaseProxy({ ...behind, socketPath }, async () => {
      listener.close();
      for (const { client, server } of proxy.#pairs) {
        client.destroy();
        server.destroy();
      }
      await rm(directory, { recursive: true, force: true });
    });
    listener.listen(socketPath);
    await once(listener, 'listening');
    return proxy;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#pairs.size;
  }

  /** From now on nothing passes, either way; new connections are accepted and get no answer. */
  freeze(): void {
    this.#isFrozen = true;
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  /** Everything that waited passes. @param vanished the connections from before stay silent for ever */
  thaw(vanished = false): void {
    this.#isFrozen = false;
    for (const pair of this.#pairs) {
      pair.isDead ||= vanished;
      if (pair.isDead) continue;
      pair.client.resume();
      pair.server.resume();
    }
  }

  #accept(client: Socket, behind: DatabaseAddress): void {
    client.on('error', () => undefined);
    if (this.isRefusing) {
      client.destroy();
      return;
    }
    const server = createConnection(behind.socketPath!);
    server.on('error', () => undefined);
    const pair: Pair = { client, server, isDead: false };
    this.#pairs.add(pair);
    let fate: CommitFate = 'pass';
    let said = '';
    const statements = new PreparedStatements();
    client.on('data', (bytes) => {
      const run = statements.asked(bytes);
      if (run !== null) fate = this.fateOfStatement(run);
      if (isCommit(bytes)) {
        fate = this.fateOf(said);
        said = '';
      } else said += bytes.toString('latin1');
      if (fate === 'late') {
        client.destroy();
        void sleep(LATE_MS).then(() => server.end(bytes));
      } else if (fate === 'lost') {
        client.destroy();
        server.destroy();
      } else server.write(bytes);
    });
    server.on('data', (bytes) => {
      statements.answered(bytes);
      if (fate === 'pass') client.write(bytes);
      else client.destroy();
    });
    client.on('end', () => server.end());
    server.on('end', () => client.end());
    client.on('close', () => {
      this.#pairs.delete(pair);
      if (fate !== 'late') server.destroy();
    });
    server.on('close', () => client.destroy());
    if (this.#isFrozen) {
      client.pause();
      server.pause();
    }
  }
}

/** The texts of the statements that a connection has prepared, which are run by numbers of the server's. */
class PreparedStatements {
  readonly #texts = new Map<number, string>();
  #preparing: string | null = null;

  /** @returns the text of the statement that these bytes run, if they run one */
  asked(bytes: Buffer): string | null {
    const [command] = bytes.subarray(4);
    if (command === 0x16) this.#preparing = bytes.toString('latin1', 5);
    return command === 0x17 ? (this.#texts.get(bytes.readUInt32LE(5)) ?? null) : null;
  }

  answered(bytes: Buffer): void {
    if (this.#preparing !== null && bytes[4] === 0) this.#texts.set(bytes.readUInt32LE(5), this.#preparing);
    this.#preparing = null;
  }
}

/** COM_QUERY with this text and no more; the driver writes a packet at a time. */
const isCommit = (bytes: Buffer): boolean =>
  bytes[4] === 3 && bytes.subarray(5).toString('latin1') === 'COMMIT';
