/** Finds a campaign by its number, which is unique within a realm. */
import { fail } from '../../../contract/errorCatalogue';
import { progressOf, type CampaignProgress } from '../../../core/campaigns/campaignProgress';
import type { Realm } from '../../../core/realms/realm';

/** @throws {ApiError} `realm.invalid` if there is none */
export const requireCampaign = async (
  sql: Parameters<typeof progressOf>[0],
  realm: Realm,
  campaignId: number,
): Promise<CampaignProgress> =>
  (await progressOf(sql, realm, campaignId)) ??
  fail('realm.invalid', { reason: `The realm ${realm.name} has no campaign ${campaignId}.` });
