/** API keys in the control database: issuing, listing, revoking. Who holds one is asked in keyHolders.ts. */
import { fail } from '../../contract/errorCatalogue';
import { FULL, KEY_DOORS, type KeyDoor } from '../../contract/keyDoors';
import type { Sql } from '../../db/sql';
import { hashOfApiKey, makeApiKey } from '../../secrets/apiKey';
import type { Realm } from '../realms/realm';
import { writeAddresses } from './allowedAddresses';
import { clientName } from './licences';

export interface NewApiKey {
  readonly door: KeyDoor;
  /** Words of the door's rights; everything if there are none. */
  readonly rights?: readonly string[];
  /** What the owner calls the program; the door's name unless given. */
  readonly name?: string;
  /** Addresses and networks that may use it; all if there are none. */
  readonly addresses?: readonly string[];
  /** Instead of the door's usual number; 0 for no limit. */
  readonly callsPerMinute?: number | null;
}

/** What the owner sees of a key; the key itself is known to its program alone. */
export interface ApiKeyRecord {
  readonly keyId: number;
  readonly realm: string;
  readonly door: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly addresses: readonly string[];
  /** 0 for no limit. */
  readonly callsPerMinute: number;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Null while it is valid. */
  readonly revokedAt: Date | null;
}

interface KeyRow {
  readonly api_key_id: number;
  readonly realm: string;
  readonly door: KeyDoor;
  readonly name: string;
  readonly rights: string;
  readonly addresses: string;
  readonly calls_per_minute: number | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

export class ApiKeys {
  readonly #control: Sql;

  constructor(control: Sql) {
    this.#control = control;
  }

  /**
   * @returns the key, which cannot be had again
   * @throws {ApiError} `realm.invalid` for a name, right or address that is none
   */
  async issue(
    { realmId }: Pick<Realm, 'realmId'>,
    { door, rights = [], name, addresses = [], callsPerMinute = null }: NewApiKey,
    now = new Date(),
  ): Promise<{ keyId: number; key: string; name: string; rights: readonly string[] }> {
    const known = Object.keys(KEY_DOORS[door].rights);
    const unknown = rights.find((right) => !known.includes(right));
    if (unknown !== undefined)
      fail('realm.invalid', {
        reason: `A key for ${door} has no right ${JSON.stringify(unknown.slice(0, 64))}; there is ${known.join(', ')}.`,
      });
    const given = rights.length === 0 ? [FULL] : [...new Set(rights)];
    const called = clientName(name ?? door);
    const key = makeApiKey(door);
    const { insertId } = await this.#control.write(
      `INSERT INTO api_keys (realm_id, door, key_hash, name, rights, addresses, calls_per_minute, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        realmId,
        door,
        hashOfApiKey(key),
        called,
        given.join(' '),
        writeAddresses(addresses),
        callsPerMinute,
        now,
      ],
    );
    return { keyId: insertId, key, name: called, rights: given };
  }

  /** Keys of one realm or of all, the newest first. */
  async list(realm: Pick<Realm, 'realmId'> | null = null): Promise<ApiKeyRecord[]> {
    const rows = await this.#control.rows<KeyRow>(
      `SELECT k.api_key_id, r.name AS realm, k.door, k.name, k.rights, k.addresses, k.calls_per_minute,
              k.created_at, k.last_used_at, k.revoked_at
         FROM api_keys k JOIN realms r ON r.realm_id = k.realm_id
        WHERE ? IN (0, k.realm_id) ORDER BY r.name, k.api_key_id DESC`,
      [realm?.realmId ?? 0],
    );
    return rows.map((row) => ({
      keyId: row.api_key_id,
      realm: row.realm,
      door: row.door,
      name: row.name,
      rights: row.rights.split(' '),
      addresses: row.addresses.split(' ').filter(Boolean),
      callsPerMinute: row.calls_per_minute ?? KEY_DOORS[row.door].callsPerMinute,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      revokedAt: row.revoked_at,
    }));
  }

  /**
   * Ends a key, in all processes within a second.
   * @returns false if the realm has no valid key of that number
   */
  async revoke({ realmId }: Pick<Realm, 'realmId'>, keyId: number, now = new Date()): Promise<boolean> {
    const { affectedRows } = await this.#control.write(
      'UPDATE api_keys SET revoked_at = ? WHERE realm_id = ? AND api_key_id = ? AND revoked_at IS NULL',
      [now, realmId, keyId],
    );
    return affectedRows > 0;
  }
}
