/** The commands about A/B tests and social accounts, which the SOAP API has as well. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { abDefinitionGetById, getAbDefinitions } from '../abtests/abDefinitions';
import { abMailWinner as mailWinner } from '../abtests/abMailWinner';
import { getAbStats } from '../abtests/getAbStats';
import {
  socialPostSetForTemplate,
  socialPostsForTemplateGetById,
  socialPostsForTemplateGetByName,
} from '../social/socialPosts';
import {
  socialProviderDeleteById,
  socialProviderDeleteByUsername,
  socialProviderGetById,
  socialProviderGetByUsername,
  socialProvidersGetList,
} from '../social/socialProviders';
import { ARTICLE, CLIENTS, text } from './httpCommand';
import { passedOn, reportCommand } from './reportCommand';

export const showAbDefinitions = reportCommand({
  name: 'show_abdefinitions',
  of: getAbDefinitions,
  takes: {},
  provenance: ARTICLE,
});
export const getAbDefinitionById = reportCommand({
  name: 'getabdefinitionbyid',
  of: abDefinitionGetById,
  takes: { ab_definition_id: 'abDefinitionId' },
  provenance: ARTICLE,
});
export const rptAbStats = reportCommand({
  name: 'rpt_abstats',
  of: getAbStats,
  takes: { ab_definition_id: 'abDefinitionId' },
  // The article has it so, by misprint.
  also: { ab_definition_id: ['ab_defintion_id'] },
  provenance: ARTICLE,
});

export const abMailWinner = passedOn({
  name: 'abmailwinner',
  of: mailWinner,
  takes: {
    encrypted_id: ['encryptedId', required(t.string, 'encrypted_id of the sample, from rpt_abstats.')],
  },
  provenance: ARTICLE,
});

export const getSocialProviders = reportCommand({
  name: 'getsocialproviders',
  of: socialProvidersGetList,
  takes: {},
  provenance: CLIENTS,
});
export const getSocialProviderById = reportCommand({
  name: 'getsocialproviderbyid',
  of: socialProviderGetById,
  takes: { social_provider_id: 'providerId' },
  provenance: CLIENTS,
});
export const getSocialProviderByUsername = reportCommand({
  name: 'getsocialproviderbyusername',
  of: socialProviderGetByUsername,
  takes: { provider: 'providerName', username: 'userName' },
  provenance: CLIENTS,
});
export const getSocialPostsById = reportCommand({
  name: 'getsocialpostsfortemplatebyid',
  of: socialPostsForTemplateGetById,
  takes: { template_id: 'templateId' },
  provenance: CLIENTS,
});
export const getSocialPostsByName = reportCommand({
  name: 'getsocialpostsfortemplatebyname',
  of: socialPostsForTemplateGetByName,
  takes: { template_name: 'templateName' },
  provenance: CLIENTS,
});

const provider = required(t.string, 'FACEBOOK, TWITTER or LINKEDIN, in any case.');

const DELETED = 'Social provider deleted';

export const deleteSocialProviderById = passedOn({
  name: 'deletesocialproviderbyid',
  of: socialProviderDeleteById,
  takes: { social_provider_id: ['providerId', required(t.int, 'Number of the account.')] },
  says: DELETED,
  provenance: CLIENTS,
});
export const deleteSocialProviderByUsername = passedOn({
  name: 'deletesocialproviderbyusername',
  of: socialProviderDeleteByUsername,
  takes: {
    provider: ['providerName', provider],
    username: ['userName', required(t.string, 'User name of the account.')],
  },
  says: DELETED,
  provenance: CLIENTS,
});
export const setSocialPostForTemplate = passedOn({
  name: 'setsocialpostfortemplate',
  of: socialPostSetForTemplate,
  takes: {
    template_id: ['templateId', required(t.int, 'Number of the template.')],
    provider: ['provider', provider],
    post: ['post', text('The text, at most 16000 characters; empty takes the post away.')],
  },
  says: 'Social post set',
  provenance: CLIENTS,
});
