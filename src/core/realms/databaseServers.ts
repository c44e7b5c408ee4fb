/** The database servers that realm databases live on, and the way to each of those databases. */
import { fail } from '../../contract/errorCatalogue';
import { Database, parseDatabaseUrl, type DatabaseAddress } from '../../db/database';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Sealer } from '../sessions/seal';
import { checkedName } from './names';

/** The server that holds the control database. */
export const DEFAULT_SERVER = 'default';

/** A server as the owner may see it; the password is never part of it. */
export interface ServerRecord {
  readonly serverId: number;
  readonly name: string;
  /** Host and port, or the path of a socket; null where the stored address cannot be opened. */
  readonly where: string | null;
  readonly user: string | null;
}

interface ServerRow {
  readonly server_id: number;
  readonly name: string;
  readonly url_sealed: Buffer | null;
}

const SELECT = 'SELECT server_id, name, url_sealed FROM database_servers';

export class DatabaseServers {
  readonly #control: Sql;
  readonly #sealer: Sealer;
  readonly #defaultServer: DatabaseAddress;
  /** Name of the schema that holds the control database. */
  readonly controlSchema: string;

  /** @param controlAddress address of the control database; its server is the default one */
  constructor(control: Sql, controlAddress: DatabaseAddress, sealer: Sealer) {
    const { database, ...server } = controlAddress;
    if (database === undefined) throw new Error('the control database has no name');
    this.#control = control;
    this.#sealer = sealer;
    this.#defaultServer = server;
    this.controlSchema = database;
  }

  /**
   * Records a server after talking to it once. Its URL is stored encrypted.
   * @throws {ApiError} `realm.invalid`
   */
  async add(name: string, url: string, now = new Date()): Promise<number> {
    checkedName('database server', name);
    if (name === DEFAULT_SERVER) {
      return refuse('The server named default is the one that holds the control database.');
    }
    const address = readUrl(url);
    await reach(address);
    try {
      const { insertId } = await this.#control.write(
        'INSERT INTO database_servers (name, url_sealed, created_at) VALUES (?, ?, ?)',
        [name, this.#sealer.seal('database-url', url, Buffer.from(name)), now],
      );
      return insertId;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return refuse(`A database server named ${name} exists already; replace its URL with --replace.`);
    }
  }

  /**
   * Gives a recorded server a new URL, for a new password or host; running gateways use it after a restart.
   * @throws {ApiError} `realm.invalid`
   */
  async replace(name: string, url: string): Promise<number> {
    const server = await this.find(name);
    if (server.name === DEFAULT_SERVER) {
      return refuse('The default server is named by the settings, not by this command.');
    }
    await reach(readUrl(url));
    await this.#control.write('UPDATE database_servers SET url_sealed = ? WHERE server_id = ?', [
      this.#sealer.seal('database-url', url, Buffer.from(server.name)),
      server.serverId,
    ]);
    return server.serverId;
  }

  /** All servers by name, the default one included. */
  async list(): Promise<ServerRecord[]> {
    await this.find(DEFAULT_SERVER);
    const rows = await this.#control.rows<ServerRow>(`${SELECT} ORDER BY name`);
    return rows.map((row) => {
      const address = this.#addressIn(row);
      return {
        serverId: row.server_id,
        name: row.name,
        where: address && (address.socketPath ?? `${address.host}:${address.port}`),
        user: address?.user ?? null,
      };
    });
  }

  /**
   * The server of this name; the default one is recorded when it is first asked for.
   * @throws {ApiError} `realm.invalid`
   */
  async find(name: string): Promise<{ serverId: number; name: string; address: DatabaseAddress }> {
    let [row] = await this.#control.rows<ServerRow>(`${SELECT} WHERE name = ?`, [name]);
    if (!row && name === DEFAULT_SERVER) {
      // Two processes may do this at once; the second one changes nothing.
      await this.#control.write('INSERT IGNORE INTO database_servers (name, created_at) VALUES (?, ?)', [
        DEFAULT_SERVER,
        new Date(),
      ]);
      [row] = await this.#control.rows<ServerRow>(`${SELECT} WHERE name = ?`, [name]);
    }
    if (!row) {
      return refuse(`There is no database server named ${name}; add it with: server add ${name} --url URL`);
    }
    return { serverId: row.server_id, name: row.name, address: this.#open(row) };
  }

  /**
   * Where a realm database is, its schema included.
   * @throws {ApiError} `realm.invalid`
   */
  async addressOfDatabase(databaseId: number): Promise<DatabaseAddress> {
    const [row] = await this.#control.rows<ServerRow & { database_name: string }>(
      `SELECT s.server_id, s.name, s.url_sealed, d.name AS database_name
         FROM realm_databases d JOIN database_servers s ON s.server_id = d.server_id WHERE d.database_id = ?`,
      [databaseId],
    );
    if (!row) return refuse(`There is no realm database ${databaseId}.`);
    return { ...this.#open(row), database: row.database_name };
  }

  #open(row: ServerRow): DatabaseAddress {
    return (
      this.#addressIn(row) ??
      refuse(
        `The URL of the database server ${row.name} was stored under another server secret; store it again with: server add ${row.name} --url URL --replace`,
      )
    );
  }

  /** Server address without a schema, or null where it was sealed under another secret. */
  #addressIn(row: ServerRow): DatabaseAddress | null {
    if (row.url_sealed === null) return this.#defaultServer;
    const url = this.#sealer.unseal('database-url', row.url_sealed, Buffer.from(row.name));
    return url === null ? null : parseDatabaseUrl(url);
  }
}

function readUrl(url: string): DatabaseAddress {
  let address: DatabaseAddress;
  try {
    address = parseDatabaseUrl(url);
  } catch (error) {
    return refuse(`The URL of the server cannot be read: ${(error as Error).message}.`);
  }
  return address.database === undefined
    ? address
    : refuse('The URL names a server, so leave the database out: mysql://user:password@host:3306');
}

/** Refuses a server that cannot be reached or logged in to, before anything relies on it. */
async function reach(address: DatabaseAddress): Promise<void> {
  const database = new Database(address, 1);
  try {
    await database.rows('SELECT 1');
  } catch (error) {
    const { code } = error as { code?: string };
    refuse(`The server cannot be used: ${code ?? 'no connection'}.`);
  } finally {
    await database.close().catch(() => undefined);
  }
}

const refuse = (reason: string): never => fail('realm.invalid', { reason });
