/**
 * How people log in to the console, and what a login lets them do. What is stored of passwords, logins, links and
 * recovery codes are hashes. A login gets a new session at each step, so one that somebody else had put into the browser
 * before opens nothing.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Person, Role } from '../../contract/people';
import type { Database } from '../../db/database';
import { retryIdempotent } from '../../db/retryIdempotent';
import { isTransient, type Sql } from '../../db/sql';
import { withRetry } from '../../db/withRetry';
import { randomWord } from '../../secrets/randomWord';
import type { Sealer } from '../../secrets/sealer';
import { isTotpSecret, newTotpSecret, totpAddress, totpStepOf } from '../../secrets/totp';
import { keepOnGateway } from '../audit/auditLog';
import type { Realm } from '../realms/realm';
import type { Realms } from '../realms/realms';
import type { LoginThrottle } from '../sessions/loginThrottle';
import type { SessionOwner } from '../sessions/sessions';
import { isRightPassword, newPasswordHash } from './consolePasswords';
import { consoleName, endLogins, hashOfWord, insertUser } from './consoleUsers';

const MINUTE_MS = 60_000;
/** A login ends when nobody used it for so long, ... */
const IDLE_MS = 60 * MINUTE_MS;
/** ... and when it is so old, used or not. */
const LONGEST_MS = 12 * 60 * MINUTE_MS;
/** For the second step. */
const CODE_MS = 10 * MINUTE_MS;
const TOUCH_MS = MINUTE_MS;
const RECOVERY_CODES = 10;
/** `C` and 160 bits. */
const SESSION = /^C[a-z2-7]{32}$/;
/** Failed logins to the console count together for one address, apart from those of programs. */
const SOURCE = 'console';

export interface Login {
  /** For the cookie. */
  readonly session: string;
  /** The second step is to come. */
  readonly awaitsCode: boolean;
}

export interface Account {
  readonly name: string;
  readonly isOwner: boolean;
  readonly hasTotp: boolean;
  readonly recoveryCodes: number;
  readonly logins: number;
  readonly realms: readonly { readonly realm: string; readonly role: Role }[];
}

interface OwnerRow {
  readonly user_id: number;
  readonly name: string;
  readonly is_owner: number;
  readonly created_at: Date;
  readonly last_used_at: Date;
}

interface LoggedIn {
  readonly user_id: number;
  readonly name: string;
}

interface PasswordRow extends LoggedIn {
  readonly password_hash: string | null;
  readonly totp_secret: Buffer | null;
  readonly totp_step: number;
}

export interface ConsoleAccessParts {
  readonly control: Database;
  readonly realms: Realms;
  readonly sealer: Sealer;
  readonly throttle: LoginThrottle;
}

export class ConsoleAccess {
  readonly #parts: ConsoleAccessParts;

  constructor(parts: ConsoleAccessParts) {
    this.#parts = parts;
  }

