/** Subscribing to several lists. */
import { accept, optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import type { ContactName } from '../../core/identity/identityScheme';
import type { List } from '../../core/lists/list';
import { requireList } from '../../core/lists/lists';
import type { Realm } from '../../core/realms/realm';
import { checkedFormat, subscribe } from '../../core/subscriptions/subscribe';
import type { Sql } from '../../db/sql';
import { contactPair } from '../contacts/contactPair';
import { emailFormat } from '../parameters';
import { SUBSCRIBE_ERRORS } from './subscribeToList';

const MAX_LISTS = 1000;

export const [userSubscribeToLists, userSubscribeToListsByCustomerKey] = contactPair({
  name: 'userSubscribeToLists',
  group: 'subscriptions',
  doc: 'Subscribes a contact to several lists.',
  access: 'write',
  parameters: {
    listIds: required(
      t.commaList,
      'List numbers, separated by commas, semicolons or blanks; an array of them is understood too.',
    ),
    emailFormat,
    allowDuplicates: optional(
      t.boolean,
      'true makes another contact where the address is known under other first names only; false takes the one that is there. Without effect where a customer key names the contact.',
    ),
  },
  forms: ['email firstName listIds emailFormat allowDuplicates'],
  twinForms: [
    'customerKey email firstName listIds emailFormat allowDuplicates',
    accept('customerKey listIds emailFormat allowDuplicates'),
  ],
  result: t.string,
  resultDoc:
    'The numbers of the lists that the contact is on now, separated by commas; lists that it opted out of, or has to confirm first, are missing, and the text is empty where none is left.',
  errors: SUBSCRIBE_ERRORS,
  provenance: {
    confidence: 'seen',
    basis: 'Called in public client code; what the string answer holds is our decision.',
  },
  handler: async (name, input, context, command) => {
    const { sql, realm, services } = context;
    const format = checkedFormat(input.emailFormat);
    const lists: List[] = [];
    for (const listId of readListIds(input.listIds)) lists.push(await requireList(sql, realm, listId));
    const exact = { ...name, firstName: input.firstName?.trim() ?? '' };
    // Without leave to duplicate, an address that is known under another first name only means the one that is there.
    const loose =
      realm.identity.firstNameIdentifies && !input.allowDuplicates && !(await findContact(sql, realm, exact));
    const who = !realm.identity.firstNameIdentifies ? name : loose ? await nameAt(exact, sql, realm) : exact;
    const { listIds, mailed } = await subscribe(
      { ...context, ...services },
      {
        name: who,
        lists,
        emailFormat: format,
        ifAllOptedOut: 'answerNone',
        source: command,
      },
    );
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return listIds.join(',');
  },
});

/** The name of the contact that the address alone means, or the given one where the address is new. */
async function nameAt(given: ContactName, sql: Sql, realm: Realm): Promise<ContactName> {
  const there = await findContact(sql, realm, { ...given, firstName: null });
  return there ? { ...given, firstName: there.firstName } : given;
}

/** @throws {ApiError} `argument.invalid` */
function readListIds(text: string): number[] {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const bad =
    parts.length === 0 || parts.length > MAX_LISTS || parts.some((part) => !/^\d{1,10}$/.test(part));
  if (bad)
    fail('argument.invalid', {
      name: 'listIds',
      reason: `give 1 to ${MAX_LISTS} list numbers separated by commas`,
    });
  return [...new Set(parts.map(Number))];
}
