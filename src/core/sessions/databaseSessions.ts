/**
 * Sessions in the control database, shared by all processes, with a short-lived cache in each.
 *
 * A cached session is trusted for half a second after the read that confirmed it began; then it is read again,
 * together with its licence. So an ended session, a revoked or a replaced licence takes effect everywhere within a
 * second, and a busy session costs two or three queries a second, which its calls do not wait for.
 */
import { createHash } from 'node:crypto';
import type { ConfirmedReads } from '../../concurrency/confirmedReads';
import { fail } from '../../contract/errorCatalogue';
import { retryIdempotent } from '../../db/retryIdempotent';
import { isTransient, type Sql } from '../../db/sql';
import { REALM_COLUMNS, REALM_TABLES, toRealm, type RealmRow } from '../realms/realmRows';
import type { ReadLicence } from '../../secrets/licence';
import { randomWord } from '../../secrets/randomWord';
import { rememberedHolders } from './credentialHolders';
import type { LicenceHolder, Licences } from './licences';
import type { LoginThrottle } from './loginThrottle';
import type { SessionOwner, Sessions } from './sessions';

export interface SessionOptions {
  /** A session that was not used for this long is refused and removed. */
  readonly idleMs: number;
  /** How long a read is trusted. */
  readonly trustMs?: number;
  /** Sessions kept in memory; the least recently confirmed ones are dropped. */
  readonly maxCached?: number;
  readonly clock?: SessionClock;
}

export interface SessionClock {
  /** Milliseconds since 1970, comparable between processes. */
  now(): number;
  /** Milliseconds of a clock that is never set back. */
  steady(): number;
}

const systemClock: SessionClock = { now: () => Date.now(), steady: () => performance.now() };

const TOUCH_MS = 60_000;
const PURGE_BATCH = 1_000;
/** `S` and 160 bits in base32; never looks like a number to clients that guess types. */
const SESSION = /^S[a-z2-7]{32}$/;

interface SessionRow extends RealmRow {
  readonly client_name: string;
  readonly last_used_at: Date;
}

export class DatabaseSessions implements Sessions {
  readonly #control: Sql;
  readonly #licences: Licences;
  readonly #throttle: LoginThrottle;
  readonly #idleMs: number;
  readonly #clock: SessionClock;
  readonly #owners: ConfirmedReads<SessionOwner>;

  constructor(control: Sql, licences: Licences, throttle: LoginThrottle, options: SessionOptions) {
    this.#control = control;
    this.#licences = licences;
    this.#throttle = throttle;
    this.#idleMs = options.idleMs;
    const clock = options.clock ?? systemClock;
    this.#clock = clock;
    const { trustMs, maxCached } = options;
    this.#owners = rememberedHolders({ trustMs, maxCached, steady: () => clock.steady() });
  }

  async begin(licence: string, address: string): Promise<string> {
    const holder = await this.#holderOf(licence, address);
    const session = `S${randomWord()}`;
    await retryIdempotent(() => this.#store(hashOf(session), holder));
    return session;
  }

  /** Stores a session; a second time changes nothing. */
  async #store(hash: Buffer, { realmId, clientId, licenceId }: LicenceHolder): Promise<void> {
    const now = new Date(this.#clock.now());
    await this.#control.write(
      `INSERT INTO sessions (session_hash, realm_id, client_id, licence_id, created_at, last_used_at)
       VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE session_hash = session_hash`,
      [hash, realmId, clientId, licenceId, now, now],
    );
  }

  /** @throws {ApiError} `licence.invalid`, `licence.revoked`, `login.refused` */
  #holderOf(text: string, address: string): Promise<LicenceHolder> {
    let licence: ReadLicence;
    try {
      licence = this.#licences.read(text);
    } catch (error) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an ApiError
      return this.#throttle.attempt({ address, credential: '' }, () => Promise.reject(error));
    }
    const credential = licence.keyHash.toString('hex', 0, 16);
    return this.#throttle.attempt({ address, credential }, () => this.#licences.verify(licence));
  }

  /** Answers at once, without a promise, for a session in recent use. */
  authenticate(text: string): Promise<SessionOwner> | SessionOwner {
    const session = text.trim();
    return this.#owners.get(session, () => this.#find(session));
  }

  /** The realm of a session that is in memory, which need not be valid any more; null for any other text. */
  knownRealmOf(session: string): number | null {
    return this.#owners.peek(session)?.realm.realmId ?? null;
  }

  async end(text: string): Promise<void> {
    const session = text.trim();
    this.#owners.forget(session);
    await retryIdempotent(() =>
      this.#control.write('DELETE FROM sessions WHERE session_hash = ?', [hashOf(session)]),
    );
    // Again, for a read that began before the row was gone.
    this.#owners.forget(session);
  }

  /** Removes idle sessions, sessions whose licence has ended, and old login counts. */
  async purge(): Promise<void> {
    const idleSince = new Date(this.#clock.now() - this.#idleMs);
    for (let found = PURGE_BATCH; found === PURGE_BATCH;) {
      const rows = await this.#control.rows<{ session_hash: Buffer }>(
        `SELECT s.session_hash FROM sessions s JOIN licences l ON l.licence_id = s.licence_id
          WHERE s.last_used_at <= ? OR l.revoked_at IS NOT NULL LIMIT ${PURGE_BATCH}`,
        [idleSince],
      );
      found = rows.length;
      if (found === 0) break;
      // By primary key, so that no lock ever covers a live session; one used since the read stays.
      await this.#control.writeOf(
        `DELETE FROM sessions WHERE session_hash IN (${rows.map(() => '?').join(', ')})
            AND (last_used_at <= ? OR licence_id IN (SELECT licence_id FROM licences WHERE revoked_at IS NOT NULL))`,
        [...rows.map((row) => row.session_hash), idleSince],
      );
    }
    await this.#throttle.purge();
  }

  /** @throws {ApiError} `session.invalid` */
  async #find(session: string): Promise<SessionOwner> {
    if (!SESSION.test(session)) return fail('session.invalid');
    const hash = hashOf(session);
    const [row] = await this.#control.rows<SessionRow>(
      `SELECT ${REALM_COLUMNS}, c.name AS client_name, s.last_used_at
         FROM sessions s
         JOIN licences l ON l.licence_id = s.licence_id AND l.revoked_at IS NULL
         JOIN api_clients c ON c.client_id = s.client_id
         JOIN ${REALM_TABLES} ON r.realm_id = s.realm_id
        WHERE s.session_hash = ?`,
      [hash],
    );
    if (!row) return fail('session.invalid');
    const now = this.#clock.now();
    const idle = now - row.last_used_at.getTime();
    if (idle >= this.#idleMs) {
      await this.#control.write('DELETE FROM sessions WHERE session_hash = ? AND last_used_at <= ?', [
        hash,
        new Date(now - this.#idleMs),
      ]);
      return fail('session.invalid');
    }
    if (idle >= Math.min(TOUCH_MS, this.#idleMs / 4)) await this.#touch(hash, now);
    return { realm: toRealm(row), clientName: row.client_name };
  }

  async #touch(hash: Buffer, now: number): Promise<void> {
    try {
      await this.#control.write(
        'UPDATE sessions SET last_used_at = ? WHERE session_hash = ? AND last_used_at < ?',
        [new Date(now), hash, new Date(now)],
      );
    } catch (error) {
      // Another process touched it at the same moment; the next read would try again anyway.
      if (!isTransient(error)) throw error;
    }
  }
}

const hashOf = (session: string): Buffer => createHash('sha256').update(session, 'utf8').digest();
