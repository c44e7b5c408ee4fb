/**
 * Launches what is scheduled for now, one at a time. The launch and the step to the next occurrence are one transaction,
 * which says which occurrence it found; so of any number of processes one launches it, and a process that dies has or
 * has not.
 */
import { ApiError } from '../../contract/errorCatalogue';
import { claimLongestDue, Superseded, type Queue } from '../../db/claimLongestDue';
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import type { Sql } from '../../db/sql';
import { launchAbTest, planAbTest } from '../abtests/launchAbTest';
import { launchCampaign } from '../campaigns/launchCampaign';
import { planLaunch, type PlanContext } from '../campaigns/planLaunch';
import type { Realm } from '../realms/realm';
import { nextOccurrence } from './recurrence';
import { recurrenceOf, requestOf, type ScheduleRow } from './scheduledLaunches';

export interface Scheduling extends Pick<PlanContext, 'smartget' | 'mail'> {
  realmOf(realmId: number): Promise<Realm | null>;
  /** A line for the owner's log; never addresses or contents. */
  note(event: string, details: Readonly<Record<string, string | number>>): void;
}

interface Due extends ScheduleRow {
  readonly realm_id: number;
  readonly due_at: Date;
  readonly occurrence: number;
}

const QUEUE: Queue = {
  table: 'scheduled_launches',
  idColumn: 'schedule_id',
  dueIndex: 'scheduled_launches_due',
};
const COLUMNS = 'request, frequency, starts_on, at_minute, ends_on, occurrence';
const MAX_PROBLEM = 500;

/**
 * Occurrences that were missed while no process ran are made good by one launch.
 * @returns the campaign, 0 for one that was refused, or null if nothing is due
 */
export async function launchDue(database: Database, scheduling: Scheduling): Promise<number | null> {
  const due = await claimLongestDue<Due>(database, QUEUE, COLUMNS);
  if (!due) return null;
  const realm = await scheduling.realmOf(due.realm_id);
  if (!realm) throw new Error('the realm of a scheduled launch does not exist');
  const now = new Date();
  let campaignId = 0;
  let problem = '';
  try {
    campaignId = await launch(database, realm, due, scheduling, now);
  } catch (error) {
    if (error instanceof Superseded) return 0;
    if (!(error instanceof ApiError)) throw error;
    problem = error.message;
    await withRetry(database, (sql) => advance(sql, realm, due, { now, problem }));
  }
  const details = { realm: realm.name, schedule: due.schedule_id };
  if (problem === '') scheduling.note('launch: started by schedule', { ...details, campaign: campaignId });
  else scheduling.note('launch: a scheduled one was refused', { ...details, reason: problem });
  return campaignId;
}

async function launch(
  database: Database,
  realm: Realm,
  due: Due,
  { smartget, mail }: Scheduling,
  now: Date,
): Promise<number> {
  const request = requestOf(due);
  const planning = { sql: database, realm, now, smartget, mail };
  if (request.abDefinitionId > 0) {
    const plan = await planAbTest(planning, request);
    return withRetry(database, async (sql) => {
      const { campaignId } = await launchAbTest({ sql, realm, now, mail }, plan);
      await advance(sql, realm, due, { now, campaignId });
      return campaignId;
    });
  }
  const plan = await planLaunch(planning, request);
  return withRetry(database, async (sql) => {
    const campaignId = await launchCampaign({ sql, realm, now, mail }, plan);
    await advance(sql, realm, due, { now, campaignId });
    return campaignId;
  });
}

/** @throws {Superseded} if the occurrence is another process's by now */
async function advance(
  sql: Sql,
  realm: Realm,
  due: Due,
  {
    now,
    campaignId = null,
    problem = '',
  }: { readonly now: Date; readonly campaignId?: number | null; readonly problem?: string },
): Promise<void> {
  const next = nextOccurrence(recurrenceOf(due), due.occurrence + 1, now, realm.timeZone);
  const ended = problem !== '' && due.frequency === 'once' ? 'failed' : 'done';
  const { affectedRows } = await sql.write(
    `UPDATE scheduled_launches SET status = ?, occurrence = ?, due_at = ?, last_campaign_id = COALESCE(?, last_campaign_id), last_problem = ?
      WHERE realm_id = ? AND schedule_id = ? AND occurrence = ? AND status = 'waiting'`,
    [
      next ? 'waiting' : ended,
      next?.occurrence ?? due.occurrence + 1,
      next?.at ?? null,
      campaignId,
      problem.slice(0, MAX_PROBLEM),
      realm.realmId,
      due.schedule_id,
      due.occurrence,
    ],
  );
  if (affectedRows !== 1) throw new Superseded();
}