  get #control(): Database {
    return this.#parts.control;
  }

  /**
   * The first step.
   * @param before a session that the browser had, which ends
   * @throws {ApiError} `credential.invalid`, `login.refused`
   */
  async login(name: string, password: string, before: string | null, address: string): Promise<Login> {
    const user = await this.#parts.throttle.attempt({ address, credential: SOURCE }, async () => {
      const found = await this.#byName(name);
      const isRight = await isRightPassword(password, found?.password_hash ?? null);
      return found && isRight ? found : fail('credential.invalid');
    });
    const awaitsCode = user.totp_secret !== null;
    return { session: await this.#begin(user, awaitsCode, before), awaitsCode };
  }

  /**
   * The second step: a code, or one of the recovery codes.
   * @returns the session that takes the place of the first step's
   * @throws {ApiError} `session.invalid`, `credential.invalid`, `login.refused`
   */
  async enterCode(session: string, code: string): Promise<string> {
    const now = new Date();
    const [user] = SESSION.test(session)
      ? await this.#control.rows<PasswordRow & { readonly created_at: Date }>(
          `SELECT u.user_id, u.name, u.password_hash, u.totp_secret, u.totp_step, s.created_at
             FROM console_sessions s JOIN console_users u ON u.user_id = s.user_id AND u.disabled_at IS NULL
            WHERE s.session_hash = ? AND s.awaits_code = TRUE`,
          [hashOfWord(session)],
        )
      : [];
    if (!user || now.getTime() - user.created_at.getTime() > CODE_MS) return fail('session.invalid');
    // Whoever comes here knows the password, so guesses count for the user, wherever they come from.
    const source = { address: SOURCE, credential: `code ${user.user_id}` };
    await this.#parts.throttle.attempt(source, async () => {
      if (!(await this.#isCode(user, code.replaceAll(/[\s-]/g, ''), now))) fail('credential.invalid');
    });
    return this.#begin(user, false, session);
  }

  /**
   * Whose session it is, on the gateway: its owner, or a viewer, who sees there what is their own.
   * @throws {ApiError} `session.invalid`
   */
  async personOf(session: string): Promise<Person & { readonly userId: number }> {
    const { user_id: userId, name, is_owner: isOwner } = await this.#ownerOf(session);
    return { actor: name, userId, role: isOwner ? 'owner' : 'viewer' };
  }

  /**
   * The same in a realm. Whoever has no role there is told what they are told of a realm that does not exist.
   * @throws {ApiError} `session.invalid`, `realm.invalid`
   */
  async inRealm(session: string, realmName: string): Promise<SessionOwner> {
    const person = await this.personOf(session);
    const realm = await this.#parts.realms.findByName(realmName);
    const role = realm && (person.role === 'owner' ? person.role : await this.#roleIn(realm, person.userId));
    if (!realm || !role)
      return fail('realm.invalid', {
        reason: `There is no realm named ${JSON.stringify(realmName.slice(0, 64))}.`,
      });
    return { realm, clientName: SOURCE, person: { ...person, role } };
  }

  /** @throws {ApiError} `session.invalid` */
  async account(userId: number): Promise<Account> {
    const [user] = await this.#control.rows<{ name: string; is_owner: number; has_totp: number }>(
      'SELECT name, is_owner, totp_secret IS NOT NULL AS has_totp FROM console_users WHERE user_id = ?',
      [userId],
    );
    if (!user) return fail('session.invalid');
    const count = async (table: 'console_sessions' | 'console_recovery_codes'): Promise<number> =>
      (await this.#control.rows(`SELECT 1 AS one FROM ${table} WHERE user_id = ?`, [userId])).length;
    return {
      name: user.name,
      isOwner: Boolean(user.is_owner),
      hasTotp: Boolean(user.has_totp),
      recoveryCodes: await count('console_recovery_codes'),
      logins: await count('console_sessions'),
      realms: user.is_owner
        ? (await this.#parts.realms.list()).map(({ name: realm }) => ({ realm, role: 'owner' }))
        : await this.#control.rows<{ realm: string; role: Role }>(
            `SELECT r.name AS realm, c.role FROM console_roles c JOIN realms r ON r.realm_id = c.realm_id
              WHERE c.user_id = ? ORDER BY r.name`,
            [userId],
          ),
    };
  }

  async logout(session: string): Promise<void> {
    await retryIdempotent(() =>
      this.#control.write('DELETE FROM console_sessions WHERE session_hash = ?', [hashOfWord(session)]),
    );
  }

  /** Ends all logins of a user. */
  async logoutEverywhere(userId: number): Promise<void> {
    await retryIdempotent(() => endLogins(this.#control, userId) as Promise<never>);
  }

  /**
   * Whom a link is for.
   * @returns the name of the user, or null where whoever follows it becomes the first owner
   * @throws {ApiError} `token.invalid`
   */
  async linkFacts(link: string): Promise<{ readonly name: string | null }> {
    const { name } = await this.#link(this.#control, link);
    return { name };
  }

  /**
   * Chooses the password of a user, or makes the first owner. The link works once.
   * @param text the name of the first owner; not looked at in any other link
   * @throws {ApiError} `token.invalid`, `argument.invalid`, `login.refused`
   */
  async setUp(link: string, text: string, password: string, address: string): Promise<Login> {
    const source = { address, credential: SOURCE };
    const found = await this.#parts.throttle.attempt(source, () => this.#link(this.#control, link));
    const name = found.name ?? consoleName(text);
    const passwordHash = await newPasswordHash(password, name);
    const now = new Date();
    const user = await withRetry(this.#control, async (sql) => {
      const { userId } = await this.#link(sql, link);
      const { affectedRows } = await sql.write('DELETE FROM console_links WHERE link_hash = ?', [
        hashOfWord(link),
      ]);
      if (affectedRows === 0) fail('token.invalid');
      if (userId === null) {
        // Links for a first owner work for the first alone.
        if ((await sql.rows('SELECT user_id FROM console_users LIMIT 1 FOR UPDATE')).length > 0)
          fail('token.invalid');
        await sql.write('DELETE FROM console_links WHERE user_id IS NULL');
        return { user_id: await insertUser(sql, { name, isOwner: true, passwordHash }, now), name };
      }
      await sql.write('UPDATE console_users SET password_hash = ? WHERE user_id = ?', [passwordHash, userId]);
      await endLogins(sql, userId);
      return { user_id: userId, name };
    });
    await this.#keep(name, 'consoleSetUp');
    return { session: await this.#begin(user, false, null), awaitsCode: false };
  }

  /** @throws {ApiError} `credential.invalid`, `login.refused`, `argument.invalid` */
  async changePassword(userId: number, current: string, next: string): Promise<void> {
    const { name } = await this.#confirm(userId, current);
    const hash = await newPasswordHash(next, name);
    await withRetry(this.#control, async (sql) => {
      await sql.write('UPDATE console_users SET password_hash = ? WHERE user_id = ?', [hash, userId]);
      await endLogins(sql, userId);
    });
  }

  /** A secret for two-step login, which nobody keeps before it is set. */
  offerTotp(name: string): { secret: string; address: string } {
    const secret = newTotpSecret();
    return { secret, address: totpAddress(secret, 'Soapstone', name) };
  }

  /**
   * Turns two-step login on.
   * @returns the recovery codes, which cannot be had again
   * @throws {ApiError} `credential.invalid`, `login.refused`, `argument.invalid`
   */
  async setTotp(userId: number, password: string, secret: string, code: string): Promise<string[]> {
    await this.#confirm(userId, password);
    const step = isTotpSecret(secret) ? totpStepOf(secret, code.replaceAll(/\s/g, ''), new Date(), 0) : null;
    if (step === null) return fail('argument.invalid', { name: 'code', reason: 'it is not the code of now' });
    const codes = Array.from({ length: RECOVERY_CODES }, () => randomWord().slice(0, 16));
    const sealed = this.#parts.sealer.seal('totp-secret', secret, contextOf(userId));
    await withRetry(this.#control, async (sql) => {
      await sql.write('UPDATE console_users SET totp_secret = ?, totp_step = ? WHERE user_id = ?', [
        sealed,
        step,
        userId,
      ]);
      await sql.write('DELETE FROM console_recovery_codes WHERE user_id = ?', [userId]);
      for (const one of codes)
        await sql.write('INSERT INTO console_recovery_codes (user_id, code_hash) VALUES (?, ?)', [
          userId,
          hashOfWord(one),
        ]);
    });
    return codes.map((one) => one.replaceAll(/.{4}(?=.)/g, '$&-'));
  }

  /** @throws {ApiError} `credential.invalid`, `login.refused` */
  async removeTotp(userId: number, password: string): Promise<void> {
    await this.#confirm(userId, password);
    await withRetry(this.#control, async (sql) => {
      await sql.write('UPDATE console_users SET totp_secret = NULL WHERE user_id = ?', [userId]);
      await sql.write('DELETE FROM console_recovery_codes WHERE user_id = ?', [userId]);
    });
  }

  /** Removes logins that are over. */
  async purge(now = new Date()): Promise<void> {
    await this.#control.write('DELETE FROM console_sessions WHERE last_used_at <= ?', [
      new Date(now.getTime() - IDLE_MS),
    ]);
  }

  async #byName(text: string): Promise<PasswordRow | null> {
    const [row] = await this.#control.rows<PasswordRow>(
      `SELECT user_id, name, password_hash, totp_secret, totp_step FROM console_users
        WHERE name = ? AND disabled_at IS NULL`,
      [text.trim().toLowerCase().slice(0, 100)],
    );
    return row ?? null;
  }

  /** Somebody who is logged in says the password again, before what would take the account away from its user. */
  async #confirm(userId: number, password: string): Promise<PasswordRow> {
    const [row] = await this.#control.rows<PasswordRow>(
      'SELECT user_id, name, password_hash, totp_secret, totp_step FROM console_users WHERE user_id = ?',
      [userId],
    );
    return this.#parts.throttle.attempt({ address: SOURCE, credential: `user ${userId}` }, async () =>
      row && (await isRightPassword(password, row.password_hash)) ? row : fail('credential.invalid'),
    );
  }

  async #isCode(user: PasswordRow, code: string, now: Date): Promise<boolean> {
    const secret =
      user.totp_secret && this.#parts.sealer.unseal('totp-secret', user.totp_secret, contextOf(user.user_id));
    const step = secret ? totpStepOf(secret, code, now, user.totp_step) : null;
    // Whoever comes second with a code finds its step used, in whichever process.
    const statement =
      step === null
        ? this.#control.write('DELETE FROM console_recovery_codes WHERE user_id = ? AND code_hash = ?', [
            user.user_id,
            hashOfWord(code.toLowerCase()),
          ])
        : this.#control.write('UPDATE console_users SET totp_step = ? WHERE user_id = ? AND totp_step < ?', [
            step,
            user.user_id,
            step,
          ]);
    return (await statement).affectedRows === 1;
  }

  async #begin(
    { user_id: userId, name }: LoggedIn,
    awaitsCode: boolean,
    before: string | null,
  ): Promise<string> {
    const session = `C${randomWord()}`;
    const now = new Date();
    if (before) await this.logout(before);
    await retryIdempotent(() =>
      this.#control.write(
        `INSERT INTO console_sessions (session_hash, user_id, awaits_code, created_at, last_used_at)
         VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE session_hash = session_hash`,
        [hashOfWord(session), userId, awaitsCode, now, now],
      ),
    );
    if (!awaitsCode) {
      await this.#control.write('UPDATE console_users SET last_login_at = ? WHERE user_id = ?', [
        now,
        userId,
      ]);
      await this.#keep(name, 'consoleLogin');
    }
    return session;
  }

  async #ownerOf(session: string): Promise<OwnerRow> {
    const [row] = SESSION.test(session)
      ? await this.#control.rows<OwnerRow>(
          `SELECT u.user_id, u.name, u.is_owner, s.created_at, s.last_used_at
             FROM console_sessions s JOIN console_users u ON u.user_id = s.user_id AND u.disabled_at IS NULL
            WHERE s.session_hash = ? AND s.awaits_code = FALSE`,
          [hashOfWord(session)],
        )
      : [];
    const now = Date.now();
    const idle = row ? now - row.last_used_at.getTime() : 0;
    if (!row || idle >= IDLE_MS || now - row.created_at.getTime() >= LONGEST_MS)
      return fail('session.invalid');
    if (idle >= TOUCH_MS) await this.#touch(session, new Date(now));
    return row;
  }

  async #touch(session: string, now: Date): Promise<void> {
    try {
      await this.#control.write(
        'UPDATE console_sessions SET last_used_at = ? WHERE session_hash = ? AND last_used_at < ?',
        [now, hashOfWord(session), now],
      );
    } catch (error) {
      // Another request did at the same moment.
      if (!isTransient(error)) throw error;
    }
  }

  async #roleIn({ realmId }: Pick<Realm, 'realmId'>, userId: number): Promise<Role | null> {
    const [row] = await this.#control.rows<{ role: Role }>(
      'SELECT role FROM console_roles WHERE realm_id = ? AND user_id = ?',
      [realmId, userId],
    );
    return row?.role ?? null;
  }

  /** @throws {ApiError} `token.invalid` */
  async #link(sql: Sql, link: string): Promise<{ userId: number | null; name: string | null }> {
    const [row] = await sql.rows<{ user_id: number | null; name: string | null }>(
      `SELECT l.user_id, u.name FROM console_links l
         LEFT JOIN console_users u ON u.user_id = l.user_id AND u.disabled_at IS NULL
        WHERE l.link_hash = ? AND l.expires_at > ?`,
      [hashOfWord(link), new Date()],
    );
    if (!row || (row.user_id !== null && row.name === null)) return fail('token.invalid');
    return { userId: row.user_id, name: row.name };
  }

  #keep(name: string, operation: string): Promise<unknown> {
    return keepOnGateway(this.#control, null, {
      actor: name,
      door: SOURCE,
      operation,
      subject: name,
      outcome: 'done',
    });
  }
}

const contextOf = (userId: number): Buffer => Buffer.from(`console user ${userId}`);
