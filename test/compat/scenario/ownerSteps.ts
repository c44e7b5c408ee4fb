/** What owners make on the command line and clients read: social accounts, A/B definitions, articles. */
import { session, type Cast } from './cast';
import { csvRow } from './contactText';
import { bool, int, ref, text, type Step } from './steps';

export function ownerSteps({ accountName, definitionName, listName }: Cast): Step[] {
  const csv = text('format', 'csv');
  const header = bool('header', true);
  const account = 'social_provider_id,provider,username'.split(',');
  const definitionId = ref('abDefinitionId', 'definitionId');
  const twitter = [text('providerName', 'TWITTER'), text('userName', accountName)];
  return [
    {
      step: 'all social accounts',
      operation: 'socialProvidersGetList',
      args: [session, csv, header],
      expect: {
        matches: new RegExp(`^${csvRow(account)}\\n(.*\\n)*"\\d+","FACEBOOK","${accountName}"(\\n|$)`),
      },
    },
    {
      step: 'a social account by number',
      operation: 'socialProviderGetById',
      args: [ref('providerId', 'accountId'), session, csv, header],
      expect: {
        computed: ({ accountId }) => `${csvRow(account)}\n${csvRow([accountId, 'FACEBOOK', accountName])}`,
      },
    },
    {
      step: 'a social account by name',
      operation: 'socialProviderGetByUsername',
      args: [...twitter, session, csv, bool('header', false)],
      expect: { matches: new RegExp(`^"\\d+","TWITTER","${accountName}"$`) },
    },
    {
      step: 'delete a social account by number',
      operation: 'socialProviderDeleteById',
      args: [session, ref('providerId', 'accountId')],
      expect: { value: 0 },
    },
    ...['delete a social account by name', 'delete it again'].map((step, times) => ({
      step,
      operation: 'socialProviderDeleteByUsername',
      args: [session, ...twitter],
      expect: { value: times },
    })),
    {
      step: 'all A/B definitions',
      operation: 'getAbDefinitions',
      args: [session, csv],
      expect: { matches: new RegExp(`^"D","\\d+","${definitionName}",`, 'm') },
    },
    {
      step: 'an A/B definition',
      operation: 'abDefinitionGetById',
      args: [session, definitionId, text('format', 'xml')],
      expect: {
        matches: new RegExp(
          `<name>${definitionName}</name>.*<list_name>${listName}</list_name>.*<sample><letter>A</letter>.*<sample><letter>B</letter>`,
        ),
      },
    },
    {
      step: 'the outcome of an A/B definition that was not launched',
      operation: 'getAbStats',
      args: [session, definitionId, csv, header],
      expect: { matches: /^"sample","encrypted_id","ab_definition_id",.*,"rest_campaign_id"$/ },
    },
    {
      step: 'choose a winner that is no sample',
      operation: 'abMailWinner',
      args: [session, text('encryptedId', 'ABCD')],
      expect: { fault: 'Server.userException', number: 563, says: /sample/ },
    },
    {
      step: 'all articles',
      operation: 'enumArticles',
      args: [session, int('type', 2)],
      expect: { matches: /^<\?xml version="1.0" encoding="UTF-8"\?><data>\s*<\/data>$/ },
    },
  ];
}
