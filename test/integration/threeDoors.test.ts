/**
 * The scenario of the foreign clients, and then a launch that is delivered, through SOAP RPC, document/literal and
 * XML-RPC, each in a gateway of its own that has seen nothing else. Every door answers what the scenario says. (Every
 * form of every operation through every door, with an answer of its own: everyOperation.test.ts.)
 */
import { castOf, KINDS, type RealmKind } from '../compat/scenario/cast';
import { scenario } from '../compat/scenario/scenario';
import {
  bool,
  int,
  ref,
  text,
  type Argument,
  type Entry,
  type Outcome,
  type Seen,
  type Step,
} from '../compat/scenario/steps';
import { compareOutcome } from '../compat/support/compareOutcome';
import { makeBelongings } from '../compat/support/makeBelongings';
import { publishedForm } from '../compat/support/publishedForm';
import { operations } from '../../src/operations';
import { untilSent } from '../support/abtestParts';
import { doorClients, type Answer, type Value } from '../support/doors';
import { newestCampaign } from '../support/launchParts';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const TAG = 'doors';
const NAMES = doorClients('').map(({ name }) => name);
const TEMPLATE = 'News of the doors';
const READERS = ['reader-one', 'reader-two'];

/** A template goes out to the list of the scenario, with two contacts more on it; what is recorded of that. */
function launch(kind: RealmKind): Step[] {
  const session = ref('session', 'session');
  const listId = ref('listId', 'listId');
  const done = { value: 0 };
  const call = (operation: string, args: Argument[], expect: Step['expect'] = done): Step => ({
    step: `launch: ${operation} ${args.map((arg) => ('value' in arg ? JSON.stringify(arg.value) : '')).join(' ')}`,
    operation,
    args: [session, ...args],
    expect,
  });
  const keyed = kind === 'keyed';
  const header = int('header', 0);
  return [
    ...READERS.map((name) =>
      call(keyed ? 'userSubscribeByCustomerKey' : 'userSubscribe', [
        ...(keyed ? [text('customerKey', name)] : []),
        text('email', `${name}@example.org`),
        listId,
        int('emailFormat', 99),
      ]),
    ),
    {
      ...call('templateCreate', [text('templateName', TEMPLATE), int('returnTemplateId', 1)], { above: 0 }),
      save: 'templateId',
    },
    ...['News for %%$email%%', '', '', 'Dear %%$email%%'].flatMap((content, element) =>
      content === ''
        ? []
        : [
            call('templateEdit', [
              text('templateName', TEMPLATE),
              int('element', element),
              text('content', content),
            ]),
          ],
    ),
    call('listRun', [
      text('creatorEmail', ''),
      text('notifyEmail', ''),
      listId,
      ref('templateId', 'templateId'),
      int('segmentationId', 0),
      int('forcedFormat', -1),
      bool('testMode', false),
    ]),
    {
      ...call(
        'getCampaignsInDateRange',
        [
          text('fromDate', '01/01/2020'),
          text('toDate', '12/31/2099'),
          int('showHidden', 0),
          text('format', 'csv'),
          header,
        ],
        // The number of mails that the relay took.
        { matches: /,"News for %%\$email%%","\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d","3","\d+"$/ },
      ),
    },
    call(
      'getTrackedEventsByCampaign',
      [
        ref('campaignId', 'campaignId'),
        int('eventType', 9),
        text('startDatetime', '01/01/2020'),
        text('endDatetime', '12/31/2099'),
        int('offset', 0),
        text('format', 'csv_pipe'),
        header,
      ],
      {
        matches: new RegExp(
          `^(?:"\\d+"\\|""\\|"\\d+"\\|"[^"]+"\\|"\\d+"\\|"(?:reader-one@|reader-two@|leaver\\.)[\\w.@]+"\\|""\\|""\\|"[^"]+"\\|"9"${keyed ? '\\|"[^"]+"' : ''}(?:\\n|$)){3}$`,
        ),
      },
    ),
    call('listGetDataById', [int('listId', 7)], {
      fault: 'Server.userException',
      number: 501,
      says: 'There is no list 7 in this realm.',
    }),
  ];
}

