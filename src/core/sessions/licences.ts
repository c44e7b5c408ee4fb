/** Licences in the control database: issuing, replacing, revoking, verifying. */
import { fail } from '../../contract/errorCatalogue';
import type { Database } from '../../db/database';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { readLicence, writeLicence, type ReadLicence } from '../../secrets/licence';
import type { Sealer } from '../../secrets/sealer';

export const DEFAULT_CLIENT = 'default';

/** What the owner sees of a licence; the key itself is known to its client alone. */
export interface LicenceRecord {
  readonly licenceId: number;
  readonly realm: string;
  readonly client: string;
  readonly host: string;
  readonly issuedAt: Date;
  /** Null while it is valid. */
  readonly revokedAt: Date | null;
}

/** Whom a valid licence belongs to. */
export interface LicenceHolder {
  readonly licenceId: number;
  readonly realmId: number;
  readonly clientId: number;
}

export class Licences {
  readonly #control: Database;
  readonly #sealer: Sealer;

  constructor(control: Database, sealer: Sealer) {
    this.#control = control;
    this.#sealer = sealer;
  }

  /**
   * Issues a licence to a client of a realm, made on first use. The client's old licence ends with the same commit.
   * @param host public host name of this gateway
   * @returns the text of the licence file; it cannot be had again
   * @throws {ApiError} `realm.invalid` for a client name that is not allowed
   */
  async issue(
    realm: Pick<Realm, 'realmId'>,
    client = DEFAULT_CLIENT,
    host = 'localhost',
    now = new Date(),
  ): Promise<{ licenceId: number; client: string; text: string; replaced: boolean }> {
    const name = clientName(client);
    const clientId = await this.#ensureClient(realm, name, now);
    const { text, keyHash } = writeLicence(this.#sealer, {
      realmId: realm.realmId,
      clientId,
      host: host.slice(0, 255),
      issuedAt: now,
    });
    return this.#control.transaction(async (sql) => {
      // The client's row orders two issues at one moment: the later one replaces the earlier.
      await sql.rows('SELECT client_id FROM api_clients WHERE client_id = ? FOR UPDATE', [clientId]);
      const replaced = await revokeAll(sql, realm.realmId, clientId, now);
      const { insertId } = await sql.write(
        'INSERT INTO licences (realm_id, client_id, key_hash, host, issued_at) VALUES (?, ?, ?, ?, ?)',
        [realm.realmId, clientId, keyHash, host.slice(0, 255), now],
      );
      return { licenceId: insertId, client: name, text, replaced: replaced > 0 };
    });
  }

  /**
   * Revokes the licence of a client; its sessions end with it.
   * @returns false if the client has no valid licence
   * @throws {ApiError} `realm.invalid` if the realm has no such client
   */
  async revoke(
    realm: Pick<Realm, 'realmId' | 'name'>,
    client = DEFAULT_CLIENT,
    now = new Date(),
  ): Promise<boolean> {
    const name = clientName(client);
    const clientId = await this.#findClient(realm.realmId, name);
    if (clientId === null) {
      return fail('realm.invalid', { reason: `The realm ${realm.name} has no API client named ${name}.` });
    }
    return (await revokeAll(this.#control, realm.realmId, clientId, now)) > 0;
  }

  /** Licences of one realm or of all, newest first within a client. */
  async list(realm: Pick<Realm, 'realmId'> | null = null): Promise<LicenceRecord[]> {
    const rows = await this.#control.rows<{
      licence_id: number;
      realm: string;
      client: string;
      host: string;
      issued_at: Date;
      revoked_at: Date | null;
    }>(
      `SELECT l.licence_id, r.name AS realm, c.name AS client, l.host, l.issued_at, l.revoked_at
         FROM licences l JOIN realms r ON r.realm_id = l.realm_id JOIN api_clients c ON c.client_id = l.client_id
        WHERE ? IN (0, l.realm_id)
        ORDER BY r.name, c.name, l.licence_id DESC`,
      [realm?.realmId ?? 0],
    );
    return rows.map((row) => ({
      licenceId: row.licence_id,
      realm: row.realm,
      client: row.client,
      host: row.host,
      issuedAt: row.issued_at,
      revokedAt: row.revoked_at,
    }));
  }

  /** @throws {ApiError} `licence.invalid` if it was not made here; the database is not asked */
  read(text: string): ReadLicence {
    return readLicence(this.#sealer, text);
  }

  /** @throws {ApiError} `licence.invalid`, `licence.revoked` */
  async verify({ keyHash, data }: ReadLicence): Promise<LicenceHolder> {
    const [row] = await this.#control.rows<{
      licence_id: number;
      realm_id: number;
      client_id: number;
      revoked_at: Date | null;
    }>('SELECT licence_id, realm_id, client_id, revoked_at FROM licences WHERE key_hash = ?', [keyHash]);
    if (!row || row.realm_id !== data.realmId || row.client_id !== data.clientId) {
      return fail('licence.invalid');
    }
    if (row.revoked_at !== null) return fail('licence.revoked');
    return { licenceId: row.licence_id, realmId: row.realm_id, clientId: row.client_id };
  }

  async #ensureClient(realm: Pick<Realm, 'realmId'>, name: string, now: Date): Promise<number> {
    const found = await this.#findClient(realm.realmId, name);
    if (found !== null) return found;
    try {
      const { insertId } = await this.#control.write(
        'INSERT INTO api_clients (realm_id, name, created_at) VALUES (?, ?, ?)',
        [realm.realmId, name, now],
      );
      return insertId;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await this.#findClient(realm.realmId, name))!;
    }
  }

  async #findClient(realmId: number, name: string): Promise<number | null> {
    const [row] = await this.#control.rows<{ client_id: number }>(
      'SELECT client_id FROM api_clients WHERE realm_id = ? AND name = ?',
      [realmId, name],
    );
    return row?.client_id ?? null;
  }
}

async function revokeAll(sql: Sql, realmId: number, clientId: number, now: Date): Promise<number> {
  const { affectedRows } = await sql.write(
    'UPDATE licences SET revoked_at = ? WHERE realm_id = ? AND client_id = ? AND revoked_at IS NULL',
    [now, realmId, clientId],
  );
  return affectedRows;
}

/** @throws {ApiError} `realm.invalid` */
export function clientName(text: string): string {
  const name = text.trim();
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name)) return name;
  return fail('realm.invalid', {
    reason:
      'The name of an API client has 1 to 64 letters, digits, blanks, dots, hyphens and underscores, and begins with a letter or digit.',
  });
}
