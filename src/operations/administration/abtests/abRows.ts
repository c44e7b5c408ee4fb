/** A/B definitions and their launches as administrative operations take and answer them. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { AFTER_TEST, LETTERS, MEASURES, SAMPLE_TYPES } from '../../../core/abtests/abDefinition';
import { requireAbDefinition } from '../../../core/abtests/abDefinitions';
import { newestResult, type AbResult } from '../../../core/abtests/abResults';
import type { Realm } from '../../../core/realms/realm';

/** What a definition may say, for those who ask for one. */
export const AB_CHOICES = { measures: MEASURES, afterTest: AFTER_TEST, letters: LETTERS } as const;

export const AbSample = t.row('AbSample', {
  letter: t.text,
  templateId: t.number,
  /** In place of the template's; empty for that one. */
  subject: t.text,
  /** In place of the list's; empty for that one. */
  fromAddress: t.text,
});

export const DEFINITION_FIELDS = {
  abDefinitionId: t.number,
  name: t.text,
  description: t.text,
  listId: t.number,
  segmentationId: t.number,
  suppressionList: t.text,
  sampleType: t.oneOf(...SAMPLE_TYPES),
  sampleSize: t.number,
  measure: t.oneOf(...MEASURES),
  maxMinutes: t.number,
  threshold: t.number,
  afterTest: t.oneOf(...AFTER_TEST),
  samples: t.rows(AbSample),
};

export const RESULT_FIELDS = {
  abResultId: t.number,
  abDefinitionId: t.number,
  /** The campaign that holds the rest, and sends it the winner. */
  restCampaignId: t.number,
  measure: t.oneOf(...MEASURES),
  threshold: t.number,
  afterTest: t.oneOf(...AFTER_TEST),
  status: t.oneOf('drawing', 'testing', 'waiting', 'decided', 'cancelled'),
  winner: t.string,
  /** `measure` or `hand`. */
  chosenBy: t.string,
  startedAt: t.moment,
  endsAt: t.dateTime,
  endedAt: t.dateTime,
};

export const abDefinitionId = required(t.number, 'Number of the definition.');

/**
 * The newest launch of a definition.
 * @throws {ApiError} `abtest.notFound`, `realm.invalid` if it was not launched yet
 */
export async function requireLaunch(
  sql: Parameters<typeof newestResult>[0],
  realm: Realm,
  definitionId: number,
): Promise<AbResult> {
  await requireAbDefinition(sql, realm, definitionId);
  return (
    (await newestResult(sql, realm, definitionId)) ??
    fail('realm.invalid', { reason: `The A/B definition ${definitionId} has not been launched yet.` })
  );
}
