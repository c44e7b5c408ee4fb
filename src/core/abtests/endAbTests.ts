/**
 * Ends the tests that are due, one at a time: a step is one transaction over the locked launch, so of any number of
 * processes one picks the winner, and a process that dies has picked it or has not. Other processes pass over a launch
 * that is locked.
 */
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import type { Sql } from '../../db/sql';
import type { Expansion, ExpansionStep } from '../campaigns/expandCampaigns';
import { queueNotice } from '../campaigns/finishCampaign';
import { progressOf } from '../campaigns/campaignProgress';
import type { Realm } from '../realms/realm';
import type { CampaignTotals } from '../events/campaignCounts';
import type { AfterTest, Measure } from './abDefinition';
import { contendersOf, decide, withTotals, type Contender } from './chooseWinner';
import { best, isReached, shareOf } from './measures';

type Counted = Contender & { readonly totals: CampaignTotals };

/** How soon to look again: for a threshold, while samples are not queued yet, and after an error. */
const FOR_THRESHOLD_MS = 5000;
const WHILE_SENDING_MS = 1000;
const AFTER_FAILURE_MS = 30_000;
/** Launches that are looked at in one go. */
const MAX_PASSED = 50;

/** A launch that is due, locked. */
interface Due {
  readonly realm_id: number;
  readonly ab_result_id: number;
  readonly ab_definition_id: number;
  readonly rest_campaign_id: number;
  readonly measure: Measure;
  readonly threshold: number;
  readonly after_test: AfterTest;
  /** 1 where its time is up. */
  readonly is_over: number;
}

type Ending = Pick<Expansion, 'realmOf' | 'messageIdDomain'>;

/** Ends the first of the tests of this database whose end has come. */
export async function endAbTest(database: Database, ending: Ending): Promise<ExpansionStep> {
  for (let passed = 0; passed < MAX_PASSED; passed++) {
    const step = await endNext(database, ending);
    if (step !== 'later') return step;
  }
  return 'soon';
}

/** @returns `later` for a test that goes on, `idle` where none is due */
async function endNext(database: Database, ending: Ending): Promise<'moved' | 'idle' | 'later'> {
  let failing: Due | null = null;
  try {
    return await withRetry(database, async (sql) => {
      const due = await nextDue(sql);
      if (!due) return 'idle';
      failing = due;
      const realm = await ending.realmOf(due.realm_id);
      if (!realm) throw new Error('the realm of an A/B launch does not exist');
      return await look(sql, realm, due, ending);
    });
  } catch (error) {
    if (failing) await putOff(database, failing, AFTER_FAILURE_MS);
    throw error;
  }
}

async function nextDue(sql: Sql): Promise<Due | undefined> {
  const [due] = await sql.rows<Due>(
    `SELECT realm_id, ab_result_id, ab_definition_id, rest_campaign_id, measure, threshold, after_test,
            COALESCE(ends_at <= UTC_TIMESTAMP(3), 0) AS is_over
       FROM ab_results FORCE INDEX (ab_results_due)
      WHERE due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return due;
}

async function look(sql: Sql, realm: Realm, due: Due, ending: Ending): Promise<'moved' | 'later'> {
  const contenders = await contendersOf(sql, realm, due.ab_result_id);
  if (contenders.length === 0) return close(sql, due, 'cancelled');
  // A sample that is not out yet, because its relay is slow or somebody paused it, has not had its chance.
  if (contenders.some(({ recipients, expanded }) => expanded < recipients)) {
    await putOff(sql, due, WHILE_SENDING_MS);
    return 'later';
  }
  const [first, ...others] = await withTotals(sql, realm, contenders);
  const samples: readonly [Counted, ...Counted[]] = [first!, ...others];
  const totals = samples.map((sample) => sample.totals);
  if (!due.is_over && !isReached(due.measure, due.threshold, totals)) {
    await putOff(sql, due, FOR_THRESHOLD_MS);
    return 'later';
  }
  if (due.after_test === 'wait') {
    await tell(sql, realm, due, samples, ending);
    return close(sql, due, 'waiting');
  }
  const result = { abResultId: due.ab_result_id, restCampaignId: due.rest_campaign_id };
  if (await decide(sql, realm, result, best(due.measure, samples), 'measure')) return 'moved';
  return close(sql, due, 'cancelled');
}

async function close(sql: Sql, due: Due, status: 'waiting' | 'cancelled'): Promise<'moved'> {
  await sql.write(
    `UPDATE ab_results SET status = ?, due_at = NULL, ended_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND ab_result_id = ?`,
    [status, due.realm_id, due.ab_result_id],
  );
  return 'moved';
}

/** Never later than the end, which is looked at by itself. */
async function putOff(
  sql: Sql,
  { realm_id, ab_result_id, is_over }: Due,
  milliseconds: number,
): Promise<void> {
  const next = 'TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(3))';
  await sql.writeOf(
    `UPDATE ab_results SET due_at = ${is_over ? next : `LEAST(COALESCE(ends_at, ${next}), ${next})`}
      WHERE realm_id = ? AND ab_result_id = ? AND due_at IS NOT NULL`,
    [...Array<number>(is_over ? 1 : 2).fill(milliseconds * 1000), realm_id, ab_result_id],
  );
}

/** Tells whoever the launch names that there is something to choose. */
async function tell(
  sql: Sql,
  realm: Realm,
  due: Due,
  samples: readonly Counted[],
  { messageIdDomain }: Ending,
): Promise<void> {
  const rest = await progressOf(sql, realm, due.rest_campaign_id);
  if (!rest) return;
  const lines = samples.map(({ letter, totals }) => {
    const { part, whole } = shareOf(due.measure, totals);
    return `Sample ${letter}:    ${part} of ${whole}`;
  });
  await queueNotice(sql, realm, rest, messageIdDomain, {
    subject: `A/B test ${due.ab_definition_id} is over: choose what is sent`,
    text: [
      `The A/B test ${due.ab_definition_id} of the realm ${realm.name} is over. ${rest.recipients} contacts wait for the winner.`,
      '',
      `Measure:     ${due.measure}`,
      ...lines,
      '',
    ].join('\n'),
  });
}
