/** Ends the test of the last launch of a definition, ends the launch for good, or forgets the definition. */
import { optional } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { deleteAbDefinition } from '../../../core/abtests/abDefinitions';
import { cancelAbTest } from '../../../core/abtests/cancelAbTest';
import { chooseByMeasure, chooseManually, sampleOfLetter } from '../../../core/abtests/chooseWinner';
import { dataOperation, realmSettingOperation, type DataContext } from '../context';
import { abDefinitionId, requireLaunch } from './abRows';

export const abtestWinner = dataOperation({
  name: 'abtestWinner',
  group: 'abtests',
  doc: 'Ends the test of the last launch now, and sends a sample to all the others.',
  rights: 'sender',
  access: 'write',
  subject: 'abDefinitionId',
  parameters: {
    abDefinitionId,
    letter: optional(t.string, 'Sample to send; the best by the measure unless given.'),
  },
  result: t.row('AbWinner', { abResultId: t.number, winner: t.text, campaignId: t.number }),
  errors: ['abtest.notFound', 'realm.invalid', 'abtest.over'],
  handler: async ({ letter, ...input }, { sql, realm }) => {
    const { abResultId, restCampaignId } = await requireLaunch(sql, realm, input.abDefinitionId);
    const winner =
      letter === null
        ? await chooseByMeasure(sql, realm, abResultId)
        : await choose({ sql, realm }, abResultId, letter);
    return { abResultId, winner, campaignId: restCampaignId };
  },
});

async function choose(
  { sql, realm }: Pick<DataContext, 'sql' | 'realm'>,
  abResultId: number,
  letter: string,
): Promise<string> {
  const sample = await sampleOfLetter(sql, realm, abResultId, letter);
  if (!sample) return fail('realm.invalid', { reason: `The launch has no sample ${letter}.` });
  return (await chooseManually(sql, realm, sample.encryptedId)).letter;
}

export const abtestCancel = realmSettingOperation({
  name: 'abtestCancel',
  group: 'abtests',
  doc: 'Ends the last launch for good: no winner is sent, and nothing more of the samples.',
  rights: 'sender',
  access: 'write',
  subject: 'abDefinitionId',
  parameters: { abDefinitionId },
  result: t.row('CancelledAbTest', { abResultId: t.number }),
  errors: ['abtest.notFound', 'realm.invalid'],
  handler: async (input, { realm, realmDatabase }) => {
    const database = await realmDatabase();
    const launch = await requireLaunch(database, realm, input.abDefinitionId);
    if (!(await cancelAbTest(database, realm, launch)))
      fail('realm.invalid', {
        reason: `The winner is on its way already; "campaign cancel ${realm.name} ${launch.restCampaignId}" ends that.`,
      });
    return { abResultId: launch.abResultId };
  },
});

export const abtestDelete = dataOperation({
  name: 'abtestDelete',
  group: 'abtests',
  doc: 'Deletes an A/B definition. Its campaigns and their reports stay.',
  rights: 'sender',
  access: 'write',
  subject: 'abDefinitionId',
  parameters: { abDefinitionId },
  result: t.row('DeletedAbDefinition', { abDefinitionId: t.number, name: t.text }),
  errors: ['abtest.notFound', 'argument.invalid'],
  handler: async (input, { sql, realm }) => {
    const { abDefinitionId: deleted, name } = await deleteAbDefinition(sql, realm, input.abDefinitionId);
    return { abDefinitionId: deleted, name };
  },
});
