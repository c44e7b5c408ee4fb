/** Adds the parts of counts up. It changes no count, only how many rows it stands in. */
import type { Database } from '../../db/database';
import { isTransient, type Sql } from '../../db/sql';

interface Part {
  readonly realm_id: number;
  readonly campaign_id: number;
  readonly facet: number;
  readonly event_type: number;
  readonly member: number;
  readonly part: number;
  readonly total: number;
  readonly uniques: number;
}

/** Rows of one transaction. */
const BATCH = 500;

/** Folds the parts of a database that are there. @throws the database's error; what was not folded stays as it is */
export async function rollUpCounts(database: Database): Promise<void> {
  for (;;) {
    // Most of the time there is nothing, and no transaction is needed to see that.
    const some = await database.rows('SELECT 1 AS x FROM campaign_counts WHERE part > 0 LIMIT 1');
    if (some.length === 0) return;
    try {
      if ((await database.transaction(rollUpBatch)) < BATCH) return;
    } catch (error) {
      // Another process is at it.
      if (error instanceof TakenByOther || isTransient(error)) return;
      throw error;
    }
  }
}

/** Thrown if another process has added some of the same parts. */
class TakenByOther extends Error {}

/** @returns how many parts were folded @throws {TakenByOther} */
async function rollUpBatch(sql: Sql): Promise<number> {
  const parts = await sql.rows<Part>(
    `SELECT realm_id, campaign_id, facet, event_type, member, part, total, uniques
       FROM campaign_counts WHERE part > 0 ORDER BY part LIMIT ${BATCH}`,
  );
  if (parts.length === 0) return 0;
  // Whoever takes a part away is the one that adds it: no two can, whatever their reads have seen.
  const { affectedRows } = await sql.writeOf(
    `DELETE FROM campaign_counts WHERE ${parts
      .map(
        () =>
          '(realm_id = ? AND campaign_id = ? AND facet = ? AND event_type = ? AND member = ? AND part = ?)',
      )
      .join(' OR ')}`,
    parts.flatMap((part) => [...keyOf(part), part.part]),
  );
  if (affectedRows !== parts.length) throw new TakenByOther();
  const sums = new Map<string, { part: Part; total: number; uniques: number }>();
  for (const part of parts) {
    const name = keyOf(part).join('/');
    const sum = sums.get(name) ?? { part, total: 0, uniques: 0 };
    sums.set(name, { part, total: sum.total + part.total, uniques: sum.uniques + part.uniques });
  }
  // In one order, so that two processes that fold into the same rows wait for each other and never in a circle.
  const sorted = [...sums.values()].sort((a, b) => compare(keyOf(a.part), keyOf(b.part)));
  await sql.writeOf(
    `INSERT INTO campaign_counts (realm_id, campaign_id, facet, event_type, member, part, total, uniques)
     VALUES ${sorted.map(() => '(?, ?, ?, ?, ?, 0, ?, ?)').join(', ')}
     ON DUPLICATE KEY UPDATE total = total + VALUES(total), uniques = uniques + VALUES(uniques)`,
    sorted.flatMap(({ part, total, uniques }) => [...keyOf(part), total, uniques]),
  );
  return parts.length;
}

const keyOf = (part: Part): number[] => [
  part.realm_id,
  part.campaign_id,
  part.facet,
  part.event_type,
  part.member,
];

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}
