/** Contacts found in other ways, several fields at once, and what was filled emptied again. */
import { listId, session, valueOf, type Cast, type Person } from './cast';
import { csvRow } from './contactText';
import { LAST } from './contactSteps';
import { bool, entries, entry, int, ref, text, type Argument, type Expectation, type Step } from './steps';

const NOBODY: Expectation = {
  fault: 'Server.userException',
  number: 401,
  says: 'No such contact in this realm.',
};

export function changingSteps(cast: Cast): Step[] {
  const { keyed, jose, reader, field, named, listName } = cast;
  const ofNormalRealms = (operation: string, answer: Expectation): Expectation =>
    keyed
      ? { fault: 'Server.userException', number: 303, says: `${operation} is not available in a realm that` }
      : answer;
  const byKey = (operation: string): Step => ({
    step: operation,
    operation,
    args: [session, text('customerKey', jose.key), bool('exact', true), bool('returnXml', false)],
    expect: keyed
      ? { computed: (seen) => shown(seen.value('number of the contact'), jose, LAST, String(seen.listId)) }
      : { fault: 'Server.userException', number: 302, says: 'call userSearch instead of' },
  });
  const shown = (id: unknown, who: Person, last: string, lists: string): string =>
    csvRow([id, who.email, '', last, lists, ...who.keyColumn]);
  const tag = ref('subscriberIdTag', 'readerTag');
  const isReader = (step: string, { email }: Person, value: boolean): Step => ({
    step,
    operation: 'isUserValid',
    args: [session, text('email', email), ref('encryptedId', 'readerTag')],
    expect: { value },
  });
  const data = (city: string): Argument =>
    entries('data', [entry('city', 'string', city), entry(field('score'), 'string', '-0.5')]);
  return [
    byKey('findSubscriberByCustomerKey'),
    byKey('indSubscriberByCustomerKey'),
    {
      step: 'search by tag',
      operation: 'userSearchByTag',
      args: [session, tag, bool('returnXml', false)],
      expect: { matches: new RegExp(`^"\\d+","${reader.email}",`) },
    },
    {
      step: 'search by a tag that is none',
      operation: 'userSearchByTag',
      args: [session, text('subscriberIdTag', 'ABCD'), bool('returnXml', false)],
      expect: NOBODY,
    },
    isReader('the tag of an address', reader, true),
    isReader('the tag of another address', jose, false),
    {
      step: 'contacts of the list',
      operation: 'getSubscribersInList',
      args: [session, listId, int('offset', 0), text('format', 'csv'), int('header', 1)],
      expect: {
        matches: new RegExp(
          `^"subscriber_id","email","first_name","last_name","created_date"${keyed ? ',"customer_key"' : ''}\\n"\\d+","${jose.email}",""`,
        ),
      },
    },
    {
      step: 'subscriptions',
      operation: named('userSubscriptions'),
      args: [
        session,
        jose.who,
        ...(keyed ? [] : [text('firstName', '')]),
        bool('exact', true),
        bool('showCreatedDate', true),
        bool('returnXml', false),
      ],
      expect: {
        computed: (seen) =>
          csvRow([
            seen.value('number of the contact'),
            jose.email,
            '',
            LAST,
            seen.listId,
            listName,
            99,
            '#',
            ...jose.keyColumn,
          ]),
      },
    },
    {
      step: 'set several fields',
      operation: named('userSetData'),
      args: [session, jose.who, data('Ås')],
      expect: { value: 0 },
    },
    valueOf(cast, 'read one of several fields', field('score'), '-0.5'),
    {
      step: 'find by a field and change',
      operation: 'userUpdate',
      args: [session, text('identityField', 'email'), text('identityValue', jose.email), data('Ærø')],
      expect: ofNormalRealms('userUpdate', { value: 0 }),
    },
    valueOf(cast, 'read what was changed', 'city', keyed ? 'Ås' : 'Ærø'),
    {
      step: 'clear a field',
      operation: named('userClearData'),
      args: [session, jose.who, text('fieldName', 'city')],
      expect: { value: 0 },
    },
    valueOf(cast, 'read the field that was cleared', 'city', ''),
    {
      step: 'clear a field that nobody has',
      operation: named('userClearData'),
      args: [session, jose.who, text('fieldName', 'shoes')],
      expect: {
        fault: 'Server.userException',
        number: 421,
        says: 'There is no contact field named shoes in this realm',
      },
    },
    {
      step: 'clear all fields',
      operation: named('userClearAllData'),
      args: [session, jose.who],
      expect: { value: 0 },
    },
    valueOf(cast, 'read after all was cleared', field('score'), ''),
    {
      step: 'unsubscribe a batch',
      operation: 'batchUnsubscribe',
      args: [
        session,
        listId,
        bool('optout', false),
        {
          name: 'records',
          type: 'records',
          value: [
            { email: `batch.${jose.email}`, firstName: null, data: null },
            { email: `no.${jose.email}`, firstName: null, data: null },
          ],
        },
      ],
      expect: ofNormalRealms('batchUnsubscribe', {
        value: [
          { email: `batch.${jose.email}`, result: 0, reason: '' },
          { email: `no.${jose.email}`, result: 1, reason: 'No such contact in this realm.' },
        ],
      }),
    },
    {
      step: 'delete a field',
      operation: 'customFieldDelete',
      args: [session, text('fieldName', field('note'))],
      expect: { value: 0 },
    },
    {
      step: 'delete a field twice',
      operation: 'customFieldDelete',
      args: [session, text('fieldName', field('note'))],
      expect: { fault: 'Server.userException', number: 421, says: 'There is no contact field named note_' },
    },
  ];
}
