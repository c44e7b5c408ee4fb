/**
 * The one scenario that every foreign client runs in both kinds of realm: what an integration of the legacy
 * platform does, with the values that break clients and servers (scripts, markup, blanks, nulls, dates, overloads).
 */
import { contactCsv, contactXml, csvRow, type ShownContact } from './contactText';
import {
  bool,
  date,
  entries,
  entry,
  float,
  int,
  ref,
  text,
  type Argument,
  type Seen,
  type Step,
} from './steps';

export type RealmKind = 'normal' | 'keyed';

export const LAST = 'Müller & Söhne <GmbH> "€" 😀';
export const COMPANY = '  two blanks each side  ';
export const ZIP = '01234';
export const MARKUP = '<p class="x">José &amp; "Zoë" – 日本語 😀</p>\n\tsecond line: ]]> &#38; %done%';
export const SUBJECT = 'Grüße aus Łódź, %%$last%% – 日本語 😀';
const WHEN = '2024-02-29T12:34:56Z';
const WHEN_SHOWN = '2024-02-29 12:34:56';

/** Who the scenario is about: names that no other client's run uses. */
export interface Cast {
  readonly email: string;
  readonly key: string;
  readonly listName: string;
  /** A custom field's name. */
  readonly field: (name: string) => string;
}

/** @param tag letters and digits that no other run has */
export const castOf = (tag: string): Cast => ({
  email: `jose.${tag.toLowerCase()}@example.com`,
  key: `Kündin-${tag} <1&2> a/B`,
  listName: `News ${tag}`,
  field: (name) => `${name}_${tag}`,
});

const session = ref('session', 'session');
const listId = ref('listId', 'listId');

