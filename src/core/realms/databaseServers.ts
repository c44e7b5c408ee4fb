/** The database servers that realm databases live on. */
import { fail } from '../../contract/errorCatalogue';
import { Database } from '../../db/database';
import { parseDatabaseUrl, type DatabaseAddress } from '../../db/databaseAddress';
import { accountOf, grant, mayCreate } from '../../db/missingRights';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Sealer } from '../../secrets/sealer';
import { checkedName, schemaNameFor } from './names';

/** The server that holds the control database. */
export const DEFAULT_SERVER = 'default';

/** A server as the owner may see it; the password is never part of it. */
export interface ServerRecord {
  readonly serverId: number;
  readonly name: string;
  /** Host and port, or the path of a socket; null if the stored address cannot be opened. */
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
  /** Address of the default server, without a schema. */
  readonly defaultServer: DatabaseAddress;
  /** Name of the schema that holds the control database. */
  readonly controlSchema: string;

  /** @param controlAddress address of the control database; its server is the default one */
  constructor(control: Sql, controlAddress: DatabaseAddress, sealer: Sealer) {
    const { database, ...server } = controlAddress;
    if (database === undefined) throw new Error('the control database has no name');
    this.#control = control;
    this.#sealer = sealer;
    this.defaultServer = server;
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
        [name, this.#sealer.seal('database-url', url), now],
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
  async replace(name: string, url: string): Promise<void> {
    if (name === DEFAULT_SERVER) {
      return refuse('The default server is named by the settings, not by this command.');
    }
    await reach(readUrl(url));
    const { affectedRows } = await this.#control.write(
      'UPDATE database_servers SET url_sealed = ? WHERE name = ?',
      [this.#sealer.seal('database-url', url), name],
    );
    if (affectedRows === 0) noSuchServer(name);
  }

  /** The statement that lets the user of a server make the databases of realms there; null if it may already. */
  async missingGrant(name: string): Promise<string | null> {
    const { address } = await this.find(name);
    if (await mayCreate(address, schemaNameFor(this.controlSchema, 'a'))) return null;
    return grant(`${this.controlSchema}_%`, await accountOf(address));
  }

  /** All servers by name, the default one included. */
  async list(): Promise<ServerRecord[]> {
    await this.find(DEFAULT_SERVER);
    const rows = await this.#control.rows<ServerRow>(`${SELECT} ORDER BY name`);
    return rows.map((row) => {
      const sealedElsewhere =
        row.url_sealed !== null && this.#sealer.unseal('database-url', row.url_sealed) === null;
      const address = sealedElsewhere ? null : this.#addressOf(row);
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
    if (!row) return noSuchServer(name);
    return { serverId: row.server_id, name: row.name, address: this.#addressOf(row) };
  }

  /**
   * Opens a stored URL.
   * @throws {ApiError} `realm.invalid` if it was stored under another server secret
   */
  unsealUrl(sealed: Buffer): string {
    return (
      this.#sealer.unseal('database-url', sealed) ??
      refuse(
        'The URL of a database server was stored under another server secret; store it again with: server add NAME --url URL --replace',
      )
    );
  }

  /** Address without a schema. */
  #addressOf(row: ServerRow): DatabaseAddress {
    return row.url_sealed === null ? this.defaultServer : parseDatabaseUrl(this.unsealUrl(row.url_sealed));
  }
}

function readUrl(url: string): DatabaseAddress {
  if (url.length > 1900) return refuse('The URL of the server is too long.');
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

const noSuchServer = (name: string): never =>
  refuse(
    `There is no database server named ${JSON.stringify(name.slice(0, 64))}; add it with: server add NAME --url URL`,
  );

const refuse = (reason: string): never => fail('realm.invalid', { reason });
