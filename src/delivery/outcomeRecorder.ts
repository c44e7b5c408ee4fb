/**
 * Records outcomes. Whatever is waiting when the database is free goes into one transaction: one message at a time
 * when there is little to do, many per commit under load, and nobody waits for a timer.
 */
import { DEFAULT_BOUNCE_RULES, type BounceRules } from '../core/bounces/recordBounce';
import { recordRefusals } from '../core/bounces/recordRefusals';
import { recordEvents, type ContactEvent } from '../core/tracking/events';
import type { Database } from '../db/database';
import type { Sql, SqlValue } from '../db/sql';
import { among, keys, LATER } from './claim';
import type { Outcome } from './outcomes';

/** An outcome and the lease under which its row was claimed. */
export interface LeasedOutcome {
  readonly lease: Buffer;
  readonly outcome: Outcome;
}

interface Waiting extends LeasedOutcome {
  readonly resolve: (recorded: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_PER_COMMIT = 200;

export class OutcomeRecorder {
  readonly #database: Database;
  readonly #rules: BounceRules;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(database: Database, rules: BounceRules = DEFAULT_BOUNCE_RULES) {
    this.#database = database;
    this.#rules = rules;
  }

  /**
   * @returns once the outcome is committed: true, or false where another worker has taken the row over and this
   *   outcome is void
   * @throws the database's error; nothing is recorded then and the call can be repeated
   */
  record(lease: Buffer, outcome: Outcome): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lease, outcome, resolve, reject });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_PER_COMMIT);
      try {
        const held = await recordBatch(this.#database, batch, this.#rules);
        batch.forEach((waiting, i) => waiting.resolve(held[i] ?? false));
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    this.#busy = false;
  }
}

class LeaseLost extends Error {}

/** @returns which of them were still held, and so recorded */
async function recordBatch(
  database: Database,
  batch: readonly LeasedOutcome[],
  rules: BounceRules,
): Promise<boolean[]> {
  try {
    await database.transaction((sql) => recordHeld(sql, batch, rules));
    return batch.map(() => true);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
  // Rare: find out which ones are lost, and record the others.
  return database.transaction(async (sql) => {
    const held = await heldRows(sql, batch);
    await recordHeld(
      sql,
      batch.filter((_, i) => held[i]),
      rules,
    );
    return held;
  });
}

/** @throws {LeaseLost} where a row does not carry the lease it was claimed under */
async function recordHeld(sql: Sql, batch: readonly LeasedOutcome[], rules: BounceRules): Promise<void> {
  if (batch.length === 0) return;
  await finish(
    sql,
    batch.filter(({ outcome }) => outcome.result !== 'deferred'),
  );
  for (const leased of batch) if (leased.outcome.result === 'deferred') await putOff(sql, leased);
  const outcomes = batch.map(({ outcome }) => outcome);
  await insertAttempts(sql, outcomes);
  await updateMessages(sql, outcomes);
  for (const { row, bounces } of outcomes)
    if (bounces) await recordRefusals(sql, row, bounces, rules, new Date());
  await recordSent(sql, outcomes);
}

/** Each message of a campaign that a relay took leaves an event. */
async function recordSent(sql: Sql, outcomes: readonly Outcome[]): Promise<void> {
  const occurredAt = new Date();
  const byRealm = new Map<number, ContactEvent[]>();
  for (const { row, result, about } of outcomes) {
    if (result !== 'sent' || !about?.campaignId) continue;
    const { contactId, campaignId, listId } = about;
    const events = byRealm.get(row.realmId) ?? [];
    events.push({ type: 'sent', occurredAt, contactId: contactId ?? 0, campaignId, listId });
    byRealm.set(row.realmId, events);
  }
  for (const [realmId, events] of byRealm) await recordEvents(sql, { realmId }, events);
}

/** Takes finished messages out of the outbox; one statement per lease. */
async function finish(sql: Sql, finished: readonly LeasedOutcome[]): Promise<void> {
  for (const lease of new Set(finished.map((leased) => leased.lease))) {
    const rows = finished.filter((leased) => leased.lease === lease).map(({ outcome }) => outcome.row);
    const { affectedRows } = await sql.writeOf(`DELETE FROM outbox WHERE lease = ? AND (${among(rows)})`, [
      lease,
      ...keys(rows),
    ]);
    if (affectedRows !== rows.length) throw new LeaseLost();
  }
}

/** Locks the rows and says which of them still carry the lease they were claimed under. */
async function heldRows(sql: Sql, batch: readonly LeasedOutcome[]): Promise<boolean[]> {
  const rows = batch.map(({ outcome }) => outcome.row);
  const found = await sql.rowsOf<{ realm_id: number; message_id: number; lease: Buffer | null }>(
    `SELECT realm_id, message_id, lease FROM outbox WHERE ${among(rows)} FOR UPDATE`,
    keys(rows),
  );
  const leases = new Map(found.map((row) => [`${row.realm_id}/${row.message_id}`, row.lease] as const));
  return batch.map(({ lease, outcome: { row } }) => {
    const current = leases.get(`${row.realmId}/${row.messageId}`);
    return current ? current.equals(lease) : false;
  });
}

async function insertAttempts(sql: Sql, outcomes: readonly Outcome[]): Promise<void> {
  await sql.writeOf(
    `INSERT INTO message_attempts (realm_id, message_id, attempt, attempted_at, result, response)
     VALUES ${outcomes.map(() => '(?, ?, ?, UTC_TIMESTAMP(3), ?, ?)').join(', ')}`,
    outcomes.flatMap(({ row, result, response }) => [
      row.realmId,
      row.messageId,
      row.attempts + 1,
      result,
      response,
    ]),
  );
}

/** One statement per realm and kind of outcome. */
async function updateMessages(sql: Sql, outcomes: readonly Outcome[]): Promise<void> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.row.realmId}/${outcome.result}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  for (const group of groups.values()) {
    const { row, result } = group[0]!;
    const deferred = result === 'deferred';
    const values: SqlValue[] = group.flatMap(({ row: { messageId }, response }) => [messageId, response]);
    await sql.writeOf(
      `UPDATE messages SET outcome = CASE message_id ${group.map(() => 'WHEN ? THEN ?').join(' ')} ELSE outcome END,
         attempts = attempts + 1${deferred ? '' : ', status = ?, completed_at = UTC_TIMESTAMP(3)'}
       WHERE realm_id = ? AND message_id IN (${group.map(() => '?').join(', ')})`,
      [...values, ...(deferred ? [] : [result]), row.realmId, ...group.map((o) => o.row.messageId)],
    );
  }
}

async function putOff(sql: Sql, { lease, outcome }: LeasedOutcome): Promise<void> {
  const { row, retryIn, remaining } = outcome;
  const { affectedRows } = await sql.write(
    `UPDATE outbox SET lease = NULL, attempts = attempts + 1, due_at = ${LATER}, remaining = ?
      WHERE realm_id = ? AND message_id = ? AND lease = ?`,
    [
      retryIn * 1000,
      remaining === null ? null : JSON.stringify(remaining),
      row.realmId,
      row.messageId,
      lease,
    ],
  );
  if (affectedRows !== 1) throw new LeaseLost();
}
