/** Subscribing and setting fields in one call. */
import { accept } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { contactPair } from '../contacts/contactPair';
import { data, DOCUMENTED, emailFormat, fieldEntries, listId } from '../parameters';
import { SUBSCRIBE_ERRORS, subscribeToList } from './subscribeToList';

export const [userSubscribeWithCustomData, userSubscribeWithCustomDataByCustomerKey] = contactPair({
  name: 'userSubscribeWithCustomData',
  group: 'subscriptions',
  doc: 'Subscribes a contact to a list and sets fields of it, standard and custom ones, in one call.',
  access: 'write',
  parameters: { listId, emailFormat, data },
  forms: ['email listId emailFormat data', accept('email firstName listId emailFormat data')],
  twinForms: [
    'customerKey email listId emailFormat data',
    accept('customerKey listId emailFormat data'),
    accept('customerKey email firstName listId emailFormat data'),
  ],
  result: t.code,
  resultDoc: '0 subscribed, 1 the contact has opted out; then no field is set either.',
  errors: [...SUBSCRIBE_ERRORS, 'field.notFound', 'field.readOnly', 'field.valueInvalid'],
  provenance: DOCUMENTED('The name is documented; takes what userSubscribe takes, and the fields.'),
  handler: (name, input, context, command) =>
    subscribeToList(name, { ...input, entries: fieldEntries(input.data), source: command }, context),
});
