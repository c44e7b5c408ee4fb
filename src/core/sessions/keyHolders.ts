/** Whom an API key belongs to, remembered for half a second, so that a revoked key ends everywhere within one. */
import { ApiError } from '../../contract/errorCatalogue';
import { KEY_DOORS, type KeyDoor } from '../../contract/keyDoors';
import { isTransient, type Sql } from '../../db/sql';
import { hashOfApiKey, looksLikeApiKey } from '../../secrets/apiKey';
import { REALM_COLUMNS, REALM_TABLES, toRealm, type RealmRow } from '../realms/realmRows';
import { isAllowedAddress } from './allowedAddresses';
import { admitHolder, rememberedHolders, type Holder } from './credentialHolders';
import type { LoginThrottle } from './loginThrottle';
import { networkOf } from './networkAddress';
import type { SessionOwner } from './sessions';

interface KeyRow extends RealmRow {
  readonly api_key_id: number;
  readonly name: string;
  readonly rights: string;
  readonly addresses: string;
  readonly calls_per_minute: number | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

const TOUCH_MS = 60_000;

export class KeyHolders {
  readonly #control: Sql;
  readonly #throttle: LoginThrottle;
  readonly #holders = rememberedHolders<Holder>();

  constructor(control: Sql, throttle: LoginThrottle) {
    this.#control = control;
    this.#throttle = throttle;
  }

  /** @throws {ApiError} `credential.invalid`, `login.refused` */
  authenticate(door: KeyDoor, key: string, address: string): Promise<SessionOwner> | SessionOwner {
    const hash = hashOfApiKey(key);
    const holder = this.#holders.get(`${door} ${hash.toString('base64')} ${networkOf(address)}`, () =>
      this.#find(door, key, hash, address),
    );
    return holder instanceof Promise
      ? holder.then((found) => admitHolder(found, address))
      : admitHolder(holder, address);
  }

  /** The realm of a key that is in memory, which need not be valid any more. */
  knownRealmOf(door: KeyDoor, key: string, address: string): number | null {
    const hash = hashOfApiKey(key).toString('base64');
    return this.#holders.peek(`${door} ${hash} ${networkOf(address)}`)?.owner.realm.realmId ?? null;
  }

  async #find(door: KeyDoor, key: string, hash: Buffer, address: string): Promise<Holder> {
    const row = looksLikeApiKey(door, key) ? await this.#row(door, hash) : null;
    if (!row || row.revoked_at !== null || !isAllowedAddress(row.addresses, address)) {
      const credential = row ? hash.toString('hex', 0, 16) : '';
      return this.#throttle.attempt({ address, credential }, () =>
        Promise.reject(new ApiError('credential.invalid')),
      );
    }
    if (Date.now() - (row.last_used_at?.getTime() ?? 0) >= TOUCH_MS) await this.#touch(row);
    return {
      addresses: [row.addresses],
      owner: {
        realm: toRealm(row),
        clientName: row.name,
        key: {
          keyId: row.api_key_id,
          rights: new Set(row.rights.split(' ')),
          callsPerMinute: row.calls_per_minute ?? KEY_DOORS[door].callsPerMinute,
        },
      },
    };
  }

  async #row(door: KeyDoor, hash: Buffer): Promise<KeyRow | null> {
    const [row] = await this.#control.rows<KeyRow>(
      `SELECT ${REALM_COLUMNS}, k.api_key_id, k.name, k.rights, k.addresses, k.calls_per_minute, k.last_used_at, k.revoked_at
         FROM api_keys k JOIN ${REALM_TABLES} ON r.realm_id = k.realm_id
        WHERE k.key_hash = ? AND k.door = ?`,
      [hash, door],
    );
    return row ?? null;
  }

  async #touch({ realm_id, api_key_id }: KeyRow): Promise<void> {
    const now = new Date();
    try {
      await this.#control.write(
        `UPDATE api_keys SET last_used_at = ?
          WHERE realm_id = ? AND api_key_id = ? AND (last_used_at IS NULL OR last_used_at < ?)`,
        [now, realm_id, api_key_id, now],
      );
    } catch (error) {
      // Another process touched it at the same moment.
      if (!isTransient(error)) throw error;
    }
  }
}
