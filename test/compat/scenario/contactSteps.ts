/** Custom fields, subscribing, and every kind of value written into a contact and read back. */
import { allDataOf, listId, numberOf, session, subscription, valueOf, type Cast } from './cast';
import { contactCsv, contactXml, csvRow, type ShownContact } from './contactText';
import { bool, date, entries, entry, float, int, text, type Argument, type Seen, type Step } from './steps';

export const LAST = 'Müller & Söhne <GmbH> "€" 😀';
const COMPANY = '  two blanks each side  ';
const ZIP = '01234';
const UNICODE = 'José – 日本語 😀';
const PAGE = '<p class="x">José &amp; "Zoë" – 日本語 😀</p>\n\tsecond line: ]]> &#38; %done%';

const createField = ({ field }: Cast, name: string, type: number): Step => ({
  step: `create the field ${name}`,
  operation: 'customFieldCreate',
  args: [
    session,
    text('fieldName', field(name)),
    text('fieldDescription', `${name} & more`),
    int('fieldType', type),
  ],
  expect: { value: 0 },
});

const set = ({ named, jose }: Cast, step: string, type: string, name: string, value: Argument): Step => ({
  step,
  operation: named(`userSetData${type}`),
  args: [session, jose.who, text('fieldName', name), value],
  expect: { value: 0 },
});

export function contactSteps(cast: Cast): Step[] {
  const { keyed, jose, field, named } = cast;
  const contact = (seen: Seen): Pick<ShownContact, 'id' | 'listId' | 'customerKey'> => ({
    id: seen.value('number of the contact'),
    listId: seen.listId,
    customerKey: keyed ? jose.key : null,
  });
  return [
    createField(cast, 'visits', 0),
    createField(cast, 'news', 1),
    createField(cast, 'since', 2),
    createField(cast, 'page', 3),
    createField(cast, 'note', 6),
    createField(cast, 'score', 7),
    {
      step: 'create a field twice',
      operation: 'customFieldCreate',
      args: [session, text('fieldName', field('note')), text('fieldDescription', null), int('fieldType', 6)],
      expect: { value: 1 },
    },

    { step: 'subscribe', operation: named('userSubscribe'), args: subscription(jose), expect: { value: 0 } },
    {
      step: 'subscribe again',
      operation: named('userSubscribe'),
      args: subscription(jose),
      expect: { value: 0 },
    },
    {
      step: 'the command of the other kind of realm',
      operation: keyed ? 'userSubscribe' : 'userSubscribeByCustomerKey',
      args: [
        session,
        ...(keyed ? [] : [text('customerKey', jose.key)]),
        text('email', jose.email),
        listId,
        int('emailFormat', 99),
      ],
      expect: {
        fault: 'Server.userException',
        number: keyed ? 301 : 302,
        says: keyed
          ? 'This realm identifies contacts by customer key; call userSubscribeByCustomerKey instead of userSubscribe.'
          : 'This realm does not use customer keys; call userSubscribe instead of userSubscribeByCustomerKey.',
      },
    },
    {
      step: 'subscribe with data',
      operation: named('userSubscribeWithCustomData'),
      args: [
        ...subscription(jose),
        entries('data', [
          entry('last', 'string', LAST),
          entry('company', 'string', COMPANY),
          entry('zip', 'string', ZIP),
          entry('fax', 'string', null),
          entry(field('visits'), 'int', 42),
          entry(field('news'), 'boolean', true),
          entry(field('since'), 'dateTime', '2024-02-29T12:34:56Z'),
        ]),
      ],
      expect: { value: 0 },
    },
    allDataOf(cast, 'all data as CSV', jose, false, {
      computed: (seen) =>
        contactCsv({
          ...contact(seen),
          standard: { email: jose.email, last: LAST, company: COMPANY, zip: ZIP },
          custom: {
            [field('visits')]: '42',
            [field('news')]: 'true',
            [field('since')]: '2024-02-29 12:34:56',
          },
        }),
    }),

    set(cast, 'set a whole number', 'Int', field('visits'), int('value', -7)),
    set(cast, 'set a float', 'Float', field('score'), float('value', 12.25)),
    set(cast, 'set a date', 'Date', field('since'), date('value', '1999-12-31T23:59:59Z')),
    set(cast, 'set Unicode', 'Unicode', field('note'), text('value', UNICODE)),
    set(cast, 'set a page of HTML', 'BigString', field('page'), text('value', PAGE)),
    set(cast, 'set a number as text', 'String', 'phone', text('value', '0012')),
    set(cast, 'set blanks around a text', 'String', 'city', text('value', '  Łódź ')),
    valueOf(cast, 'read Unicode', field('note'), UNICODE),
    valueOf(cast, 'read a page of HTML', field('page'), PAGE),
    valueOf(cast, 'read a text with blanks', 'city', '  Łódź '),
    allDataOf(cast, 'all data as XML', jose, true, {
      computed: (seen) =>
        contactXml(
          {
            ...contact(seen),
            standard: {
              email: jose.email,
              last: LAST,
              company: COMPANY,
              zip: ZIP,
              phone: '0012',
              city: '  Łódź ',
            },
            custom: {
              [field('news')]: 'true',
              [field('visits')]: '-7',
              [field('score')]: '12.25',
              [field('since')]: '1999-12-31 23:59:59',
              [field('note')]: UNICODE,
              [field('page')]: PAGE,
            },
          },
          99,
        ),
    }),
    set(cast, 'clear with an empty text', 'String', field('news'), text('value', '')),
    valueOf(cast, 'read what was cleared', field('news'), ''),
    set(cast, 'clear with null', 'String', 'company', text('value', null)),
    valueOf(cast, 'read what null has cleared', 'company', ''),
    set(cast, 'clear a date with null', 'Date', field('since'), date('value', null)),
    valueOf(cast, 'read the date that null has cleared', field('since'), ''),

    {
      step: 'search by address',
      operation: 'userSearch',
      args: [session, text('email', jose.email), bool('exact', true), bool('returnXml', false)],
      expect: {
        computed: (seen) =>
          csvRow([seen.value('number of the contact'), jose.email, '', LAST, seen.listId, ...jose.keyColumn]),
      },
    },
    { ...numberOf(cast, 'number of the contact', jose), save: 'contactId' },
    {
      step: 'number of nobody',
      operation: named('getSubscriberID'),
      args: keyed
        ? [session, text('customerKey', `${jose.key}?`)]
        : [session, text('email', `no.${jose.email}`), text('firstName', '')],
      expect: { value: 0 },
    },
  ];
}
