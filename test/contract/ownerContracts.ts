/** What owners make on the command line and clients read and use: A/B tests, social accounts, suppression lists. */
import { inBoth, type Contract } from './contract';

const csv = { format: 'csv', header: false };
/** Two samples of ten percent each, decided by opens after an hour, that differ in their subject. */
const DEFINITION =
  '"D","{definitionId}","{definitionName}","","{listId}","{listName}","0","","60","opens","2","10","percent","1","0","0","time","0","send_winner"';
const SENDER = '"""News"" <news@sender.example>"';
const SAMPLES = ['A', 'B'].map((letter) => `"S","${letter}","{templateId}","{templateName}",${SENDER}`);
const account = { providerId: '{accountId}', providerName: 'TWITTER', userName: '{accountName}' };
const ACCOUNT = '"{accountId}","TWITTER","{accountName}"';
const ACCOUNTS =
  'SELECT username FROM social_providers WHERE realm_id = {realmId} AND social_provider_id = {accountId}';
const POST = '"{postId}","{templateId}","FACEBOOK","Ås & <so>"';

export const ownerContracts: readonly Contract[] = [
  inBoth('getAbDefinitions', {
    does: 'reads',
    examples: [{ args: { format: 'csv' }, answer: { line: DEFINITION } }],
  }),
  inBoth('abDefinitionGetById', {
    does: 'reads',
    examples: [
      {
        args: { abDefinitionId: '{definitionId}', format: 'csv' },
        answer: { is: [DEFINITION, ...SAMPLES].join('\n') },
      },
    ],
  }),
  inBoth('getAbStats', {
    does: 'reads',
    // Nothing before the first launch.
    examples: [{ args: { abDefinitionId: '{definitionId}', ...csv }, answer: { is: '' } }],
  }),
  inBoth('abMailWinner', {
    does: 'writes',
    examples: [
      {
        args: { encryptedId: '{sampleId}' },
        answer: { is: 'SUCCESS' },
        after: [
          [
            'SELECT status, winner, chosen_by FROM ab_results WHERE realm_id = {realmId} AND ab_definition_id = {definitionId}',
            [['decided', 'B', 'hand']],
          ],
        ],
      },
    ],
  }),

  inBoth('socialProvidersGetList', {
    does: 'reads',
    examples: [{ args: { ...account, ...csv }, answer: { line: ACCOUNT } }],
  }),
  inBoth('socialProviderGetById', {
    does: 'reads',
    examples: [{ args: { ...account, ...csv }, answer: { is: ACCOUNT } }],
  }),
  inBoth('socialProviderGetByUsername', {
    does: 'reads',
    examples: [{ args: { ...account, ...csv }, answer: { is: ACCOUNT } }],
  }),
  inBoth('socialProviderDeleteById', {
    does: 'writes',
    examples: [
      { args: account, answer: { is: 0 }, after: [[ACCOUNTS, []]] },
      { args: { providerId: 7 }, answer: { is: 1 } },
    ],
  }),
  inBoth('socialProviderDeleteByUsername', {
    does: 'writes',
    examples: [
      { args: account, answer: { is: 0 }, after: [[ACCOUNTS, []]] },
      {
        args: { ...account, providerName: 'LINKEDIN' },
        answer: { is: 1 },
        after: [[ACCOUNTS, [['{accountName}']]]],
      },
    ],
  }),
  inBoth('socialPostSetForTemplate', {
    does: 'writes',
    examples: [
      {
        args: { templateId: '{templateId}', provider: 'FACEBOOK', post: 'Ås' },
        answer: { is: 0 },
        after: [
          [
            'SELECT provider, post FROM template_social_posts WHERE realm_id = {realmId} AND template_id = {templateId}',
            [['FACEBOOK', 'Ås']],
          ],
        ],
      },
    ],
  }),
  inBoth('socialPostsForTemplateGetById', {
    does: 'reads',
    examples: [{ args: { templateId: '{templateWithPost}', ...csv }, answer: { is: POST } }],
  }),
  inBoth('socialPostsForTemplateGetByName', {
    does: 'reads',
    examples: [
      { args: { ...csv, about: '{templateWithPost}', templateName: '{templateName}' }, answer: { is: POST } },
    ],
  }),

  inBoth('uploadSuppressionList', {
    does: 'writes',
    examples: [
      {
        args: {
          fileName: 'left.csv',
          name: '{newList}',
          description: 'Left',
          overwrite: false,
          data: 'email\nAnn@example.org\nbob@example.org\n',
        },
        answer: { is: 0 },
        after: [
          [
            `SELECT a.email FROM suppression_list_addresses a JOIN suppression_lists l ON l.realm_id = a.realm_id AND l.suppression_list_id = a.suppression_list_id
              WHERE l.realm_id = {realmId} AND l.name = {newList} ORDER BY a.email`,
            [['ann@example.org'], ['bob@example.org']],
          ],
        ],
      },
    ],
  }),
];
