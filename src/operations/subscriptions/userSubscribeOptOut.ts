/** Subscribing with a say over an existing opt-out. */
import { accept, optional } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { contactPair } from '../contacts/contactPair';
import { DOCUMENTED, emailFormat, listId } from '../parameters';
import { SUBSCRIBE_ERRORS, subscribeToList } from './subscribeToList';

export const [userSubscribeOptOut, userSubscribeOptOutByCustomerKey] = contactPair({
  name: 'userSubscribeOptOut',
  group: 'subscriptions',
  doc: 'Subscribes a contact to a list; on request in spite of an earlier opt-out from the list or the realm, which is lifted then. A universal opt-out is never overridden.',
  access: 'write',
  parameters: {
    listId,
    emailFormat,
    overrideOptOut: optional(t.boolean, 'true lifts an opt-out first; false, or left out, respects it.'),
  },
  forms: [
    'email listId emailFormat overrideOptOut',
    accept('email firstName listId emailFormat overrideOptOut'),
    accept('email listId emailFormat'),
  ],
  twinForms: [
    'customerKey email listId emailFormat overrideOptOut',
    accept('customerKey listId emailFormat overrideOptOut'),
    accept('customerKey email firstName listId emailFormat overrideOptOut'),
  ],
  result: t.code,
  resultDoc: '0 subscribed, 1 the contact has opted out and the opt-out stands.',
  errors: SUBSCRIBE_ERRORS,
  provenance: DOCUMENTED(
    'The name is documented; what the call adds to userSubscribe is our reading of the name.',
  ),
  handler: (name, input, context, command) =>
    subscribeToList(
      name,
      { ...input, overrideOptOut: input.overrideOptOut ?? false, source: command },
      context,
    ),
});
