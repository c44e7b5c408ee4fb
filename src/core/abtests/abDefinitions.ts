/** Reads and writes A/B definitions. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import { requireList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { requireRule } from '../segmentation/segmentationRules';
import { requireSuppressionList } from '../suppression/suppressionLists';
import { requireTemplate } from '../templates/templates';
import { checkAbDefinition, type AbDefinition, type AbSample, type NewAbDefinition } from './abDefinition';

const COLUMNS = `ab_definition_id AS abDefinitionId, name, description, list_id AS listId,
  segmentation_id AS segmentationId, suppression_list AS suppressionList, sample_type AS sampleType,
  sample_size AS sampleSize, measure, max_minutes AS maxMinutes, threshold, after_test AS afterTest`;

/**
 * @returns the number of the definition
 * @throws {ApiError} `argument.invalid`, `list.notFound`, `template.notFound`, `segmentation.notFound`,
 *   `suppressionList.notFound`, `abtest.exists`
 */
export async function createAbDefinition(
  sql: Sql,
  realm: Realm,
  given: NewAbDefinition,
  now: Date,
): Promise<number> {
  const definition = checkAbDefinition(given);
  await requireList(sql, realm, definition.listId);
  for (const { templateId } of definition.samples) await requireTemplate(sql, realm, templateId);
  if (definition.segmentationId > 0) await requireRule(sql, realm, definition.segmentationId);
  if (definition.suppressionList !== '') await requireSuppressionList(sql, realm, definition.suppressionList);
  const abDefinitionId = await insertDefinition(sql, realm, definition, now);
  await sql.writeOf(
    `INSERT INTO ab_definition_samples (realm_id, ab_definition_id, letter, template_id, subject, from_address)
     VALUES ${definition.samples.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}`,
    definition.samples.flatMap(({ letter, templateId, subject, fromAddress }): SqlValue[] => [
      realm.realmId,
      abDefinitionId,
      letter,
      templateId,
      subject,
      fromAddress,
    ]),
  );
  return abDefinitionId;
}

async function insertDefinition(
  sql: Sql,
  realm: Realm,
  definition: NewAbDefinition,
  now: Date,
): Promise<number> {
  try {
    const { insertId } = await sql.write(
      `INSERT INTO ab_definitions (realm_id, name, description, list_id, segmentation_id, suppression_list,
         sample_type, sample_size, measure, max_minutes, threshold, after_test, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        realm.realmId,
        definition.name,
        definition.description,
        definition.listId,
        definition.segmentationId,
        definition.suppressionList,
        definition.sampleType,
        definition.sampleSize,
        definition.measure,
        definition.maxMinutes,
        definition.threshold,
        definition.afterTest,
        now,
      ],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('abtest.exists', { name: definition.name });
    throw error;
  }
}

/** All definitions of the realm, oldest first. */
export const abDefinitions = (sql: Sql, realm: Realm): Promise<AbDefinition[]> => select(sql, realm, null);

/** @throws {ApiError} `abtest.notFound` */
export async function requireAbDefinition(
  sql: Sql,
  realm: Realm,
  abDefinitionId: number,
): Promise<AbDefinition> {
  const [definition] = await select(sql, realm, abDefinitionId);
  return definition ?? fail('abtest.notFound', { definition: abDefinitionId });
}

async function select(sql: Sql, realm: Realm, only: number | null): Promise<AbDefinition[]> {
  const where = `realm_id = ?${only === null ? '' : ' AND ab_definition_id = ?'} ORDER BY ab_definition_id`;
  const values = only === null ? [realm.realmId] : [realm.realmId, only];
  const definitions = await sql.rows<Omit<AbDefinition, 'samples'>>(
    `SELECT ${COLUMNS} FROM ab_definitions WHERE ${where}`,
    values,
  );
  const samples = await sql.rows<AbSample & { readonly abDefinitionId: number }>(
    `SELECT ab_definition_id AS abDefinitionId, letter, template_id AS templateId, subject,
            from_address AS fromAddress
       FROM ab_definition_samples WHERE ${where}, letter`,
    values,
  );
  const byDefinition = new Map(definitions.map((each) => [each.abDefinitionId, [] as AbSample[]]));
  for (const { abDefinitionId, ...sample } of samples) byDefinition.get(abDefinitionId)?.push(sample);
  return definitions.map((each) => ({ ...each, samples: byDefinition.get(each.abDefinitionId)! }));
}

/**
 * Deletes a definition; what it launched stays.
 * @returns what it was
 * @throws {ApiError} `abtest.notFound`, `abtest.running`
 */
export async function deleteAbDefinition(
  sql: Sql,
  realm: Realm,
  abDefinitionId: number,
): Promise<AbDefinition> {
  const definition = await requireAbDefinition(sql, realm, abDefinitionId);
  const key = [realm.realmId, abDefinitionId];
  const [open] = await sql.rows(
    `SELECT 1 AS x FROM ab_results WHERE realm_id = ? AND ab_definition_id = ? AND status IN ('drawing', 'testing', 'waiting')
      LIMIT 1`,
    key,
  );
  if (open) fail('abtest.running', { definition: abDefinitionId });
  for (const table of ['ab_definition_samples', 'ab_definitions'])
    await sql.write(`DELETE FROM ${table} WHERE realm_id = ? AND ab_definition_id = ?`, key);
  return definition;
}
