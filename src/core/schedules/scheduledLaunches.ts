/** Reads and writes launches that are to begin later. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { LaunchRequest } from '../campaigns/launchRequest';
import type { Realm } from '../realms/realm';
import { nextOccurrence, type Frequency, type Recurrence } from './recurrence';

export interface ScheduledLaunch extends Recurrence {
  readonly scheduleId: number;
  readonly request: LaunchRequest;
  readonly status: 'waiting' | 'done' | 'failed' | 'cancelled';
  /** When it is next launched; null if it is not. */
  readonly dueAt: Date | null;
  readonly lastCampaignId: number | null;
  readonly lastProblem: string;
}

/** A row as it is kept. */
export interface ScheduleRow {
  readonly schedule_id: number;
  readonly request: string;
  readonly frequency: Frequency;
  readonly starts_on: string;
  readonly at_minute: number;
  readonly ends_on: string | null;
}

export const recurrenceOf = (row: ScheduleRow): Recurrence => ({
  frequency: row.frequency,
  startsOn: row.starts_on,
  atMinute: row.at_minute,
  endsOn: row.ends_on,
});

export const requestOf = ({ request }: Pick<ScheduleRow, 'request'>): LaunchRequest =>
  JSON.parse(request) as LaunchRequest;

/**
 * @returns the number of the schedule, and when it is first launched
 * @throws {ApiError} `argument.invalid` if none of its moments is still to come
 */
export async function createSchedule(
  sql: Sql,
  realm: Realm,
  request: LaunchRequest,
  recurrence: Recurrence,
  now: Date,
): Promise<{ readonly scheduleId: number; readonly at: Date }> {
  const next = nextOccurrence(recurrence, 0, now, realm.timeZone);
  if (!next) return fail('argument.invalid', { name: 'start_day', reason: 'that time is over' });
  const { insertId } = await sql.write(
    `INSERT INTO scheduled_launches (realm_id, request, frequency, starts_on, at_minute, ends_on, status, occurrence, due_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
    [
      realm.realmId,
      JSON.stringify(request),
      recurrence.frequency,
      recurrence.startsOn,
      recurrence.atMinute,
      recurrence.endsOn,
      next.occurrence,
      next.at,
      now,
    ],
  );
  return { scheduleId: insertId, at: next.at };
}

/** All schedules of a realm, the newest first. */
export async function schedules(sql: Sql, { realmId }: Realm): Promise<ScheduledLaunch[]> {
  const rows = await sql.rows<
    ScheduleRow & {
      status: ScheduledLaunch['status'];
      due_at: Date | null;
      last_campaign_id: number | null;
      last_problem: string;
    }
  >(
    `SELECT schedule_id, request, frequency, starts_on, at_minute, ends_on, status, due_at, last_campaign_id, last_problem
       FROM scheduled_launches WHERE realm_id = ? ORDER BY schedule_id DESC LIMIT 1000`,
    [realmId],
  );
  return rows.map((row) => ({
    ...recurrenceOf(row),
    scheduleId: row.schedule_id,
    request: requestOf(row),
    status: row.status,
    dueAt: row.due_at,
    lastCampaignId: row.last_campaign_id,
    lastProblem: row.last_problem,
  }));
}

/** @returns false if it does not wait */
export async function cancelSchedule(sql: Sql, { realmId }: Realm, scheduleId: number): Promise<boolean> {
  const { affectedRows } = await sql.write(
    "UPDATE scheduled_launches SET status = 'cancelled', due_at = NULL WHERE realm_id = ? AND schedule_id = ? AND status = 'waiting'",
    [realmId, scheduleId],
  );
  return affectedRows === 1;
}
