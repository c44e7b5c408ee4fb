/** Subscribing to one list. */
import { accept } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { DOCUMENTED, emailFormat, listId, SEEN } from '../parameters';
import { contactPair } from '../contacts/contactPair';
import { SUBSCRIBE_ERRORS, subscribeToList } from './subscribeToList';

export const [userSubscribe, userSubscribeByCustomerKey] = contactPair({
  name: 'userSubscribe',
  group: 'subscriptions',
  doc: 'Subscribes a contact to a list, and creates the contact where there is none.',
  access: 'write',
  parameters: { listId, emailFormat },
  forms: ['email listId emailFormat'],
  twinForms: [
    'customerKey email listId emailFormat',
    accept('customerKey listId emailFormat'),
    accept('customerKey email firstName listId emailFormat'),
  ],
  result: t.code,
  resultDoc: '0 subscribed (also where the contact was already), 1 the contact has opted out.',
  errors: SUBSCRIBE_ERRORS,
  provenance: SEEN,
  twinProvenance: DOCUMENTED(
    'The name is documented; takes the key before what userSubscribe takes, since a new contact needs an address too.',
  ),
  handler: (name, input, context, command) => subscribeToList(name, { ...input, source: command }, context),
});
