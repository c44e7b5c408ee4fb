/**
 * Whom a public key belongs to, remembered for half a second, so that a removed key ends everywhere within one. Nothing
 * can be guessed here: that its owner holds the private key is for the door to check, so no count of failures is kept.
 */
import { fail } from '../../contract/errorCatalogue';
import { isTransient, type Sql } from '../../db/sql';
import { REALM_COLUMNS, REALM_TABLES, toRealm, type RealmRow } from '../realms/realmRows';
import { admitHolder, rememberedHolders, type Holder } from './credentialHolders';
import type { SessionOwner } from './sessions';
import { readFingerprint } from './sshPublicKey';

const TOUCH_MS = 60_000;

export class SftpKeyHolders {
  readonly #control: Sql;
  readonly #holders = rememberedHolders<Holder>();

  constructor(control: Sql) {
    this.#control = control;
  }

  /** @throws {ApiError} `credential.invalid` */
  authenticate(realm: string, fingerprint: string, address: string): Promise<SessionOwner> | SessionOwner {
    const holder = this.#holders.get(JSON.stringify([realm, fingerprint]), () =>
      this.#find(realm, fingerprint),
    );
    return holder instanceof Promise
      ? holder.then((found) => admitHolder(found, address))
      : admitHolder(holder, address);
  }

  async #find(realm: string, shown: string): Promise<Holder> {
    const fingerprint = readFingerprint(shown);
    if (!fingerprint || realm.length > 100) return fail('credential.invalid');
    const [row] = await this.#control.rows<
      RealmRow & { readonly key_name: string; readonly addresses: string; readonly last_used_at: Date | null }
    >(
      `SELECT ${REALM_COLUMNS}, k.name AS key_name, k.addresses, k.last_used_at
         FROM sftp_keys k JOIN ${REALM_TABLES} ON r.realm_id = k.realm_id
        WHERE r.name = ? AND k.fingerprint = ?`,
      [realm, fingerprint],
    );
    if (!row) return fail('credential.invalid');
    if (Date.now() - (row.last_used_at?.getTime() ?? 0) >= TOUCH_MS)
      await this.#touch(row.realm_id, fingerprint);
    return { owner: { realm: toRealm(row), clientName: row.key_name }, addresses: [row.addresses] };
  }

  async #touch(realmId: number, fingerprint: Buffer): Promise<void> {
    try {
      await this.#control.write(
        'UPDATE sftp_keys SET last_used_at = ? WHERE realm_id = ? AND fingerprint = ?',
        [new Date(), realmId, fingerprint],
      );
    } catch (error) {
      // Another process touched it at the same moment.
      if (!isTransient(error)) throw error;
    }
  }
}
