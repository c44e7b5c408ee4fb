/** Finds the database of a realm: the router from a row of the control database to a connection pool. */
import type { Database } from './database';
import { parseDatabaseUrl, type DatabaseAddress } from './databaseAddress';
import type { Sql } from './sql';

export interface RealmDatabasesOptions {
  readonly control: Sql;
  /** Where realm databases are whose server has no address of its own. */
  readonly defaultServer: DatabaseAddress;
  /** Opens the pool of a realm database. */
  readonly open: (address: DatabaseAddress) => Database;
  /** Opens a stored address, see `database_servers.url_sealed`. @throws if the server secret is another one */
  readonly unseal: (sealed: Buffer) => string;
}

/** The control database knows no database of that number. */
export class UnknownRealmDatabase extends Error {
  constructor(readonly databaseId: number) {
    super(`there is no realm database ${databaseId}`);
    this.name = 'UnknownRealmDatabase';
  }
}

interface DatabaseRow {
  readonly database_id: number;
  readonly name: string;
  readonly url_sealed: Buffer | null;
}

const DATABASES = `SELECT d.database_id, d.name, s.url_sealed
  FROM realm_databases d JOIN database_servers s ON s.server_id = d.server_id`;

export class RealmDatabases {
  readonly #options: RealmDatabasesOptions;
  readonly #databases = new Map<number, Promise<Database>>();
  #closed = false;

  constructor(options: RealmDatabasesOptions) {
    this.#options = options;
  }

  /**
   * The pool of one realm database, opened on first use. Where a database is never changes.
   * @throws {UnknownRealmDatabase}
   */
  forDatabase(databaseId: number): Promise<Database> {
    const known = this.#databases.get(databaseId);
    if (known) return known;
    const opening = this.#find(databaseId).then((row) => this.#open(row));
    this.#databases.set(databaseId, opening);
    // A failure is not remembered: the next caller tries again.
    opening.catch(() => this.#databases.delete(databaseId));
    return opening;
  }

  /** Numbers of the databases that have been opened. */
  get opened(): Iterable<number> {
    return this.#databases.keys();
  }

  /** Every realm database of the house, new ones included; one whose address cannot be opened is left out. */
  async all(): Promise<{ databaseId: number; database: Database }[]> {
    const rows = await this.#options.control.rows<DatabaseRow>(`${DATABASES} ORDER BY d.database_id`);
    const opened = await Promise.allSettled(
      rows.map(async ({ database_id: databaseId }) => ({
        databaseId,
        database: await this.forDatabase(databaseId),
      })),
    );
    return opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** Where a realm database is; for migrations and the command line. @throws {UnknownRealmDatabase} */
  async addressOf(databaseId: number): Promise<DatabaseAddress> {
    return this.#address(await this.#find(databaseId));
  }

  /** Closes every pool when its statements are finished. */
  async close(): Promise<void> {
    this.#closed = true;
    const databases = await Promise.allSettled(this.#databases.values());
    this.#databases.clear();
    const opened = databases.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    await Promise.all(opened.map((database) => database.close()));
  }

  async #find(databaseId: number): Promise<DatabaseRow> {
    const [row] = await this.#options.control.rows<DatabaseRow>(`${DATABASES} WHERE d.database_id = ?`, [
      databaseId,
    ]);
    if (!row) throw new UnknownRealmDatabase(databaseId);
    return row;
  }

  #open(row: DatabaseRow): Database {
    if (this.#closed) throw new Error('the realm databases are closed');
    return this.#options.open(this.#address(row));
  }

  #address({ name, url_sealed: sealed }: DatabaseRow): DatabaseAddress {
    const server =
      sealed === null ? this.#options.defaultServer : parseDatabaseUrl(this.#options.unseal(sealed));
    return { ...server, database: name };
  }
}
