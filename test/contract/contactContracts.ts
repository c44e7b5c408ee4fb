/** Contacts: reading, writing, deleting. The person of a case is on a list of the case, in plain text. */
import { headings, inBoth, pair, searchPair, type Contract, type Example } from './contract';

const who = { email: '{email}', customerKey: '{customerKey}', firstName: '' };
const csv = { returnXml: false };
const COUNT = 'SELECT COUNT(*) FROM';
const OF_CONTACT = 'WHERE realm_id = {realmId} AND contact_id = {contactId}';
const CITY = `SELECT city FROM contacts ${OF_CONTACT}`;
const value = (field: string, column = 'text_value'): string =>
  `SELECT v.${column} FROM contact_values v JOIN custom_fields f ON f.realm_id = v.realm_id AND f.field_id = v.field_id
    WHERE v.realm_id = {realmId} AND v.contact_id = {contactId} AND f.name = '${field}'`;

/** Sets one field. */
const sets = (
  type: string,
  fieldName: string,
  given: Example['args'][string],
  after: Example['after'],
): Contract[] =>
  pair(`userSetData${type}`, {
    does: 'writes',
    examples: [{ args: { ...who, fieldName, value: given }, answer: { is: 0 }, after: after! }],
  });

const FOUND = '"{contactId}","{email}","","Sand","{listId}"{,customerKey}';

export const contactContracts: readonly Contract[] = [
  ...searchPair(
    'userSearch',
    { does: 'reads', examples: [{ args: { ...who, exact: true, ...csv }, answer: { is: FOUND } }] },
    ['findSubscriberByCustomerKey', 'indSubscriberByCustomerKey'],
  ),
  inBoth('userSearchByTag', {
    does: 'reads',
    examples: [{ args: { subscriberIdTag: '{tag}', ...csv }, answer: { is: FOUND } }],
  }),
  inBoth('isUserValid', {
    does: 'reads',
    examples: [
      { args: { email: '{email}', encryptedId: '{tag}' }, answer: { is: true } },
      { args: { email: '{newEmail}', encryptedId: '{tag}' }, answer: { is: false } },
    ],
  }),
  ...pair('userGetData', {
    does: 'reads',
    examples: [{ args: { ...who, fieldName: 'city', ...csv }, answer: { is: '"Oslo"' } }],
  }),
  ...pair('userGetAllData', {
    does: 'reads',
    examples: [
      {
        args: { ...who, ...csv },
        answer: {
          is:
            headings('subscriber_id', 'email', 'first', 'last', 'company', 'address_1', 'address_2', 'city') +
            `,${headings('state', 'zip', 'country', 'phone', 'fax', 'lists', 'visits')}{,customerKeyHeading}\n` +
            '"{contactId}","{email}","","Sand","","","","Oslo","","","","","","{listId}","3"{,customerKey}',
        },
      },
    ],
  }),
  ...pair('userSetData', {
    does: 'writes',
    examples: [
      {
        args: {
          ...who,
          data: [
            { key: 'city', value: 'Ås' },
            { key: 'visits', value: 7 },
          ],
        },
        answer: { is: 0 },
        after: [
          [CITY, [['Ås']]],
          [value('visits'), [['7']]],
        ],
      },
    ],
  }),
  ...sets('String', 'city', 'Ås', [[CITY, [['Ås']]]]),
  ...sets('BigString', 'page', '<p>Ås</p>', [[value('page'), [['<p>Ås</p>']]]]),
  ...sets('Int', 'visits', -7, [[value('visits', 'number_value'), [[-7]]]]),
  ...sets('Date', 'since', new Date('2024-02-29T12:34:56Z'), [
    [value('since', 'date_value'), [[new Date('2024-02-29T12:34:56Z')]]],
  ]),
  ...sets('Float', 'score', 12.25, [[value('score', 'number_value'), [[12.25]]]]),
  ...sets('Unicode', 'note', '日本語', [[value('note'), [['日本語']]]]),
  ...pair('userClearData', {
    does: 'writes',
    examples: [
      {
        args: { ...who, fieldName: 'city' },
        answer: { is: 0 },
        after: [
          [CITY, [['']]],
          [value('visits'), [['3']]],
        ],
      },
    ],
  }),
  ...pair('userClearAllData', {
    does: 'writes',
    examples: [
      {
        args: who,
        answer: { is: 0 },
        after: [
          [`SELECT COALESCE(email, ''), last_name, city FROM contacts ${OF_CONTACT}`, [['{email}', '', '']]],
          [value('visits'), []],
          [`${COUNT} subscriptions ${OF_CONTACT}`, [[1]]],
        ],
      },
    ],
  }),
  {
    operation: 'userUpdate',
    realms: 'normal',
    instead: 'userSetDataByCustomerKey',
    existsNowhereElse: true,
    does: 'writes',
    examples: [
      {
        args: { identityField: 'email', identityValue: '{email}', data: [{ key: 'city', value: 'Ærø' }] },
        answer: { is: 0 },
        after: [[CITY, [['Ærø']]]],
      },
    ],
  },
  ...pair('userDelete', {
    does: 'writes',
    examples: [
      {
        args: who,
        answer: { is: 0 },
        after: ['contacts', 'contact_values', 'subscriptions'].map((table) => [
          `${COUNT} ${table} ${OF_CONTACT}`,
          [[0]],
        ]),
      },
    ],
  }),
  ...pair('getSubscriberID', { does: 'reads', examples: [{ args: who, answer: { is: '{contactId}' } }] }),
  inBoth('getSubscribersInList', {
    does: 'reads',
    examples: [
      {
        args: { listId: '{listId}', offset: 0, format: 'csv', header: 0 },
        answer: { is: '"{contactId}","{email}","","Sand","#"{,customerKey}' },
      },
      { args: { listId: '{listId}', offset: 1, format: 'csv', header: 0 }, answer: { is: '' } },
    ],
  }),
];