export function scenario(kind: RealmKind, tag: string): Step[] {
  const { email, key, listName, field } = castOf(tag);
  const keyed = kind === 'keyed';
  /** The command of this kind of realm. */
  const named = (operation: string): string => (keyed ? `${operation}ByCustomerKey` : operation);
  /** The argument that names the contact. */
  const who = keyed ? text('customerKey', key) : text('email', email);
  /** What a call takes that may create the contact. */
  const newcomer = keyed ? [who, text('email', email)] : [who];
  const subscribe = [session, ...newcomer, listId, int('emailFormat', 99)];

  const contact = (seen: Seen): Pick<ShownContact, 'id' | 'listId' | 'customerKey'> => ({
    id: seen.value('number of the contact'),
    listId: seen.listId,
    customerKey: keyed ? key : null,
  });
  const keyColumn = keyed ? [key] : [];

  const set = (step: string, type: string, name: string, value: Argument): Step => ({
    step,
    operation: named(`userSetData${type}`),
    args: [session, who, text('fieldName', name), value],
    expect: { value: 0 },
  });
  const read = (step: string, name: string, expected: string): Step => ({
    step,
    operation: named('userGetData'),
    args: [
      session,
      who,
      ...(keyed ? [] : [text('firstName', '')]),
      text('fieldName', name),
      bool('returnXml', false),
    ],
    expect: { value: csvRow([expected]) },
  });
  const createField = (name: string, type: number): Step => ({
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

  return [
    { step: 'version', operation: 'getVersion', args: [], expect: { matches: /^\d+\.\d+\.\d+/ } },
    {
      step: 'a licence that is none',
      operation: 'beginSession',
      args: [text('license', '<version>1</version><key>00</key><data>00</data>')],
      expect: { fault: 'Server.userException', says: /^The licence is not valid here\./ },
    },
    {
      step: 'begin',
      operation: 'beginSession',
      args: [ref('license', 'licence')],
      save: 'session',
      expect: { matches: /^S[0-9A-Za-z]{32}$/ },
    },
    { step: 'kind of realm', operation: 'useCustomerKey', args: [session], expect: { value: keyed } },

    createField('visits', 0),
    createField('news', 1),
    createField('since', 2),
    createField('page', 3),
    createField('note', 6),
    createField('score', 7),
    {
      step: 'create a field twice',
      operation: 'customFieldCreate',
      args: [session, text('fieldName', field('note')), text('fieldDescription', null), int('fieldType', 6)],
      expect: { value: 1 },
    },

    { step: 'subscribe', operation: named('userSubscribe'), args: subscribe, expect: { value: 0 } },
    { step: 'subscribe again', operation: named('userSubscribe'), args: subscribe, expect: { value: 0 } },
    {
      step: 'the command of the other kind of realm',
      operation: keyed ? 'userSubscribe' : 'userSubscribeByCustomerKey',
      args: [
        session,
        ...(keyed ? [] : [text('customerKey', key)]),
        text('email', email),
        listId,
        int('emailFormat', 99),
      ],
      expect: {
        fault: 'Server.userException',
        says: keyed
          ? 'This realm identifies contacts by customer key; call userSubscribeByCustomerKey instead of userSubscribe.'
          : 'This realm does not use customer keys; call userSubscribe instead of userSubscribeByCustomerKey.',
      },
    },
    {
      step: 'subscribe with data',
      operation: named('userSubscribeWithCustomData'),
      args: [
        ...subscribe,
        entries('data', [
          entry('last', 'string', LAST),
          entry('company', 'string', COMPANY),
          entry('zip', 'string', ZIP),
          entry('fax', 'string', null),
          entry(field('visits'), 'int', 42),
          entry(field('news'), 'boolean', true),
          entry(field('since'), 'dateTime', WHEN),
        ]),
      ],
      expect: { value: 0 },
    },
    {
      step: 'all data as CSV',
      operation: named('userGetAllData'),
      args: [session, who, bool('returnXml', false)],
      expect: {
        computed: (seen) =>
          contactCsv({
            ...contact(seen),
            standard: { email, last: LAST, company: COMPANY, zip: ZIP },
            custom: { [field('visits')]: '42', [field('news')]: 'true', [field('since')]: WHEN_SHOWN },
          }),
      },
    },

    set('set a whole number', 'Int', field('visits'), int('value', -7)),
    set('set a float', 'Float', field('score'), float('value', 12.25)),
    set('set a date', 'Date', field('since'), date('value', '1999-12-31T23:59:59Z')),
    set('set Unicode', 'Unicode', field('note'), text('value', 'José – 日本語 😀')),
    set('set a page of HTML', 'BigString', field('page'), text('value', MARKUP)),
    set('set a number as text', 'String', 'phone', text('value', '0012')),
    set('set blanks around a text', 'String', 'city', text('value', '  Łódź ')),
    set('clear with null', 'String', 'company', text('value', null)),
    set('clear with an empty text', 'String', field('news'), text('value', '')),
    read('read Unicode', field('note'), 'José – 日本語 😀'),
    read('read a page of HTML', field('page'), MARKUP),
    read('read a text with blanks', 'city', '  Łódź '),
    {
      step: 'all data as XML',
      operation: named('userGetAllData'),
      args: [session, who, bool('returnXml', true)],
      expect: {
        computed: (seen) =>
          contactXml(
            {
              ...contact(seen),
              standard: { email, last: LAST, zip: ZIP, phone: '0012', city: '  Łódź ' },
              custom: {
                [field('visits')]: '-7',
                [field('score')]: '12.25',
                [field('since')]: '1999-12-31 23:59:59',
                [field('note')]: 'José – 日本語 😀',
                [field('page')]: MARKUP,
              },
            },
            99,
          ),
      },
    },
    set('clear a date with null', 'Date', field('since'), date('value', null)),
    read('read a date that was cleared', field('since'), ''),

    {
      step: 'search by address',
      operation: 'userSearch',
      args: [session, text('email', email), bool('exact', true), bool('returnXml', false)],
      expect: {
        computed: (seen) =>
          csvRow([seen.value('number of the contact'), email, '', LAST, seen.listId, ...keyColumn]),
      },
    },
    {
      step: 'number of the contact',
      operation: named('getSubscriberID'),
      args: keyed ? [session, who] : [session, who, text('firstName', '')],
      expect: { above: 1000 },
    },
    {
      step: 'number of nobody',
      operation: named('getSubscriberID'),
      args: keyed
        ? [session, text('customerKey', `${key}?`)]
        : [session, text('email', `no.${email}`), text('firstName', '')],
      expect: { value: 0 },
    },

    {
      step: 'read the list',
      operation: 'listGetDataById',
      args: [session, listId],
      save: 'list',
      expect: { computed: (seen) => listFields(seen.listId, listName, {}) },
    },
    {
      step: 'write the list back',
      operation: 'listUpdate',
      args: [session, listId, { name: 'list', type: 'list', set: LIST_CHANGES }],
      expect: { value: 0 },
    },
    {
      step: 'read the list again',
      operation: 'listGetDataById',
      args: [session, listId],
      expect: { computed: (seen) => listFields(seen.listId, listName, LIST_CHANGES) },
    },
    {
      step: 'read a list that is not there',
      operation: 'listGetDataById',
      args: [session, int('listId', 7)],
      expect: { fault: 'Server.userException', says: 'There is no list 7 in this realm.' },
    },
    {
      step: 'all lists',
      operation: 'enumLists',
      args: [session, int('type', 1)],
      expect: { matches: new RegExp(`^"\\d+","${listName}","${LIST_CHANGES.description}","0"$`, 'm') },
    },

    ...sending(kind, email, key),

    {
      step: 'unsubscribe',
      operation: named('userUnSubscribe'),
      args: [session, who, listId],
      expect: { value: 0 },
    },
    {
      step: 'unsubscribe again',
      operation: named('userUnSubscribe'),
      args: [session, who, listId],
      expect: { value: 1 },
    },
    {
      step: 'unsubscribe and opt out',
      operation: named('userUnSubscribe'),
      args: [
        session,
        who,
        ...(keyed ? [] : [text('firstName', '')]),
        listId,
        bool('optout', true),
        bool('universal', false),
      ],
      expect: { value: 0 },
    },
    {
      step: 'opt-outs',
      operation: named('userOptOuts'),
      args: [session, who, bool('exact', true), bool('returnXml', false)],
      expect: {
        computed: (seen) =>
          csvRow([
            seen.value('number of the contact'),
            email,
            '',
            LAST,
            'list',
            seen.listId,
            listName,
            '#',
            ...keyColumn,
          ]),
      },
    },
    {
      step: 'subscribe after the opt-out',
      operation: named('userSubscribe'),
      args: subscribe,
      expect: { value: 1 },
    },
    {
      step: 'subscribe in spite of the opt-out',
      operation: named('userSubscribeOptOut'),
      args: [...subscribe, bool('overrideOptOut', true)],
      expect: { value: 0 },
    },

    {
      step: 'an operation that does not exist',
      operation: 'userFrobnicate',
      args: [session, text('email', email)],
      expect: { fault: 'Client', says: "No such operation 'userFrobnicate'" },
    },
    { step: 'delete', operation: named('userDelete'), args: [session, who], expect: { value: 0 } },
    { step: 'delete again', operation: named('userDelete'), args: [session, who], expect: { value: 1 } },
    {
      step: 'data of nobody',
      operation: named('userGetAllData'),
      args: [session, who, bool('returnXml', false)],
      expect: { fault: 'Server.userException', says: 'No such contact in this realm.' },
    },
    { step: 'end', operation: 'endSession', args: [session], expect: { value: 0 } },
    {
      step: 'a call after the end',
      operation: 'useCustomerKey',
      args: [session],
      expect: {
        fault: 'Server.userException',
        says: 'The session is not valid or has expired; call beginSession again.',
      },
    },
  ];
}

/** What the client changes in the list structure. */
const LIST_CHANGES = {
  description: 'Ünïcode & <b> 😀',
  optOut: true,
  externalSignupLink: 'https://example.com/?a=1&b=2',
};

/** The list structure: 23 fields, typed. */
const listFields = (id: number, name: string, changes: Readonly<Record<string, unknown>>): unknown => ({
  listId: id,
  name,
  description: '',
  fromAddress: '"Test list" <list@sender.example>',
  replyToAddress: '',
  errorsToAddress: '',
  templateId: -1,
  signupTemplateId: -1,
  cancelTemplateId: -1,
  sendSignupAck: false,
  sendCancelAck: false,
  externalSignupLink: '',
  externalCancelLink: '',
  optIn: false,
  optOut: false,
  trackHtmlReads: true,
  trackClickThroughs: true,
  trackingBaseUrl: '',
  multipart: false,
  wrapPlainText: false,
  wrapHtml: false,
  useAol: false,
  vmta: '',
  ...changes,
});

const HTML = '<p>%%$last%%: %%$offer%%</p>';
const PLAIN = 'Dear %%$last%%,\n  %%$offer%% (%%$pieces%%)';
const OFFER = '3 € & more 😀';

/** A message that must have arrived once the scenario is over. */
export interface ExpectedMail {
  readonly step: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

const escaped = (value: string): string =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function sending(kind: RealmKind, email: string, key: string): Step[] {
  const keyed = kind === 'keyed';
  const to = keyed
    ? `<to><email>${email}</email><customer_key>${escaped(key)}</customer_key></to>`
    : `<to><email>${email}</email></to>`;
  const predata = entries('predata', [entry('offer', 'string', OFFER), entry('pieces', 'int', 3)]);
  const xmlForm = (
    step: string,
    flags: string,
    subject: string,
    data: Argument,
    expect: Step['expect'],
  ): Step => ({
    step,
    operation: 'sendMessage',
    args: [
      session,
      text('xmlFlags', flags),
      text('subject', subject),
      text('htmlBody', HTML),
      text('plainTextBody', PLAIN),
      data,
    ],
    expect,
  });
  const longForm = (step: string, subject: string, data: Argument, expect: Step['expect']): Step => ({
    step,
    operation: 'sendMessage',
    args: [
      session,
      int('templateId', 0),
      listId,
      int('format', 1),
      text('from', ''),
      text('to', email),
      text('firstName', null),
      text('cc', ''),
      text('replyTo', ''),
      text('mailFrom', ''),
      text('subject', subject),
      text('htmlBody', ''),
      text('plainTextBody', PLAIN),
      text('vmta', ''),
      data,
    ],
    expect,
  });
  const refused = {
    fault: 'Server.userException',
    says: /^This realm identifies contacts by customer key; call .*<customer_key>/,
  };
  return [
    xmlForm(
      'send with XML flags',
      `<from>"Zoë" &lt;zoe@sender.example&gt;</from><format>99</format>${to}`,
      SUBJECT,
      predata,
      { value: 0 },
    ),
    xmlForm(
      'send to a block that is incomplete',
      keyed
        ? `<from>zoe@sender.example</from><to><email>${email}</email></to>`
        : '<from>zoe@sender.example</from><to/>',
      SUBJECT,
      predata,
      {
        fault: 'Server.userException',
        says: keyed
          ? '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>: the block has no valid customer key.'
          : '<to><email>a@b.example</email></to>: the block has no address.',
      },
    ),
    longForm('send with 15 arguments', `Long: ${SUBJECT}`, predata, keyed ? refused : { value: 0 }),
    longForm(
      'send without predata',
      `Nil: ${SUBJECT}`,
      entries('predata', null),
      keyed ? refused : { value: 0 },
    ),
  ];
}

/** What has arrived when every step that sends has answered 0. */
export function expectedMail(kind: RealmKind): ExpectedMail[] {
  const subject = SUBJECT.replace('%%$last%%', LAST);
  const offered = `Dear ${LAST},\n  ${OFFER} (3)`;
  const html = `<p>${escaped(LAST).replaceAll('"', '&quot;')}: ${OFFER}</p>`;
  const inBothRealms = { step: 'send with XML flags', subject, text: offered, html };
  if (kind === 'keyed') return [inBothRealms];
  return [
    inBothRealms,
    { step: 'send with 15 arguments', subject: `Long: ${subject}`, text: offered, html: null },
    { step: 'send without predata', subject: `Nil: ${subject}`, text: `Dear ${LAST},\n   ()`, html: null },
  ];
}
