/** Passwords of realms, and codes of their API clients: setting them. They are checked in passwordHolders.ts. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { hashPassword } from '../../secrets/passwordHash';
import { textProblem } from '../../text/plainText';
import type { Realm } from '../realms/realm';
import { writeAddresses } from './allowedAddresses';
import { clientName } from './licences';

/** Shorter ones are guessed; longer ones are no passwords. */
const LENGTH = { least: 8, most: 200 };

export interface NewPassword {
  readonly password: string;
  /** The API client whose code it is; null for the password of the realm itself. */
  readonly client?: string | null;
  /** Addresses and networks that may use it; all if there are none. */
  readonly addresses?: readonly string[];
}

export class RealmPasswords {
  readonly #control: Sql;

  constructor(control: Sql) {
    this.#control = control;
  }

  /**
   * Sets the password; the one before ends in all processes within a second.
   * @throws {ApiError} `realm.invalid`
   */
  async set(
    { realmId }: Pick<Realm, 'realmId'>,
    { password, client = null, addresses = [] }: NewPassword,
    now = new Date(),
  ): Promise<void> {
    const { least, most } = LENGTH;
    if (password.length < least || password.length > most)
      fail('realm.invalid', { reason: `A password has ${least} to ${most} characters.` });
    if (textProblem(password) !== null || /\p{Cc}/u.test(password))
      fail('realm.invalid', { reason: 'A password has no control characters.' });
    const called = client === null ? '' : clientName(client);
    const networks = writeAddresses(addresses);
    const hash = await hashPassword(password);
    await this.#control.write(
      `INSERT INTO realm_passwords (realm_id, client, password_hash, addresses, changed_at) VALUES (?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash), addresses = VALUES(addresses),
                                 changed_at = VALUES(changed_at)`,
      [realmId, called, hash, networks, now],
    );
  }

  /** @returns false if there was none */
  async remove({ realmId }: Pick<Realm, 'realmId'>, client: string | null = null): Promise<boolean> {
    const { affectedRows } = await this.#control.write(
      'DELETE FROM realm_passwords WHERE realm_id = ? AND client = ?',
      [realmId, client === null ? '' : clientName(client)],
    );
    return affectedRows > 0;
  }
}
