/** Reads and writes the segmentation rules of a realm. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { requireList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { isLonger } from '../../text/isLonger';
import { readRule } from './segments';

export interface SegmentationRule {
  readonly segmentationId: number;
  readonly folderId: number;
  /** List that it was written for, or 0. */
  readonly listId: number;
  readonly name: string;
  readonly description: string;
  /** The rule as its owner wrote it. */
  readonly rules: string;
}

export type RuleSettings = Omit<SegmentationRule, 'segmentationId'>;

/** Property and column. */
const COLUMNS = [
  ['folderId', 'folder_id'],
  ['listId', 'list_id'],
  ['name', 'name'],
  ['description', 'description'],
  ['rules', 'rules'],
] as const satisfies readonly (readonly [keyof RuleSettings, string])[];

const SELECT = `SELECT segmentation_id AS segmentationId, ${COLUMNS.map(([property, column]) => `${column} AS ${property}`).join(', ')} FROM segmentation_rules`;

const MAX_NAME = 100;
const MAX_DESCRIPTION = 255;

/** All rules of a realm, or those of one folder, by name. */
export const allRules = (
  sql: Sql,
  { realmId }: Realm,
  folderId: number | null = null,
): Promise<SegmentationRule[]> =>
  folderId === null
    ? sql.rows(`${SELECT} WHERE realm_id = ? ORDER BY name`, [realmId])
    : sql.rows(`${SELECT} WHERE realm_id = ? AND folder_id = ? ORDER BY name`, [realmId, folderId]);

/** @throws {ApiError} `segmentation.notFound` */
export async function requireRule(sql: Sql, realm: Realm, segmentationId: number): Promise<SegmentationRule> {
  const [rule] = await sql.rows<SegmentationRule>(`${SELECT} WHERE realm_id = ? AND segmentation_id = ?`, [
    realm.realmId,
    segmentationId,
  ]);
  return rule ?? fail('segmentation.notFound', { rule: segmentationId });
}

/**
 * The rule of this name, exactly but for blanks around it; where none has it, the one of this id.
 * @throws {ApiError} `segmentation.notFound`
 */
export async function requireRuleNamed(sql: Sql, realm: Realm, text: string): Promise<SegmentationRule> {
  const name = text.trim();
  const [rule] = await sql.rows<SegmentationRule>(`${SELECT} WHERE realm_id = ? AND name = ?`, [
    realm.realmId,
    name,
  ]);
  if (!rule && /^\d{1,15}$/.test(name)) return requireRule(sql, realm, Number(name));
  return rule ?? fail('segmentation.notFound', { rule: 'of that name' });
}

/**
 * @returns the new rule's id
 * @throws {ApiError} `argument.missing`, `argument.invalid`, `list.notFound`, `segmentation.ruleInvalid`,
 *   `segmentation.exists`
 */
export async function createRule(sql: Sql, realm: Realm, settings: RuleSettings, now: Date): Promise<number> {
  const rule = await checked(sql, realm, settings, now);
  try {
    const { insertId } = await sql.write(
      `INSERT INTO segmentation_rules (realm_id, ${COLUMNS.map(([, column]) => column).join(', ')}, created_at, updated_at)
       VALUES (?, ${COLUMNS.map(() => '?').join(', ')}, ?, ?)`,
      [realm.realmId, ...COLUMNS.map(([property]) => rule[property]), now, now],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('segmentation.exists', { rule: rule.name });
    throw error;
  }
}

/**
 * Changes what is given and leaves the rest.
 * @throws {ApiError} as `createRule`, and `segmentation.notFound`
 */
export async function updateRule(
  sql: Sql,
  realm: Realm,
  segmentationId: number,
  changes: Partial<RuleSettings>,
  now: Date,
): Promise<void> {
  const before = await requireRule(sql, realm, segmentationId);
  const rule = await checked(sql, realm, { ...before, ...changes }, now);
  try {
    await sql.write(
      `UPDATE segmentation_rules SET ${COLUMNS.map(([, column]) => `${column} = ?`).join(', ')}, updated_at = ?
        WHERE realm_id = ? AND segmentation_id = ?`,
      [...COLUMNS.map(([property]) => rule[property]), now, realm.realmId, segmentationId],
    );
  } catch (error) {
    if (isDuplicateKey(error)) fail('segmentation.exists', { rule: rule.name });
    throw error;
  }
}

export async function deleteRule(sql: Sql, realm: Realm, segmentationId: number): Promise<void> {
  await sql.write('DELETE FROM segmentation_rules WHERE realm_id = ? AND segmentation_id = ?', [
    realm.realmId,
    segmentationId,
  ]);
}

async function checked(sql: Sql, realm: Realm, settings: RuleSettings, now: Date): Promise<RuleSettings> {
  const name = settings.name.trim();
  if (name === '') fail('argument.missing', { name: 'segmentationName' });
  const texts = [
    ['segmentationName', name, MAX_NAME],
    ['description', settings.description, MAX_DESCRIPTION],
  ] as const;
  for (const [argument, text, most] of texts)
    if (isLonger(text, most))
      fail('argument.invalid', { name: argument, reason: `it has more than ${most} characters` });
  if (/\p{Cc}/u.test(name))
    fail('argument.invalid', { name: 'segmentationName', reason: 'it holds a control character' });
  if (settings.listId !== 0) await requireList(sql, realm, settings.listId);
  await readRule(sql, realm, settings.rules, now);
  return { ...settings, name };
}
