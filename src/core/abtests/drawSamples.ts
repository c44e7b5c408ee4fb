/**
 * Draws the samples of a launch from its recipients, a slice at a time. How far it is stands with the launch and moves
 * in the transaction of the slice. Each slice gives its share, by chance rounded up or down, and within it chance alone
 * decides; the last one gives what is missing, so the samples are exactly as large as they should be.
 */
import { randomInt } from 'node:crypto';
import { Superseded } from '../../db/claimLongestDue';
import { chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { SampleType } from './abDefinition';

/** A launch whose samples are drawn, as it was read. */
export interface Drawing {
  readonly ab_result_id: number;
  readonly rest_campaign_id: number;
  readonly threshold: number;
  readonly sample_type: SampleType;
  readonly sample_size: number;
  /** Contact up to which recipients were looked at. */
  readonly draw_after: number;
  /** Recipients that were looked at, and those of them that were drawn. */
  readonly looked_at: number;
  readonly drawn: number;
}

/** Recipients of one slice. */
const SLICE = 10_000;

/**
 * @returns `waiting` while the recipients are not captured yet
 * @throws {Superseded} if another process was faster, or the launch was cancelled
 */
export async function drawSlice(sql: Sql, realm: Realm, drawing: Drawing): Promise<'drawn' | 'waiting'> {
  const { ab_result_id: abResultId, rest_campaign_id: restId, looked_at: lookedAt, drawn } = drawing;
  const [rest] = await sql.rows<{ recipients: number; capture_after: number | null; status: string }>(
    'SELECT recipients, capture_after, status FROM campaigns WHERE realm_id = ? AND campaign_id = ?',
    [realm.realmId, restId],
  );
  if (!rest) throw new Error('an A/B launch has no campaign for the rest');
  if (rest.capture_after !== null && rest.status === 'held') return 'waiting';
  const samples = await sql.rows<{ campaign_id: number }>(
    'SELECT campaign_id FROM ab_result_samples WHERE realm_id = ? AND ab_result_id = ? ORDER BY letter',
    [realm.realmId, abResultId],
  );
  const slice = await sql.rows<{ contact_id: number }>(
    `SELECT contact_id FROM campaign_recipients WHERE realm_id = ? AND campaign_id = ? AND contact_id > ?
      ORDER BY contact_id LIMIT ${SLICE}`,
    [realm.realmId, restId, drawing.draw_after],
  );
  const total = rest.recipients + drawn;
  const missing = sizeOfEach(drawing, samples.length, total) * samples.length - drawn;
  const isLast = slice.length < SLICE;
  const count = isLast ? Math.min(missing, slice.length) : share(missing, slice.length, total - lookedAt);
  const chosen = pick(
    slice.map(({ contact_id: id }) => id),
    count,
  );
  const { affectedRows } = await sql.write(
    `UPDATE ab_results SET draw_after = ?, looked_at = looked_at + ?, drawn = drawn + ?,
            status = IF(?, 'testing', status), due_at = IF(?, ${dueAfter(drawing)}, UTC_TIMESTAMP(3))
      WHERE realm_id = ? AND ab_result_id = ? AND draw_after = ? AND status = 'drawing'`,
    [
      slice.at(-1)?.contact_id ?? drawing.draw_after,
      slice.length,
      chosen.length,
      isLast,
      isLast,
      realm.realmId,
      abResultId,
      drawing.draw_after,
    ],
  );
  if (affectedRows !== 1) throw new Superseded();
  for (const [i, { campaign_id: campaignId }] of samples.entries())
    await move(
      sql,
      realm,
      restId,
      campaignId,
      chosen.filter((_, at) => (drawn + at) % samples.length === i),
    );
  if (isLast) await release(sql, realm, abResultId);
  return 'drawn';
}

/** Samples are equally large, whatever the size of the list. */
function sizeOfEach({ sample_type, sample_size }: Drawing, samples: number, recipients: number): number {
  const wanted =
    sample_type === 'count' ? sample_size : Math.max(1, Math.floor((recipients * sample_size) / 100));
  return Math.min(wanted, Math.floor(recipients / samples));
}

/** A slice's part of what is missing. @param left recipients that were not looked at yet, with those of the slice */
function share(missing: number, slice: number, left: number): number {
  const exact = (missing * slice) / Math.max(left, slice);
  const whole = Math.floor(exact);
  return Math.min(slice, whole + (Math.random() < exact - whole ? 1 : 0));
}

/** Some of them in random order; all orders are as likely. */
function pick(all: number[], count: number): number[] {
  for (let i = 0; i < count; i++) {
    const other = randomInt(i, all.length);
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all.slice(0, count);
}

/** A threshold is looked at again and again, a time limit once, and a choice by hand comes by itself. */
const dueAfter = ({ threshold }: Drawing): string => (threshold > 0 ? 'UTC_TIMESTAMP(3)' : 'ends_at');

async function move(
  sql: Sql,
  { realmId }: Realm,
  from: number,
  to: number,
  contactIds: readonly number[],
): Promise<void> {
  if (contactIds.length === 0) return;
  const { affectedRows } = await sql.write(
    `UPDATE campaigns SET recipients = recipients + ? WHERE realm_id = ? AND campaign_id = ? AND status = 'held'`,
    [contactIds.length, realmId, to],
  );
  for (const some of chunks(contactIds)) {
    const among = `realm_id = ? AND campaign_id = ? AND contact_id IN (${some.map(() => '?').join(', ')})`;
    if (affectedRows === 1)
      await sql.writeOf(`UPDATE campaign_recipients SET campaign_id = ? WHERE ${among}`, [
        to,
        realmId,
        from,
        ...some,
      ]);
    // Somebody has cancelled this sample: nobody gets it.
    else await sql.writeOf(`DELETE FROM campaign_recipients WHERE ${among}`, [realmId, from, ...some]);
  }
  await sql.write('UPDATE campaigns SET recipients = recipients - ? WHERE realm_id = ? AND campaign_id = ?', [
    contactIds.length,
    realmId,
    from,
  ]);
}

/** Lets the samples go. */
async function release(sql: Sql, { realmId }: Realm, abResultId: number): Promise<void> {
  await sql.write(
    `UPDATE campaigns c JOIN ab_result_samples s ON s.realm_id = c.realm_id AND s.campaign_id = c.campaign_id
        SET c.status = 'queued', c.due_at = UTC_TIMESTAMP(3)
      WHERE s.realm_id = ? AND s.ab_result_id = ? AND c.status = 'held'`,
    [realmId, abResultId],
  );
}
