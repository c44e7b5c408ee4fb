/**
 * What a realm has that calls can name: its lists, templates, campaigns and so on. The page of calls fills its forms
 * and examples from it, so that what is tried first is about something that exists.
 */
import { t } from '../../contract/wireTypes';
import { abDefinitions } from '../../core/abtests/abDefinitions';
import { newestCampaigns } from '../../core/campaigns/campaignProgress';
import { customFields } from '../../core/fields/customFields';
import { allLists } from '../../core/lists/lists';
import { allRules } from '../../core/segmentation/segmentationRules';
import { templateNames } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { firstRows } from '../../core/paging/page';

/** Of each kind; a choice among more is no help. */
const MOST = 200;

const Named = t.struct('Named', { id: t.int, name: t.string });

export const realmOutline = realmOperation({
  name: 'realmOutline',
  group: 'realm',
  doc: `Names what the realm has: lists, templates, campaigns (the newest first), rules, A/B definitions and fields; at most ${MOST} of each.`,
  access: 'read',
  parameters: {},
  forms: [''],
  result: t.struct('RealmOutline', {
    name: t.string,
    contactsBy: t.string,
    /** Whether calls by key, and calls by address, work. */
    byKey: t.boolean,
    byAddress: t.boolean,
    lists: t.arrayOf(Named),
    templates: t.arrayOf(Named),
    campaigns: t.arrayOf(Named),
    rules: t.arrayOf(Named),
    abDefinitions: t.arrayOf(Named),
    fields: t.arrayOf(t.string),
  }),
  resultDoc: 'Numbers and names.',
  provenance: { confidence: 'ours', basis: 'Made for the page of calls; no interface publishes it.' },
  handler: async (_input, { sql, realm }) => ({
    name: realm.name,
    contactsBy: realm.identity.title,
    byKey: realm.identity.keyIdentifies,
    byAddress: realm.identity.addressIdentifies,
    lists: (await allLists(sql, realm)).slice(0, MOST).map(({ listId, name }) => ({ id: listId, name })),
    templates: (await templateNames(sql, realm))
      .slice(0, MOST)
      .map(({ templateId, name }) => ({ id: templateId, name })),
    campaigns: (await newestCampaigns(sql, realm, firstRows(MOST))).map(({ campaignId, name }) => ({
      id: campaignId,
      name,
    })),
    rules: (await allRules(sql, realm))
      .slice(0, MOST)
      .map(({ segmentationId, name }) => ({ id: segmentationId, name })),
    abDefinitions: (await abDefinitions(sql, realm))
      .slice(0, MOST)
      .map(({ abDefinitionId, name }) => ({ id: abDefinitionId, name })),
    fields: (await customFields(sql, realm)).slice(0, MOST).map(({ name }) => name),
  }),
});
