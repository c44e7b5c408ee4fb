/** One MySQL or MariaDB schema behind a pool of connections. */
import { ConnectionPool, type PoolOptions } from './connectionPool';
import { insertedRow, Marker, wasCommitted, type CommitProof } from './commitProof';
import type { DatabaseAddress } from './databaseAddress';
import type { PooledConnection } from './pooledConnection';
import { PoolSupervisor } from './poolSupervisor';
import {
  isBroken,
  isRolledBack,
  isUnanswered,
  OutcomeUnknown,
  type Sql,
  type SqlValue,
  type Transaction,
  type WriteResult,
} from './sql';

export class Database implements Sql {
  readonly #address: DatabaseAddress;
  readonly #pool: ConnectionPool;
  /** Markers that no transaction is using. */
  readonly #markers: Marker[] = [];
  #hasTidied = false;

  /** @param connections at most */
  constructor(
    address: DatabaseAddress,
    connections: number,
    options: Omit<PoolOptions, 'connections' | 'supervisor'> & Partial<Pick<PoolOptions, 'supervisor'>> = {},
  ) {
    this.#address = address;
    this.#pool = new ConnectionPool(address, { supervisor: new PoolSupervisor(), ...options, connections });
  }

  rows<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return this.#read((connection) => connection.execute(statement, values));
  }

  rowsOf<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    return this.#read((connection) => connection.query(statement, values));
  }

  write(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return this.#write((connection) => connection.execute(statement, values));
  }

  writeOf(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    return this.#write((connection) => connection.query(statement, values));
  }

  /**
   * Runs `work` in one transaction: commits when it returns, rolls back when it throws. One attempt.
   * @param realmId the realm that it is about, where it is about one
   * @throws {OutcomeUnknown} if it may have been committed, and that could not be found out
   */
  async transaction<T>(work: (sql: Transaction) => Promise<T>, realmId = 0): Promise<T> {
    const connection = await this.#pool.acquire(false);
    const sql = new TransactionSql(connection);
    let result: T;
    let marker: Marker | undefined;
    let proof: CommitProof | null;
    try {
      result = await work(sql);
      proof = sql.insertedRow;
      if (sql.hasChanged && !proof) {
        marker = this.#markers.pop() ?? new Marker();
        proof = await marker.write(connection, realmId);
      }
    } catch (error) {
      await this.#rollBack(connection);
      if (isBroken(error)) this.#pool.cutIdle();
      throw error;
    }
    try {
      await connection.query('COMMIT');
    } catch (error) {
      if (isRolledBack(error)) {
        await this.#rollBack(connection);
        throw error;
      }
      connection.cut();
      // Where nothing was changed, it makes no difference.
      if (proof && !(await this.#isCommitted(proof, error))) throw error;
      return result;
    }
    this.#pool.release(connection);
    if (marker) this.#giveBack(marker);
    return result;
  }

  /** Resolves when everything under way is finished and every connection ended. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #read<T>(ask: (connection: PooledConnection) => Promise<T>, isAgain = false): Promise<T> {
    const connection = await this.#pool.acquire(true);
    try {
      return await ask(connection);
    } catch (error) {
      // It can have been ended while it was idle.
      if (isAgain || !isBroken(error)) throw error;
      this.#pool.cutIdle();
    } finally {
      this.#pool.release(connection);
    }
    return this.#read(ask, true);
  }

  /** A single statement commits by itself, so that its answer can be lost like that of a COMMIT. */
  async #write(ask: (connection: PooledConnection) => Promise<WriteResult>): Promise<WriteResult> {
    const connection = await this.#pool.acquire(true);
    try {
      return await ask(connection);
    } catch (error) {
      throw isUnanswered(error) ? new OutcomeUnknown(error) : error;
    } finally {
      this.#pool.release(connection);
    }
  }

  /** A connection whose rollback fails is in an unknown state; ending it rolls back on the server. */
  async #rollBack(connection: PooledConnection): Promise<void> {
    try {
      await connection.query('ROLLBACK');
      this.#pool.release(connection);
    } catch {
      connection.cut();
    }
  }

  async #isCommitted(proof: CommitProof, cause: unknown): Promise<boolean> {
    const found = await wasCommitted(this.#address, proof);
    if (found === null) throw new OutcomeUnknown(cause);
    return found;
  }

  #giveBack(marker: Marker): void {
    this.#markers.push(marker);
    if (this.#hasTidied) return;
    this.#hasTidied = true;
    // Those of processes that are gone.
    void this.writeOf('DELETE FROM commit_marks WHERE written_at < UTC_TIMESTAMP() - INTERVAL 1 DAY').catch(
      () => undefined,
    );
  }
}

/** The statements of one transaction; remembers what they changed. */
class TransactionSql implements Transaction {
  readonly #connection: PooledConnection;
  hasChanged = false;
  holdsLocks = false;
  /** The last row that was inserted with a number of the server's. */
  insertedRow: CommitProof | null = null;

  constructor(connection: PooledConnection) {
    this.#connection = connection;
  }

  rows<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    this.#noteLocks(statement);
    return this.#connection.execute(statement, values);
  }

  rowsOf<T extends object>(statement: string, values: readonly SqlValue[] = []): Promise<T[]> {
    this.#noteLocks(statement);
    return this.#connection.query(statement, values);
  }

  async write(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    this.holdsLocks = true;
    return this.#noted(statement, await this.#connection.execute<WriteResult>(statement, values));
  }

  async writeOf(statement: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    this.holdsLocks = true;
    return this.#noted(statement, await this.#connection.query<WriteResult>(statement, values));
  }

  #noteLocks(statement: string): void {
    if (statement.includes('FOR UPDATE')) this.holdsLocks = true;
  }

  #noted(statement: string, result: WriteResult): WriteResult {
    if (result.affectedRows > 0) this.hasChanged = true;
    this.insertedRow = insertedRow(statement, result) ?? this.insertedRow;
    return result;
  }
}
