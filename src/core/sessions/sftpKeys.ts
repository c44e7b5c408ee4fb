/** Public keys of realms for the SFTP server: adding, listing, removing. Who comes with one is asked in sftpKeyHolders.ts. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { writeAddresses } from './allowedAddresses';
import { clientName } from './licences';
import { readFingerprint, shownFingerprint, sshPublicKey } from './sshPublicKey';

export interface NewSftpKey {
  /** A line as in authorized_keys, without options. */
  readonly publicKey: string;
  /** What the owner calls the program; the comment of the key unless given. */
  readonly name?: string | null;
  /** Addresses and networks that may use it; all if there are none. */
  readonly addresses?: readonly string[];
}

export interface SftpKeyRecord {
  /** `SHA256:...` */
  readonly fingerprint: string;
  readonly type: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Of one realm. */
const MAX_KEYS = 50;

export class SftpKeys {
  readonly #control: Sql;

  constructor(control: Sql) {
    this.#control = control;
  }

  /**
   * Adds a key; one that is there already gets the name and the addresses.
   * @throws {ApiError} `realm.invalid`
   */
  async add(
    realm: Pick<Realm, 'realmId'>,
    { publicKey, name, addresses = [] }: NewSftpKey,
    now = new Date(),
  ): Promise<SftpKeyRecord> {
    const { type, fingerprint, comment } = sshPublicKey(publicKey);
    const called = clientName((name ?? comment.slice(0, 64).trim()) || 'sftp');
    const networks = writeAddresses(addresses);
    const others = (await this.list(realm)).filter(
      (key) => key.fingerprint !== shownFingerprint(fingerprint),
    );
    if (others.length >= MAX_KEYS)
      fail('realm.invalid', { reason: `A realm has at most ${MAX_KEYS} keys for SFTP; remove one first.` });
    await this.#control.write(
      `INSERT INTO sftp_keys (realm_id, fingerprint, key_type, name, addresses, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE name = VALUES(name), addresses = VALUES(addresses)`,
      [realm.realmId, fingerprint, type, called, networks, now],
    );
    return (await this.list(realm)).find((key) => key.fingerprint === shownFingerprint(fingerprint))!;
  }

  /** The newest first. */
  async list({ realmId }: Pick<Realm, 'realmId'>): Promise<SftpKeyRecord[]> {
    const rows = await this.#control.rows<{
      fingerprint: Buffer;
      key_type: string;
      name: string;
      addresses: string;
      created_at: Date;
      last_used_at: Date | null;
    }>(
      `SELECT fingerprint, key_type, name, addresses, created_at, last_used_at
         FROM sftp_keys WHERE realm_id = ? ORDER BY created_at DESC, fingerprint`,
      [realmId],
    );
    return rows.map((row) => ({
      fingerprint: shownFingerprint(row.fingerprint),
      type: row.key_type,
      name: row.name,
      addresses: row.addresses.split(' ').filter(Boolean),
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
    }));
  }

  /**
   * Ends a key, in all processes within a second.
   * @param fingerprint as `list` answers it
   * @returns false if the realm has none of that fingerprint
   */
  async remove({ realmId }: Pick<Realm, 'realmId'>, fingerprint: string): Promise<boolean> {
    const bytes = readFingerprint(fingerprint);
    if (!bytes) return false;
    const { affectedRows } = await this.#control.write(
      'DELETE FROM sftp_keys WHERE realm_id = ? AND fingerprint = ?',
      [realmId, bytes],
    );
    return affectedRows > 0;
  }
}
