/** Subscribing, leaving, opting out. */
import { pair, searchPair, type Contract, type Example } from './contract';

const who = { email: '{email}', customerKey: '{customerKey}', firstName: '' };
const SUBSCRIPTIONS =
  'SELECT list_id, email_format FROM subscriptions WHERE realm_id = {realmId} AND contact_id = {contactId} ORDER BY email_format';
// One row for each thing that identifies the contact.
const OPT_OUTS =
  'SELECT DISTINCT level, list_id FROM opt_outs WHERE realm_id = {realmId} AND email = {email}';
const CITY = 'SELECT city FROM contacts WHERE realm_id = {realmId} AND contact_id = {contactId}';
/** The format was plain text. */
const ON_BOTH = [
  ['{listId}', 1],
  ['{otherListId}', 2],
];
const toOther = { ...who, listId: '{otherListId}', emailFormat: 2 };
const newcomer = {
  email: '{newEmail}',
  customerKey: '{newKey}',
  firstName: '',
  listId: '{listId}',
  emailFormat: 99,
};
const NEWCOMERS = `SELECT COALESCE(c.email, ''), s.email_format FROM contacts c JOIN subscriptions s ON s.realm_id = c.realm_id AND s.contact_id = c.contact_id
  WHERE c.realm_id = {realmId} AND s.list_id = {listId} AND c.contact_id <> {contactId}`;
const data = [{ key: 'city', value: 'Ås' }];

/** The person goes on another list, and somebody new on the person's. */
const subscribing = (more: Example['args'], after: NonNullable<Example['after']> = []): Example[] => [
  { args: { ...toOther, ...more }, answer: { is: 0 }, after: [[SUBSCRIPTIONS, ON_BOTH], ...after] },
  {
    takes: 'email',
    args: { ...newcomer, ...more },
    answer: { is: 0 },
    after: [[NEWCOMERS, [['{newEmail}', 99]]]],
  },
];

export const subscriptionContracts: readonly Contract[] = [
  ...pair('userSubscribe', { does: 'writes', examples: subscribing({}) }),
  ...pair('userSubscribeWithCustomData', {
    does: 'writes',
    examples: subscribing({ data }, [[CITY, [['Ås']]]]),
  }),
  ...pair('userSubscribeOptOut', {
    does: 'writes',
    examples: [
      {
        takes: 'overrideOptOut',
        args: { ...who, listId: '{leftListId}', emailFormat: 2, overrideOptOut: true },
        answer: { is: 0 },
        after: [
          [
            SUBSCRIPTIONS,
            [
              ['{listId}', 1],
              ['{leftListId}', 2],
            ],
          ],
          [OPT_OUTS, []],
        ],
      },
      {
        args: { ...who, listId: '{leftListId}', emailFormat: 2, overrideOptOut: false },
        answer: { is: 1 },
        after: [
          [SUBSCRIPTIONS, [['{listId}', 1]]],
          [OPT_OUTS, [[21, '{leftListId}']]],
        ],
      },
      // An opt-out of one list says nothing about another.
      {
        args: {
          ...who,
          email: '{leaverEmail}',
          customerKey: '{leaverKey}',
          listId: '{listId}',
          emailFormat: 2,
          overrideOptOut: false,
        },
        answer: { is: 0 },
      },
    ],
  }),
  ...pair('userSubscribeToLists', {
    does: 'writes',
    examples: [
      {
        args: { ...who, listIds: '{otherListIds}', emailFormat: 2, allowDuplicates: false },
        answer: { is: '{otherListIds}' },
        after: [[SUBSCRIPTIONS, ON_BOTH]],
      },
    ],
  }),
  ...pair('userUnSubscribe', {
    does: 'writes',
    examples: [
      {
        lacks: 'optout',
        args: { ...who, listId: '{listId}' },
        answer: { is: 0 },
        after: [
          [SUBSCRIPTIONS, []],
          [OPT_OUTS, []],
        ],
      },
      {
        lacks: 'optout',
        args: { ...who, listId: '{otherListId}' },
        answer: { is: 1 },
        after: [[SUBSCRIPTIONS, [['{listId}', 1]]]],
      },
      {
        takes: 'optout',
        args: { ...who, listId: '{listId}', optout: true, universal: false },
        answer: { is: 0 },
        after: [
          [SUBSCRIPTIONS, []],
          [OPT_OUTS, [[21, '{listId}']]],
        ],
      },
      {
        takes: 'optout',
        args: { ...who, listId: 0, optout: true, universal: false },
        answer: { is: 0 },
        after: [
          [SUBSCRIPTIONS, []],
          [OPT_OUTS, [[22, 0]]],
        ],
      },
    ],
  }),
  ...searchPair('userOptOuts', {
    does: 'reads',
    examples: [
      {
        args: { ...who, email: '{leaverEmail}', customerKey: '{leaverKey}', exact: true, returnXml: false },
        answer: {
          is: '"{leaverId}","{leaverEmail}","","Sand","list","{leftListId}","{leftListName}","#"{,leaverKey}',
        },
      },
    ],
  }),
  ...searchPair('userSubscriptions', {
    does: 'reads',
    examples: [
      {
        args: { ...who, exact: true, showCreatedDate: true, returnXml: false },
        answer: { is: '"{contactId}","{email}","","Sand","{listId}","{listName}","1","#"{,customerKey}' },
      },
    ],
  }),
  {
    operation: 'batchSubscribe',
    realms: 'normal',
    instead: '...ByCustomerKey',
    existsNowhereElse: true,
    does: 'writes',
    examples: [
      {
        args: {
          listId: '{otherListId}',
          emailFormat: 2,
          records: [
            { email: '{email}', firstName: '', data },
            { email: 'nobody', firstName: '', data: [] },
          ],
        },
        answer: {
          is: [
            { email: '{email}', result: 0, reason: '' },
            { email: 'nobody', result: 1, reason: 'The argument email is not a valid e-mail address.' },
          ],
        },
        after: [
          [SUBSCRIPTIONS, ON_BOTH],
          [CITY, [['Ås']]],
        ],
      },
    ],
  },
  {
    operation: 'batchUnsubscribe',
    realms: 'normal',
    instead: '...ByCustomerKey',
    existsNowhereElse: true,
    does: 'writes',
    examples: [
      {
        args: {
          listId: '{listId}',
          optout: true,
          records: [
            { email: '{email}', firstName: '', data: [] },
            { email: '{newEmail}', firstName: '', data: [] },
          ],
        },
        answer: {
          is: [
            { email: '{email}', result: 0, reason: '' },
            { email: '{newEmail}', result: 1, reason: 'No such contact in this realm.' },
          ],
        },
        after: [
          [SUBSCRIPTIONS, []],
          [OPT_OUTS, [[21, '{listId}']]],
        ],
      },
    ],
  },
];