const steps = (kind: RealmKind): Step[] => {
  const played = scenario(kind, TAG).filter((step) => publishedForm(step) !== undefined);
  const begin = played.find(({ save }) => save === 'session')!;
  // The scenario ends its session.
  return [...played, { ...begin, step: 'begin again' }, ...launch(kind)];
};

/** What calls refer to: of the realm before the run, and from earlier answers. */
type Known = Record<string, Value>;

function valueOf(arg: Argument, known: Known): Value {
  if ('ref' in arg) return known[arg.ref]!;
  if ('set' in arg) return { ...(known[arg.type] as Readonly<Record<string, Value>>), ...arg.set };
  if (arg.type === 'entries') return entriesOf(arg.value);
  if (arg.type === 'records')
    return arg.value.map(({ email, firstName, data }) => ({ email, firstName, data: entriesOf(data) }));
  return scalarOf(arg.type, arg.value);
}

const entriesOf = (entries: readonly Entry[] | null): Value =>
  entries && entries.map(({ key, type, value }) => ({ key, value: scalarOf(type, value) }));
const scalarOf = (type: string, value: Entry['value']): Value =>
  type === 'dateTime' && value !== null ? new Date(value as string) : value;

const outcomeOf = (answer: Answer): Outcome =>
  'value' in answer ? answer : { fault: { code: answer.onWire, string: answer.says } };

const gateways: TestGateway[] = [];
beforeAll(async () => {
  while (gateways.length < NAMES.length) gateways.push(await startTestGateway());
}, 120_000);
afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

describe.each(KINDS)('in a %s realm', (kind) => {
  const played = steps(kind);
  /** For each door the outcomes by step, and what they may refer to. */
  const outcomes = NAMES.map(() => new Map<string, Outcome>());
  const seen: Seen[] = [];

  beforeAll(async () => {
    await Promise.all(
      gateways.map(async (gateway, at) => {
        const belongings = await makeBelongings(gateway, kind, castOf(kind, TAG));
        const known: Known = { ...belongings, licence: gateway[kind].licence, list: {}, template: {} };
        const own = outcomes[at]!;
        seen[at] = {
          ...belongings,
          value: (step) => (own.get(step) as { value?: unknown } | undefined)?.value,
        };
        for (const step of played) {
          const operation = operations.find(({ name }) => name === step.operation)!;
          const args = Object.fromEntries(step.args.map((arg) => [arg.name, valueOf(arg, known)]));
          const answer = await doorClients(gateway.url)[at]!.call(
            operation,
            publishedForm(step)!.form.own,
            args,
          );
          own.set(step.step, outcomeOf(answer));
          if (step.save && 'value' in answer) known[step.save] = answer.value as Value;
          // What follows must not depend on how far a launch was at the moment.
          if (step.operation.startsWith('listRun')) {
            await untilSent(gateway[kind]);
            known.campaignId = (await newestCampaign(gateway[kind])).campaign_id;
          }
        }
      }),
    );
  }, 120_000);

  test('the calls are those of the scenario and the launch', () => {
    expect(new Set(played.map(({ step }) => step)).size).toBe(played.length);
    expect(played.length).toBeGreaterThan(100);
  });

  describe.each(NAMES.map((name, at) => [name, at] as const))('through %s', (name, at) => {
    test.each(played.map((step) => [step.step, step] as const))('%s', (_, step) => {
      const shows = { numberedFaults: name === 'XML-RPC' };
      compareOutcome(outcomes[at]!.get(step.step), withoutNil(step.expect), seen[at]!, shows);
    });
  });
});

/** These clients read nothing as an empty text. */
const withoutNil = (expectation: Step['expect']): Step['expect'] =>
  'value' in expectation && expectation.value === null ? { value: '' } : expectation;
