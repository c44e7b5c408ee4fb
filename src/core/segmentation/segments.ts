/** The contacts of a list that a rule selects: how many there are, and how a statement chooses them. */
import type { Sql } from '../../db/sql';
import { customFields } from '../fields/customFields';
import { relationalTables } from '../relational/relationalTables';
import { SliceSize, type SliceBounds } from '../contacts/sliceSize';
import type { Condition } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { parseRule } from './parseRule';
import { ruleCondition, type Mention, type RuleCondition } from './ruleCondition';
import { ruleProblem } from './ruleProblem';

/**
 * Reads a rule as it stands now: its text, the fields of the realm, and the lists and campaigns that it names.
 * @param now what `today` is counted from
 * @throws {ApiError} `segmentation.ruleInvalid`
 */
export async function readRule(sql: Sql, realm: Realm, text: string, now: Date): Promise<RuleCondition> {
  const rule = parseRule(text);
  const fields = await customFields(sql, realm);
  // Most rules name no table, and need not be told which there are.
  const tables = /[\p{L}\p{N}_]\.[\p{L}_]/u.test(text) ? await relationalTables(sql, realm) : [];
  const condition = ruleCondition(text, rule, { realm, customFields: fields, tables, now });
  await checkMentions(sql, realm, text, condition.mentions);
  return condition;
}

/** A number that belongs to nothing is a slip of the pen, and behind a `not` it would select everybody. */
async function checkMentions(
  sql: Sql,
  { realmId }: Realm,
  text: string,
  mentions: readonly Mention[],
): Promise<void> {
  for (const kind of ['list', 'campaign'] as const) {
    const ids = [...new Set(mentions.filter((mention) => mention.kind === kind).map(({ id }) => id))];
    if (ids.length === 0) continue;
    const rows = await sql.rowsOf<{ id: number }>(
      `SELECT ${kind}_id AS id FROM ${kind}s WHERE realm_id = ? AND ${kind}_id IN (${ids.map(() => '?').join(', ')})`,
      [realmId, ...ids],
    );
    const known = new Set(rows.map(({ id }) => id));
    const missing = mentions.find((mention) => mention.kind === kind && !known.has(mention.id));
    if (missing) ruleProblem(text, missing.at, `there is no ${kind} ${missing.id} in this realm`);
  }
}

/**
 * FROM and WHERE of a statement over the subscriptions of a list, `s`, whose contacts a rule selects.
 * @param rule null for everybody
 */
export function segmentSource(realm: Realm, listId: number, rule: RuleCondition | null): Condition {
  const contacts = rule?.usesContact
    ? ' JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id'
    : '';
  return {
    sql: `FROM subscriptions s${contacts} WHERE s.realm_id = ? AND s.list_id = ?${rule ? ` AND ${rule.sql}` : ''}`,
    values: [realm.realmId, listId, ...(rule?.values ?? [])],
  };
}

/**
 * Numbers of contacts that a statement of a count spans. Of how many of them a list has subscribers is not asked first:
 * to find out takes a fifth as long as to count.
 */
const SPAN: SliceBounds = { first: 50_000, least: 1000, most: 1_000_000 };

/**
 * How many contacts of a list a rule selects, counted in statements that are each short however large the list is.
 * @param rule null for everybody
 * @param check called before each of them
 */
export async function countSegment(
  sql: Sql,
  realm: Realm,
  listId: number,
  rule: RuleCondition | null,
  check: () => void = () => undefined,
): Promise<number> {
  const source = segmentSource(realm, listId, rule);
  const span = new SliceSize(SPAN);
  const [all] = await sql.rowsOf<{ first: number | null; last: number | null }>(
    `SELECT MIN(contact_id) AS first, MAX(contact_id) AS last FROM subscriptions FORCE INDEX (subscriptions_list)
      WHERE realm_id = ? AND list_id = ?`,
    [realm.realmId, listId],
  );
  const { first, last } = all!;
  if (first === null || last === null) return 0;
  let count = 0;
  for (let after = first - 1; after < last;) {
    check();
    const startedAt = performance.now();
    const end = Math.min(after + span.current, last);
    const bounds = boundsOfSlice(after, end);
    const [row] = await sql.rowsOf<{ n: number }>(`SELECT COUNT(*) AS n ${source.sql}${bounds.sql}`, [
      ...source.values,
      ...bounds.values,
    ]);
    count += row!.n;
    after = end;
    span.took(performance.now() - startedAt);
  }
  return count;
}

/** @returns the last contact of a slice of a list; null if the list ends within it */
export async function endOfSlice(
  sql: Sql,
  { realmId }: Realm,
  listId: number,
  after: number,
  subscribers: number,
): Promise<number | null> {
  const [last] = await sql.rowsOf<{ contact_id: number }>(
    `SELECT contact_id FROM subscriptions FORCE INDEX (subscriptions_list)
      WHERE realm_id = ? AND list_id = ? AND contact_id > ? ORDER BY contact_id LIMIT 1 OFFSET ${subscribers - 1}`,
    [realmId, listId, after],
  );
  return last?.contact_id ?? null;
}

/** Narrows the source of a segment down to a slice. @param last null if the list ends within it */
export const boundsOfSlice = (after: number, last: number | null): Condition =>
  last === null
    ? { sql: ' AND s.contact_id > ?', values: [after] }
    : { sql: ' AND s.contact_id > ? AND s.contact_id <= ?', values: [after, last] };
