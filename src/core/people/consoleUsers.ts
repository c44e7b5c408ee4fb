/** Who may use the console, and as what: kept in the control database. How they log in is in consoleAccess.ts. */
import { createHash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import type { Role } from '../../contract/people';
import type { Database } from '../../db/database';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { withRetry } from '../../db/withRetry';
import { randomWord } from '../../secrets/randomWord';
import type { Realm } from '../realms/realm';

/** What the owner sees of a user. */
export interface ConsoleUser {
  readonly userId: number;
  readonly name: string;
  /** Owner of the gateway, and so of every realm. */
  readonly isOwner: boolean;
  /** Has chosen a password. */
  readonly isSetUp: boolean;
  readonly hasTotp: boolean;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
  /** Null while they may log in. */
  readonly disabledAt: Date | null;
  readonly roles: readonly { readonly realm: string; readonly role: Role }[];
}

const NAME = /^[a-z0-9][a-z0-9._@+-]{0,63}$/;
const HOUR_MS = 60 * 60_000;
/** The first owner's link is printed where others may look; a colleague's is sent to them. */
const FIRST_LINK_MS = 24 * HOUR_MS;
const USER_LINK_MS = 72 * HOUR_MS;

export const hashOfWord = (word: string): Buffer => createHash('sha256').update(word, 'utf8').digest();

/** A name as it is stored. @throws {ApiError} `argument.invalid` */
export function consoleName(text: string): string {
  const name = text.trim().toLowerCase();
  if (!NAME.test(name))
    fail('argument.invalid', {
      name: 'name',
      reason: 'a name has 1 to 64 letters, digits and the characters . _ @ + -',
    });
  return name;
}

export class ConsoleUsers {
  readonly #control: Database;

  constructor(control: Database) {
    this.#control = control;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#control.rows('SELECT user_id FROM console_users LIMIT 1')).length === 0;
  }

  /** @returns the user's link to choose a password with, which cannot be had again @throws {ApiError} `argument.invalid` */
  async add(text: string, isOwner: boolean, now = new Date()): Promise<{ name: string; link: string }> {
    const name = consoleName(text);
    return withRetry(this.#control, async (sql) => {
      const userId = await insertUser(sql, { name, isOwner, passwordHash: null }, now);
      return { name, link: await this.#newLink(sql, userId, USER_LINK_MS, now) };
    });
  }

  /** @returns the link of whoever becomes the first owner @throws {ApiError} `argument.invalid` if there are users */
  async firstLink(now = new Date()): Promise<string> {
    if (!(await this.isEmpty()))
      fail('argument.invalid', {
        name: 'link',
        reason: 'the console has users; a user who cannot log in gets a new link by "console reset"',
      });
    return this.#newLink(this.#control, null, FIRST_LINK_MS, now);
  }

  /**
   * A new link for a user, whose password, second step and logins end at once.
   * @throws {ApiError} `argument.invalid`
   */
  async reset(text: string, now = new Date()): Promise<{ name: string; link: string }> {
    return withRetry(this.#control, async (sql) => {
      const { userId, name } = await requireUser(sql, text);
      await sql.write(
        'UPDATE console_users SET password_hash = NULL, totp_secret = NULL, disabled_at = NULL WHERE user_id = ?',
        [userId],
      );
      await endLogins(sql, userId);
      await sql.write('DELETE FROM console_recovery_codes WHERE user_id = ?', [userId]);
      return { name, link: await this.#newLink(sql, userId, USER_LINK_MS, now) };
    });
  }

  /** Ends a user's logins and lets nobody log in as them; or lets them again. @throws {ApiError} `argument.invalid` */
  async setDisabled(text: string, isDisabled: boolean, now = new Date()): Promise<void> {
    await withRetry(this.#control, async (sql) => {
      const { userId, isOwner } = await requireUser(sql, text);
      await sql.write('UPDATE console_users SET disabled_at = ? WHERE user_id = ?', [
        isDisabled ? now : null,
        userId,
      ]);
      if (isDisabled) await endLogins(sql, userId);
      if (isOwner) await requireOwner(sql);
    });
  }

  /** @throws {ApiError} `argument.invalid` */
  async setOwner(text: string, isOwner: boolean): Promise<void> {
    await withRetry(this.#control, async (sql) => {
      const user = await requireUser(sql, text);
      await sql.write('UPDATE console_users SET is_owner = ? WHERE user_id = ?', [isOwner, user.userId]);
      if (user.isOwner) await requireOwner(sql);
    });
  }

  /** @param role null for none @throws {ApiError} `argument.invalid` */
  async setRole(text: string, { realmId }: Pick<Realm, 'realmId'>, role: Role | null): Promise<void> {
    const { userId } = await requireUser(this.#control, text);
    if (role === null)
      await this.#control.write('DELETE FROM console_roles WHERE realm_id = ? AND user_id = ?', [
        realmId,
        userId,
      ]);
    else
      await this.#control.write(
        `INSERT INTO console_roles (realm_id, user_id, role) VALUES (?, ?, ?)
           ON DUPLICATE KEY UPDATE role = VALUES(role)`,
        [realmId, userId, role],
      );
  }

  /** All users by name. */
  async list(): Promise<ConsoleUser[]> {
    const users = await this.#control.rows<UserRow>(
      `SELECT user_id, name, is_owner, password_hash IS NOT NULL AS is_set_up, totp_secret IS NOT NULL AS has_totp,
              created_at, last_login_at, disabled_at FROM console_users ORDER BY name`,
    );
    const roles = await this.#control.rows<{ user_id: number; realm: string; role: Role }>(
      `SELECT c.user_id, r.name AS realm, c.role FROM console_roles c JOIN realms r ON r.realm_id = c.realm_id
        ORDER BY r.name`,
    );
    return users.map((user) => ({
      userId: user.user_id,
      name: user.name,
      isOwner: Boolean(user.is_owner),
      isSetUp: Boolean(user.is_set_up),
      hasTotp: Boolean(user.has_totp),
      createdAt: user.created_at,
      lastLoginAt: user.last_login_at,
      disabledAt: user.disabled_at,
      roles: roles
        .filter(({ user_id }) => user_id === user.user_id)
        .map(({ realm, role }) => ({ realm, role })),
    }));
  }

  /** Removes links that are over. */
  async purge(now = new Date()): Promise<void> {
    await this.#control.write('DELETE FROM console_links WHERE expires_at <= ?', [now]);
  }

  /** Of the links of a user only the newest works. */
  async #newLink(sql: Sql, userId: number | null, lastsMs: number, now: Date): Promise<string> {
    if (userId !== null) await sql.write('DELETE FROM console_links WHERE user_id = ?', [userId]);
    const word = randomWord();
    await sql.write(
      'INSERT INTO console_links (link_hash, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
      [hashOfWord(word), userId, now, new Date(now.getTime() + lastsMs)],
    );
    return word;
  }
}

