/** Unsubscribing, with or without an opt-out. */
import { accept, optional, type InputOf } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import type { ContactName } from '../../core/identity/identityScheme';
import { requireList } from '../../core/lists/lists';
import { unsubscribe } from '../../core/subscriptions/unsubscribe';
import type { RealmContext } from '../context';
import { contactPair } from '../contacts/contactPair';
import { listId, SEEN } from '../parameters';

const parameters = {
  listId: { ...listId, doc: 'Number of the list; 0 means all lists of the realm.' },
  optout: optional(
    t.boolean,
    'true records an opt-out: from the list, or from the whole realm where the list is 0.',
  ),
  universal: optional(t.boolean, 'true records an opt-out from every realm of this system.'),
};

export const [userUnSubscribe, userUnSubscribeByCustomerKey] = contactPair({
  name: 'userUnSubscribe',
  group: 'subscriptions',
  doc: 'Takes a contact off a list, or off all lists, and records an opt-out where asked to.',
  access: 'write',
  parameters,
  forms: [
    'email listId',
    { takes: 'email firstName listId optout universal', documentName: 'userUnSubscribeUniversal' },
  ],
  twinForms: [
    'customerKey listId',
    {
      takes: 'customerKey listId optout universal',
      documentName: 'userUnSubscribeUniversalByCustomerKey',
    },
    accept('customerKey email listId'),
    accept('customerKey email firstName listId optout universal'),
  ],
  result: t.code,
  resultDoc: '0 done; 1 no such contact, or no opt-out asked for and no subscription to remove.',
  errors: ['contact.notFound', 'contact.notSubscribed', 'list.notFound'],
  provenance: SEEN,
  handler: leave,
});

async function leave(
  name: ContactName,
  { listId: list, optout, universal }: InputOf<typeof parameters>,
  context: RealmContext,
  command: string,
): Promise<number> {
  const { sql, realm, services } = context;
  if (list !== 0) await requireList(sql, realm, list);
  const contact = (await findContact(sql, realm, name, true)) ?? fail('contact.notFound');
  const { subscriptions, mailed } = await unsubscribe(
    { ...context, ...services },
    {
      contact,
      listId: list,
      optOut: optout ?? false,
      universal: universal ?? false,
      source: command,
    },
  );
  if (subscriptions.length === 0 && !optout && !universal) fail('contact.notSubscribed');
  if (universal) context.afterCommit(() => services.publishUniversalOptOuts(realm.databaseId));
  if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
  return 0;
}
