/**
 * Draws the samples of launched tests and ends those that are due, one at a time. A step is taken for a while, and its
 * transaction says how it found the launch, so of any number of processes one picks the winner, and a process that dies
 * has picked it or has not.
 */
import type { Database } from '../../db/database';
import { claimLongestDue, Superseded, type Queue } from '../../db/claimLongestDue';
import { LATER } from '../../db/moments';
import { isTransient, type Sql } from '../../db/sql';
import { withRetry } from '../../db/withRetry';
import type { Expansion, ExpansionStep } from '../campaigns/expandCampaigns';
import { queueNotice } from '../campaigns/finishCampaign';
import { progressOf } from '../campaigns/campaignProgress';
import type { Realm } from '../realms/realm';
import type { CampaignTotals } from '../events/campaignCounts';
import type { AfterTest, Measure } from './abDefinition';
import type { AbStatus } from './abResults';
import { contendersOf, decide, withTotals, type Contender } from './chooseWinner';
import { drawSlice, type Drawing } from './drawSamples';
import { best, isReached, shareOf } from './measures';

type Counted = Contender & { readonly totals: CampaignTotals };

/** How soon to look again: for a threshold, while samples are not queued yet, and after an error. */
const FOR_THRESHOLD_MS = 5000;
const WHILE_SENDING_MS = 1000;
const WHILE_CAPTURED_MS = 100;
const AFTER_FAILURE_MS = 30_000;
/** Launches that are looked at in one go. */
const MAX_PASSED = 50;

/** A launch that is due. */
interface Due extends Drawing {
  readonly realm_id: number;
  readonly ab_definition_id: number;
  readonly status: AbStatus;
  readonly due_at: Date;
  readonly measure: Measure;
  readonly after_test: AfterTest;
  /** 1 where its time is up. */
  readonly is_over: number;
}

const QUEUE: Queue = { table: 'ab_results', idColumn: 'ab_result_id', dueIndex: 'ab_results_due' };
const COLUMNS = `ab_definition_id, rest_campaign_id, measure, threshold, after_test, status, sample_type, sample_size,
  draw_after, looked_at, drawn, COALESCE(ends_at <= UTC_TIMESTAMP(3), 0) AS is_over`;

type Ending = Pick<Expansion, 'realmOf' | 'messageIdDomain'>;

/** Ends the first of the tests of this database whose end has come. */
export async function endAbTest(database: Database, ending: Ending): Promise<ExpansionStep> {
  for (let passed = 0; passed < MAX_PASSED; passed++) {
    const step = await endNext(database, ending);
    if (step !== 'later') return step;
  }
  return 'soon';
}

/** @returns `later` for a test that goes on, `idle` if none is due */
async function endNext(database: Database, ending: Ending): Promise<'moved' | 'idle' | 'later'> {
  const due = await claimLongestDue<Due>(database, QUEUE, COLUMNS);
  if (!due) return 'idle';
  try {
    const realm = await ending.realmOf(due.realm_id);
    if (!realm) throw new Error('the realm of an A/B launch does not exist');
    if (due.status === 'drawing') return await draw(database, realm, due);
    return await withRetry(database, (sql) => look(sql, realm, due, ending));
  } catch (error) {
    if (error instanceof Superseded) return 'later';
    await putOff(database, due, isTransient(error) ? 0 : AFTER_FAILURE_MS);
    throw error;
  }
}

async function draw(database: Database, realm: Realm, due: Due): Promise<'moved' | 'later'> {
  if ((await withRetry(database, (sql) => drawSlice(sql, realm, due))) === 'drawn') return 'moved';
  await putOff(database, due, WHILE_CAPTURED_MS);
  return 'later';
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
  const { affectedRows } = await sql.write(
    `UPDATE ab_results SET status = ?, due_at = NULL, ended_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND ab_result_id = ? AND status = 'testing'`,
    [status, due.realm_id, due.ab_result_id],
  );
  if (affectedRows !== 1) throw new Superseded();
  return 'moved';
}

/** Never later than the end, which is looked at by itself. */
async function putOff(
  sql: Sql,
  { realm_id, ab_result_id, is_over }: Due,
  milliseconds: number,
): Promise<void> {
  await sql.writeOf(
    `UPDATE ab_results SET due_at = ${is_over ? LATER : `LEAST(COALESCE(ends_at, ${LATER}), ${LATER})`}
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