interface UserRow {
  readonly user_id: number;
  readonly name: string;
  readonly is_owner: number;
  readonly is_set_up: number;
  readonly has_totp: number;
  readonly created_at: Date;
  readonly last_login_at: Date | null;
  readonly disabled_at: Date | null;
}

/** @returns the number of the new user @throws {ApiError} `argument.invalid` if there is one of that name */
export async function insertUser(
  sql: Sql,
  user: { readonly name: string; readonly isOwner: boolean; readonly passwordHash: string | null },
  now: Date,
): Promise<number> {
  try {
    const { insertId } = await sql.write(
      'INSERT INTO console_users (name, password_hash, is_owner, totp_step, created_at) VALUES (?, ?, ?, 0, ?)',
      [user.name, user.passwordHash, user.isOwner, now],
    );
    return insertId;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return fail('argument.invalid', { name: 'name', reason: `there is a user ${user.name} already` });
  }
}

export const endLogins = (sql: Sql, userId: number): Promise<unknown> =>
  sql.write('DELETE FROM console_sessions WHERE user_id = ?', [userId]);

async function requireUser(
  sql: Sql,
  text: string,
): Promise<{ userId: number; name: string; isOwner: boolean }> {
  const name = text.trim().toLowerCase();
  const [row] = await sql.rows<{ user_id: number; is_owner: number }>(
    'SELECT user_id, is_owner FROM console_users WHERE name = ?',
    [name],
  );
  return row
    ? { userId: row.user_id, name, isOwner: Boolean(row.is_owner) }
    : fail('argument.invalid', { name: 'name', reason: `there is no user ${name.slice(0, 64)}` });
}

/** Somebody must be able to let others in. */
async function requireOwner(sql: Sql): Promise<void> {
  const owners = await sql.rows(
    'SELECT user_id FROM console_users WHERE is_owner = TRUE AND disabled_at IS NULL FOR UPDATE',
  );
  if (owners.length === 0)
    fail('argument.invalid', { name: 'name', reason: 'nobody would be left who owns the gateway' });
}
