/** Choosing the winner of an A/B launch by hand. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { chooseManually } from '../../core/abtests/chooseWinner';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';

export const abMailWinner = realmOperation({
  name: 'abMailWinner',
  group: 'abtests',
  doc: 'Sends a sample of an A/B launch to all recipients that were in no sample, and so ends the test. It is sent once: a further call for the same launch is a fault, and so is one after the winner was picked by the measure.',
  access: 'write',
  rights: 'sender',
  parameters: {
    encryptedId: required(t.string, 'encrypted_id of the sample, from getAbStats.'),
  },
  forms: ['encryptedId'],
  result: t.string,
  resultDoc: 'SUCCESS; the mail follows in the background.',
  errors: ['abtest.sampleNotFound', 'abtest.over'],
  provenance: {
    ...SEEN,
    basis: 'Called in public client code; the answer is that of the sibling HTTP command.',
  },
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    await chooseManually(sql, realm, input.encryptedId);
    context.afterCommit(() => services.wakeLaunches(realm.databaseId));
    return 'SUCCESS';
  },
});
