/** The commands about A/B tests and social accounts, which the SOAP API has as well. */
import { required } from '../../contract/defineOperation';
import type { Operation } from '../../contract/defineOperation';
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
import { ARTICLE, CLIENTS, httpCommand, success, text } from './httpCommand';
import { answerOf, reportCommand } from './reportCommand';

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

export const abMailWinner = httpCommand({
  name: 'abmailwinner',
  group: 'abtests',
  doc: mailWinner.doc,
  access: 'write',
  parameters: { encrypted_id: required(t.string, 'encrypted_id of the sample, from rpt_abstats.') },
  resultDoc: mailWinner.resultDoc,
  errors: mailWinner.errors,
  provenance: ARTICLE,
  handler: (input, context) =>
    answerOf(mailWinner, { encryptedId: input.encrypted_id }, context, { encryptedId: 'encrypted_id' }),
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

const deleting = (of: Operation) =>
  ({
    group: of.group,
    doc: of.doc,
    access: 'write',
    resultDoc: 'SUCCESS: Social provider deleted.',
    errors: of.errors,
    provenance: CLIENTS,
  }) as const;

export const deleteSocialProviderById = httpCommand({
  ...deleting(socialProviderDeleteById),
  name: 'deletesocialproviderbyid',
  parameters: { social_provider_id: required(t.int, 'Number of the account.') },
  handler: async (input, context) => {
    await answerOf(socialProviderDeleteById, { providerId: input.social_provider_id }, context, {});
    return success('Social provider deleted');
  },
});

export const deleteSocialProviderByUsername = httpCommand({
  ...deleting(socialProviderDeleteByUsername),
  name: 'deletesocialproviderbyusername',
  parameters: { provider, username: required(t.string, 'User name of the account.') },
  handler: async (input, context) => {
    const args = { providerName: input.provider, userName: input.username };
    await answerOf(socialProviderDeleteByUsername, args, context, {
      providerName: 'provider',
      userName: 'username',
    });
    return success('Social provider deleted');
  },
});

export const setSocialPostForTemplate = httpCommand({
  name: 'setsocialpostfortemplate',
  group: 'social',
  doc: socialPostSetForTemplate.doc,
  access: 'write',
  parameters: {
    template_id: required(t.int, 'Number of the template.'),
    provider,
    post: text('The text, at most 16000 characters; empty takes the post away.'),
  },
  resultDoc: 'SUCCESS: Social post set.',
  errors: socialPostSetForTemplate.errors,
  provenance: CLIENTS,
  handler: async (input, context) => {
    const args = { templateId: input.template_id, provider: input.provider, post: input.post };
    await answerOf(socialPostSetForTemplate, args, context, { templateId: 'template_id' });
    return success('Social post set');
  },
});
