/** Searching contacts by address or by key. Searches find several contacts, in either kind of realm. */
import { required, accept } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { searchContacts } from '../../core/contacts/searchContacts';
import { optional, type Operation } from '../../contract/defineOperation';
import { realmOperation } from '../context';
import { DOCUMENTED, exact, returnXml, SEEN } from '../parameters';
import { renderFound } from './contactTables';

const RESULT =
  'Contacts as rows of subscriber_id, email, first, last, lists (and customer_key, last, in customer-key realms); at most 250, none is an empty text in CSV.';

export const userSearch = realmOperation({
  name: 'userSearch',
  group: 'contacts',
  doc: 'Finds contacts by e-mail address, whole or part.',
  access: 'read',
  parameters: {
    email: required(t.string, 'The address, or a part of it.'),
    exact,
    returnXml,
  },
  forms: ['email exact returnXml'],
  result: t.string,
  resultDoc: RESULT,
  provenance: SEEN,
  handler: async (input, context) => {
    const search = { by: 'email', text: input.email, exact: input.exact } as const;
    const contacts = await searchContacts(context.sql, context.realm, search, context.runScan);
    return renderFound(context, contacts, input.returnXml);
  },
});

const byKey = (name: string, aliasOf?: string): Operation =>
  realmOperation({
    name,
    group: 'contacts',
    doc: 'Finds contacts by customer key, whole or part. The by-key form of userSearch.',
    access: 'read',
    identity: { kind: 'byKey', counterpart: 'userSearch' },
    parameters: {
      customerKey: required(t.string, 'The key, or a part of it; compared byte for byte.'),
      email: optional(t.string, 'Only contacts with this address (or this part of one).'),
      exact: optional(exact.type, `${exact.doc} true where it is left out.`),
      returnXml,
    },
    forms: [
      'customerKey exact returnXml',
      accept('customerKey returnXml'),
      accept('customerKey email exact returnXml'),
    ],
    result: t.string,
    resultDoc: RESULT,
    provenance: DOCUMENTED(
      aliasOf
        ? `The source documentation prints ${aliasOf} under this name as well, probably by misprint; both are answered.`
        : 'The name is documented as the same as userSearch; takes the key in place of the address.',
    ),
    ...(aliasOf ? { aliasOf } : {}),
    handler: async (input, context) => {
      const { customerKey: text, email } = input;
      const search = { by: 'customerKey', text, exact: input.exact ?? true, email } as const;
      const contacts = await searchContacts(context.sql, context.realm, search, context.runScan);
      return renderFound(context, contacts, input.returnXml);
    },
  });

export const findSubscriberByCustomerKey = byKey('findSubscriberByCustomerKey');
export const indSubscriberByCustomerKey = byKey('indSubscriberByCustomerKey', 'findSubscriberByCustomerKey');
