/** `addtolifecyclecampaign`: puts contacts at the beginning of a life-cycle campaign. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { onlyContactOfRecord } from '../../core/contacts/contactOfRecord';
import { addToLifecycle, requireLifecycle } from '../../core/lifecycle/lifecycleCampaigns';
import { data, eachRecord, NO_ADDRESS } from './contactRecords';
import { CLIENTS, failure, httpCommand, success } from './httpCommand';

export const addToLifecycleCampaign = httpCommand({
  name: 'addtolifecyclecampaign',
  group: 'campaigns',
  doc: 'Puts contacts at the beginning of a life-cycle campaign (made with the command lifecycle create), whose messages they get from then on. They must be there, and on its list. Who is in it already, or went through it, stays where they are.',
  access: 'write',
  parameters: { lc_campaign_name: required(t.string, 'Name of the life-cycle campaign, exactly.'), data },
  resultDoc:
    'SUCCESS: N record(s) processed. N users added to life-cycle campaign NAME, Records Failed Other Error N. FAILURE with the same counts where every contact failed.',
  errors: [
    'lifecycle.notFound',
    'contact.notFound',
    'contact.notSubscribed',
    'contact.ambiguous',
    'contact.emailInvalid',
    'contact.keyInvalid',
  ],
  failures: NO_ADDRESS,
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm, now, services } = context;
    const campaign = await requireLifecycle(sql, realm, input.lc_campaign_name);
    let added = 0;
    const { processed, failed } = await eachRecord(context, input.data, async ({ name }) => {
      const contact = (await onlyContactOfRecord(sql, realm, name)) ?? fail('contact.notFound');
      if (await addToLifecycle(sql, realm, campaign, contact, now)) added++;
    });
    context.afterCommit(() => services.wakeLaunches(realm.databaseId));
    const counts = `${processed} record(s) processed. ${added} users added to life-cycle campaign ${campaign.name}, Records Failed Other Error ${failed}`;
    return failed === processed ? failure(counts) : success(counts);
  },
});
