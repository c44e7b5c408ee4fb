/** Unsubscribing, opting out, and coming back. By a contact of its own: whoever opts out gets no mail any more. */
import { listId, numberOf, session, subscription, type Cast } from './cast';
import { csvRow } from './contactText';
import { bool, int, ref, text, type Expectation, type Step } from './steps';

export function leavingSteps(cast: Cast): Step[] {
  const { keyed, leaver, listName, named } = cast;
  const optOuts: Expectation = {
    computed: (seen) =>
      csvRow([
        seen.value('number of the leaver'),
        leaver.email,
        '',
        '',
        'list',
        seen.listId,
        listName,
        '#',
        ...leaver.keyColumn,
      ]),
  };
  const byFirstName: Step = {
    step: 'opt-outs by first name',
    operation: 'userOptOuts',
    args: [session, leaver.who, text('firstName', ''), bool('exact', true), bool('returnXml', false)],
    expect: optOuts,
  };
  return [
    {
      step: 'subscribe a leaver',
      operation: named('userSubscribe'),
      args: subscription(leaver),
      expect: { value: 0 },
    },
    numberOf(cast, 'number of the leaver', leaver),
    {
      step: 'unsubscribe',
      operation: named('userUnSubscribe'),
      args: [session, leaver.who, listId],
      expect: { value: 0 },
    },
    {
      step: 'unsubscribe again',
      operation: named('userUnSubscribe'),
      args: [session, leaver.who, listId],
      expect: { value: 1 },
    },
    {
      step: 'unsubscribe and opt out',
      operation: named('userUnSubscribe'),
      args: [
        session,
        leaver.who,
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
      args: [session, leaver.who, bool('exact', true), bool('returnXml', false)],
      expect: optOuts,
    },
    ...(keyed ? [] : [byFirstName]),
    {
      step: 'subscribe after the opt-out',
      operation: named('userSubscribe'),
      args: subscription(leaver),
      expect: { value: 1 },
    },
    {
      step: 'subscribe in spite of the opt-out',
      operation: named('userSubscribeOptOut'),
      args: [...subscription(leaver), bool('overrideOptOut', true)],
      expect: { value: 0 },
    },
    {
      step: 'subscribe to several lists',
      operation: named('userSubscribeToLists'),
      args: [
        session,
        ...leaver.newcomer,
        text('firstName', ''),
        ref('listIds', 'listIds'),
        int('emailFormat', 99),
        bool('allowDuplicates', false),
      ],
      expect: { computed: ({ listIds }) => listIds },
    },
  ];
}
