/**
 * Whom a realm and its password belong to. A password is hashed, at some cost, when it is first used and when it was
 * changed; afterwards its keyed hash in memory says that it was right, for as long as the stored hash is the same, which
 * is looked up every half second.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Semaphore } from '../../concurrency/semaphore';
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { isPassword, NO_PASSWORD } from '../../secrets/passwordHash';
import { REALM_COLUMNS, REALM_TABLES, toRealm, type RealmRow } from '../realms/realmRows';
import { isAllowedAddress } from './allowedAddresses';
import { admitHolder, MAX_REMEMBERED, rememberedHolders, type Holder } from './credentialHolders';
import type { LoginThrottle } from './loginThrottle';
import { networkOf } from './networkAddress';
import type { SessionOwner } from './sessions';

export interface PasswordCredential {
  readonly realm: string;
  readonly password: string;
  readonly client: { readonly name: string; readonly code: string } | null;
}

interface HolderRow extends RealmRow {
  readonly password_hash: string | null;
  readonly addresses: string | null;
  readonly code_hash: string | null;
  readonly code_addresses: string | null;
}

/** Hashes that are computed at once: each takes a fifth of a second of a thread that others wait for as well. */
const AT_ONCE = 2;
const MAX_WAITING = 50;
const MAX_LENGTH = 1000;

export class PasswordHolders {
  readonly #control: Sql;
  readonly #throttle: LoginThrottle;
  readonly #turns = new Semaphore(AT_ONCE);
  /** Of this process alone, so that what is in memory says nothing about a password. */
  readonly #memoryKey = randomBytes(32);
  /** What was compared, by the keyed hash of the credential: with which stored hashes, and whether it was right. */
  readonly #compared = new Map<string, { readonly stored: string; readonly isRight: boolean }>();
  readonly #holders = rememberedHolders<Holder>();

  constructor(control: Sql, throttle: LoginThrottle) {
    this.#control = control;
    this.#throttle = throttle;
  }

  /** @throws {ApiError} `credential.invalid`, `login.refused`, `server.overloaded` */
  authenticate(credential: PasswordCredential, address: string): Promise<SessionOwner> | SessionOwner {
    const key = this.#keyOf(credential);
    const holder = this.#holders.get(`${key} ${networkOf(address)}`, () =>
      this.#find(credential, key, address),
    );
    return holder instanceof Promise
      ? holder.then((found) => admitHolder(found, address))
      : admitHolder(holder, address);
  }

  /** The realm of a credential that is in memory, which need not be valid any more. */
  knownRealmOf(credential: PasswordCredential, address: string): number | null {
    const key = `${this.#keyOf(credential)} ${networkOf(address)}`;
    return this.#holders.peek(key)?.owner.realm.realmId ?? null;
  }

  #keyOf({ realm, password, client }: PasswordCredential): string {
    return createHmac('sha256', this.#memoryKey)
      .update(JSON.stringify([realm, password, client && [client.name, client.code]]))
      .digest('base64');
  }

  async #find(credential: PasswordCredential, key: string, address: string): Promise<Holder> {
    const row = await this.#row(credential);
    const stored = `${row?.password_hash ?? ''} ${row?.code_hash ?? ''}`;
    const known = this.#compared.get(key);
    const addresses = [row?.addresses ?? '', row?.code_addresses ?? ''];
    if (
      row &&
      known?.stored === stored &&
      known.isRight &&
      addresses.every((a) => isAllowedAddress(a, address))
    )
      return { owner: ownerOf(row, credential), addresses };
    // A realm that was found counts by itself; all that are none count together.
    const source = { address, credential: row ? sourceOf(row.realm_id, credential) : '' };
    return this.#throttle.attempt(source, async () => {
      const isRight =
        known?.stored === stored ? known.isRight : await this.#compare(credential, row, key, stored);
      if (!row || !isRight || !addresses.every((a) => isAllowedAddress(a, address)))
        return fail('credential.invalid');
      return { owner: ownerOf(row, credential), addresses };
    });
  }

  async #row({ realm, password, client }: PasswordCredential): Promise<HolderRow | null> {
    if (realm.length > 100 || password.length > MAX_LENGTH) return null;
    const [row] = await this.#control.rows<HolderRow>(
      `SELECT ${REALM_COLUMNS}, p.password_hash, p.addresses, c.password_hash AS code_hash, c.addresses AS code_addresses
         FROM ${REALM_TABLES}
         LEFT JOIN realm_passwords p ON p.realm_id = r.realm_id AND p.client = ''
         LEFT JOIN realm_passwords c ON c.realm_id = r.realm_id AND c.client = ? AND c.client > ''
        WHERE r.name = ?`,
      [client?.name.slice(0, 100) ?? '', realm],
    );
    return row ?? null;
  }

  async #compare(
    { password, client }: PasswordCredential,
    row: HolderRow | null,
    key: string,
    stored: string,
  ): Promise<boolean> {
    const isSame = async (text: string, hash: string | null | undefined): Promise<boolean> => {
      if (!(await this.#turns.acquireWithin(MAX_WAITING, Infinity)))
        return fail('server.overloaded', { seconds: 1 });
      try {
        return await isPassword(text.slice(0, MAX_LENGTH), hash ?? NO_PASSWORD);
      } finally {
        this.#turns.release();
      }
    };
    const isRight =
      (await isSame(password, row?.password_hash)) &&
      (!client || (await isSame(client.code, row?.code_hash)));
    this.#compared.delete(key);
    this.#compared.set(key, { stored, isRight });
    if (this.#compared.size > MAX_REMEMBERED) this.#compared.delete(this.#compared.keys().next().value!);
    return isRight;
  }
}

const DEFAULT_CLIENT = 'default';

const ownerOf = (row: HolderRow, { client }: PasswordCredential): SessionOwner => ({
  realm: toRealm(row),
  clientName: client?.name ?? DEFAULT_CLIENT,
});

const sourceOf = (realmId: number, { client }: PasswordCredential): string =>
  createHash('sha256')
    .update(JSON.stringify([realmId, client?.name ?? '']))
    .digest('hex')
    .slice(0, 32);
