/** `find` and `findinlist`: search contacts, everywhere or on a list. */
import { required, type Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { contactsByField } from '../../core/contacts/findContactByField';
import { SEARCH_LIMIT, searchContacts } from '../../core/contacts/searchContacts';
import { fold } from '../../core/identity/fold';
import { requireList } from '../../core/lists/lists';
import { listIdsOf } from '../../core/subscriptions/subscriptions';
import { foundLayout } from '../contacts/contactTables';
import type { RealmContext } from '../context';
import { ARTICLE, flag, httpCommand, number, output, outputOf, renderRows, text } from './httpCommand';

const query = {
  email: text('The address, or a part of it; every contact where nothing is searched for.'),
  identity_field: text('Another field to search by: customer_key, a standard field or a custom one.'),
  identity_value: text('Its whole value.'),
  customer_key: text('In Customer Key realms, the key of the contact.'),
  first: text('Only contacts with this first name, in any case.'),
  last: text('Only contacts with this last name, in any case.'),
  exact: flag('1 to match the whole address, 0 to match a part of it. 1 where it is left out.'),
  limit: number(`Most contacts to answer; ${SEARCH_LIMIT} at most.`),
  ...output,
};

interface Query {
  readonly email: string | null;
  readonly identity_field: string | null;
  readonly identity_value: string | null;
  readonly customer_key: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly exact: boolean | null;
  readonly limit: number | null;
}

const spec = {
  group: 'contacts',
  access: 'read',
  resultDoc:
    'Contacts, oldest first: in plain text number and address; else subscriber_id, email, first, last, lists (and customer_key, last, in Customer Key realms). Nothing at all where there is none.',
  provenance: {
    ...ARTICLE,
    basis: `${ARTICLE.basis} Whether a part of an address was found where exact was left out is unknown; a program that asks whether an address is there must not be told of another.`,
  },
} as const;

export const find: Operation = httpCommand({
  ...spec,
  name: 'find',
  doc: 'Finds contacts.',
  parameters: query,
  errors: ['field.notFound', 'search.tooLong', 'search.tooMany'],
  handler: async (input, context) => {
    const out = outputOf(input);
    return answer(await search(input, null, context), out, context);
  },
});

export const findInList: Operation = httpCommand({
  ...spec,
  name: 'findinlist',
  doc: 'Finds contacts of a list.',
  parameters: { list_id: required(t.int, 'Number of the list.'), ...query },
  errors: ['list.notFound', 'field.notFound', 'search.tooLong', 'search.tooMany'],
  handler: async (input, context) => {
    const out = outputOf(input);
    await requireList(context.sql, context.realm, input.list_id);
    return answer(await search(input, input.list_id, context), out, context);
  },
});

const answer = async (
  contacts: readonly Contact[],
  out: ReturnType<typeof outputOf>,
  context: RealmContext,
): Promise<string> =>
  contacts.length === 0 ? '' : renderRows(await foundLayout(context, contacts), contacts, out, 2);

async function search(input: Query, listId: number | null, context: RealmContext): Promise<Contact[]> {
  const limit = input.limit !== null && input.limit > 0 ? Math.min(input.limit, SEARCH_LIMIT) : SEARCH_LIMIT;
  const found = await candidates(input, listId, context);
  const is = (wanted: string | null, own: string): boolean =>
    !wanted?.trim() || fold(own) === fold(wanted.trim());
  return found
    .filter(({ firstName, lastName }) => is(input.first, firstName) && is(input.last, lastName))
    .slice(0, limit);
}

async function candidates(
  input: Query,
  listId: number | null,
  { sql, realm, runScan }: RealmContext,
): Promise<Contact[]> {
  const field = input.customer_key?.trim() ? 'customer_key' : (input.identity_field?.trim() ?? '');
  const value = input.customer_key?.trim() ? input.customer_key : (input.identity_value ?? '');
  if (/^customer_key$/i.test(field)) {
    if (!realm.identity.hasKey) fail('field.notFound', { field });
    return searchContacts(sql, realm, { by: 'customerKey', text: value, exact: true, listId }, runScan);
  }
  if (field !== '') {
    const found = await contactsByField(sql, realm, field, value);
    if (listId === null) return found;
    const lists = await listIdsOf(
      sql,
      realm,
      found.map(({ contactId }) => contactId),
    );
    return found.filter(({ contactId }) => lists.get(contactId)?.includes(listId));
  }
  const email = input.email?.trim() ?? '';
  const exact = email !== '' && (input.exact ?? true);
  return searchContacts(sql, realm, { by: 'email', text: email, exact, listId }, runScan);
}
