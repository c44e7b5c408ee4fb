/** Realms in the control database: finding and showing them. Creating one is in createRealm.ts. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { IdentityScheme, IdentitySchemeName } from '../identity/identityScheme';
import { identityScheme } from '../identity/schemes';
import type { Realm } from './realm';
import { REALM_COLUMNS, REALM_TABLES, toRealm, type RealmRow } from './realmRows';

/** A realm with everything the owner may want to know of it. */
export interface RealmDetails extends Realm {
  readonly description: string;
  readonly database: string;
  readonly server: string;
  /** Name of the parent realm, or null. */
  readonly parent: string | null;
  /** Who approved the database's use of customer keys; null in other databases. */
  readonly approvedBy: string | null;
  readonly createdAt: Date;
}

/** A database that holds realms. */
export interface RealmDatabase {
  readonly databaseId: number;
  readonly name: string;
  readonly server: string;
  readonly identity: IdentityScheme;
}

const SELECT = `SELECT ${REALM_COLUMNS} FROM ${REALM_TABLES}`;

const SELECT_DETAILS = `SELECT ${REALM_COLUMNS}, r.description, r.created_at, d.name AS database_name, d.approved_by,
         v.name AS server_name, p.name AS parent_name
    FROM ${REALM_TABLES} JOIN database_servers v ON v.server_id = d.server_id
    LEFT JOIN realms p ON p.realm_id = r.parent_realm_id`;

interface DetailsRow extends RealmRow {
  readonly description: string;
  readonly created_at: Date;
  readonly database_name: string;
  readonly approved_by: string | null;
  readonly server_name: string;
  readonly parent_name: string | null;
}

const toDetails = (row: DetailsRow): RealmDetails => ({
  ...toRealm(row),
  description: row.description,
  database: row.database_name,
  server: row.server_name,
  parent: row.parent_name,
  approvedBy: row.approved_by,
  createdAt: row.created_at,
});

export class Realms {
  readonly #control: Sql;

  constructor(control: Sql) {
    this.#control = control;
  }

  async findByName(name: string): Promise<Realm | null> {
    const [row] = await this.#control.rows<RealmRow>(`${SELECT} WHERE r.name = ?`, [name]);
    return row ? toRealm(row) : null;
  }

  async findById(realmId: number): Promise<Realm | null> {
    const [row] = await this.#control.rows<RealmRow>(`${SELECT} WHERE r.realm_id = ?`, [realmId]);
    return row ? toRealm(row) : null;
  }

  /** @throws {ApiError} `realm.invalid` if there is none of that name */
  async require(name: string): Promise<Realm> {
    return (await this.findByName(name)) ?? noSuchRealm(name);
  }

  /** @throws {ApiError} `realm.invalid`, the same for a realm that is no child of this one as for none */
  async requireChild({ realmId }: Realm, name: string): Promise<Realm> {
    const [row] = await this.#control.rows<RealmRow>(`${SELECT} WHERE r.name = ? AND r.parent_realm_id = ?`, [
      name,
      realmId,
    ]);
    return row
      ? toRealm(row)
      : fail('realm.invalid', {
          reason: `There is no child realm named ${JSON.stringify(name.slice(0, 64))}.`,
        });
  }

  /** @throws {ApiError} `realm.invalid` if there is none of that name */
  async details(name: string): Promise<RealmDetails> {
    const [row] = await this.#control.rows<DetailsRow>(`${SELECT_DETAILS} WHERE r.name = ?`, [name]);
    return row ? toDetails(row) : noSuchRealm(name);
  }

  /** All realms by name. */
  async list(): Promise<RealmDetails[]> {
    return (await this.#control.rows<DetailsRow>(`${SELECT_DETAILS} ORDER BY r.name`)).map(toDetails);
  }

  /** All databases that hold realms, oldest first. */
  async databases(): Promise<RealmDatabase[]> {
    const rows = await this.#control.rows<{
      database_id: number;
      name: string;
      server_name: string;
      identity_scheme: IdentitySchemeName;
    }>(
      `SELECT d.database_id, d.name, v.name AS server_name, d.identity_scheme
         FROM realm_databases d JOIN database_servers v ON v.server_id = d.server_id ORDER BY d.database_id`,
    );
    return rows.map((row) => ({
      databaseId: row.database_id,
      name: row.name,
      server: row.server_name,
      identity: identityScheme(row.identity_scheme),
    }));
  }
}

const noSuchRealm = (name: string): never =>
  fail('realm.invalid', { reason: `There is no realm named ${JSON.stringify(name.slice(0, 64))}.` });
