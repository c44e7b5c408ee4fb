/**
 * The same calls through SOAP RPC, document/literal and XML-RPC, each in a gateway of its own that has seen nothing
 * else: the scenario of the foreign clients, a launch that is delivered, and every form of every operation. What comes
 * back must be equal, but for times and sessions.
 */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { positional } from '../../src/facades/wire/positional';
import { operations } from '../../src/operations';
import { castOf, KINDS, type RealmKind } from '../compat/scenario/cast';
import { maskTimes } from '../compat/scenario/contactText';
import { scenario } from '../compat/scenario/scenario';
import type { Argument as StepArgument, Belongings, Entry, Kept, Structure } from '../compat/scenario/steps';
import { makeBelongings } from '../compat/support/makeBelongings';
import { publishedForm } from '../compat/support/publishedForm';
import { untilSent } from '../support/abtestParts';
import { newestCampaign } from '../support/launchParts';
import { doorClients, type Answer, type Value } from '../support/doors';
import { exampleArguments } from '../support/exampleArguments';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const TAG = 'doors';
const TEMPLATE = 'News of the doors';
/** A contact of the walk; the walk opts it out of everything, which holds in every realm of the gateway. */
const readerOf = (kind: RealmKind): string => `reader-${kind}`;
const NAMES = doorClients('').map(({ name }) => name);

interface Call {
  readonly title: string;
  readonly operation: Operation;
  readonly form: Form;
  args(known: Known): Readonly<Record<string, Value>>;
  readonly save?: Kept | Structure;
}

/** What calls refer to: of the realm before the walk, and from earlier answers. */
type Known = Belongings &
  Readonly<Record<Structure, Readonly<Record<string, Value>>>> & {
    readonly licence: string;
    readonly session: string;
    readonly templateId: number;
    readonly contactId: number;
    readonly subscriberId: number;
  };

const operationNamed = (name: string): Operation => operations.find((operation) => operation.name === name)!;

/** The steps of the scenario whose operation exists. */
function scenarioCalls(kind: RealmKind): Call[] {
  return scenario(kind, TAG).flatMap((step): Call[] => {
    const form = publishedForm(step)?.form;
    if (!form) return [];
    return [
      {
        title: step.step,
        operation: operationNamed(step.operation),
        form,
        args: (known) => Object.fromEntries(step.args.map((arg) => [arg.name, stepValue(arg, known)])),
        ...(step.save && { save: step.save }),
      },
    ];
  });
}

const entriesValue = (entries: readonly Entry[] | null): Value =>
  entries && entries.map(({ key, type, value }) => ({ key, value: scalarValue(type, value) }));
const scalarValue = (type: string, value: Entry['value']): Value =>
  type === 'dateTime' && value !== null ? new Date(value as string) : value;

function stepValue(arg: StepArgument, known: Known): Value {
  if ('ref' in arg) return known[arg.ref];
  if ('set' in arg) return { ...known[arg.type], ...arg.set };
  if (arg.type === 'entries') return entriesValue(arg.value);
  if (arg.type === 'records')
    return arg.value.map(({ email, firstName, data }) => ({ email, firstName, data: entriesValue(data) }));
  return scalarValue(arg.type, arg.value);
}

/** A template goes out to the list, with two contacts on it. */
function launchCalls(kind: RealmKind): Call[] {
  const call = (
    name: string,
    takes: string,
    args: (known: Known) => readonly Value[],
    save?: 'templateId',
  ): Call => {
    const operation = operationNamed(name);
    const names = `session ${takes}`.split(' ');
    return {
      title: `launch: ${name}`,
      operation,
      form: positional(operation).forms.find(({ parameters }) => parameters.join() === names.join())!.own,
      args: (known) =>
        Object.fromEntries([known.session, ...args(known)].map((value, i) => [names[i]!, value])),
      ...(save && { save }),
    };
  };
  const subscribe = (name: string): Call =>
    kind === 'keyed'
      ? call('userSubscribeByCustomerKey', 'customerKey email listId emailFormat', ({ listId }) => [
          name,
          `${name}@example.org`,
          listId,
          99,
        ])
      : call('userSubscribe', 'email listId emailFormat', ({ listId }) => [
          `${name}@example.org`,
          listId,
          99,
        ]);
  const edit = (element: number, content: string): Call =>
    call('templateEdit', 'templateName element content', () => [TEMPLATE, element, content]);
  return [
    subscribe(readerOf(kind)),
    subscribe('reader-two'),
    call('templateCreate', 'templateName returnTemplateId', () => [TEMPLATE, 1], 'templateId'),
    edit(0, 'News for %%$email%%'),
    edit(3, 'Dear %%$email%%'),
    call(
      'listRun',
      'creatorEmail notifyEmail listId templateId segmentationId forcedFormat testMode',
      ({ listId, templateId }) => ['', '', listId, templateId, 0, -1, false],
    ),
  ];
}

/** The numbers of the launch, which has been delivered, and of one of its readers. */
async function delivered(
  realm: TestRealm,
  kind: RealmKind,
): Promise<Pick<Known, 'campaignId' | 'subscriberId'>> {
  const { campaign_id: campaignId } = await newestCampaign(realm);
  const [reader] = await realm.database.rows<{ contact_id: number }>(
    'SELECT contact_id FROM contacts WHERE realm_id = ? AND email = ?',
    [realm.realm.realmId, `${readerOf(kind)}@example.org`],
  );
  return { campaignId, subscriberId: reader!.contact_id };
}

/** Every form of every operation, those that change something after all others. */
function everyForm(kind: RealmKind): Call[] {
  const order = ['read', 'write', 'public'];
  return [...operations]
    .filter(({ name }) => name !== 'beginSession' && name !== 'endSession')
    .sort((a, b) => order.indexOf(a.access) - order.indexOf(b.access))
    .flatMap((operation) =>
      operation.forms.map((form) => ({
        title: `${operation.name}(${form.parameters.join(', ')})`,
        operation,
        form,
        args: ({ session, listId, templateId, campaignId, subscriberId }: Known) =>
          exampleArguments(operation, form, session, {
            listId,
            listIds: String(listId),
            templateId,
            templateName: TEMPLATE,
            campaignId,
            subscriberId,
            email: `${readerOf(kind)}@example.org`,
            firstName: '',
            customerKey: readerOf(kind),
          }),
      })),
    );
}

/**
 * Without what differs from gateway to gateway: the time, the session, and the order of rows that were made at once
 * (mails of a launch are sent side by side).
 */
const masked = (answer: Answer): unknown =>
  JSON.parse(
    JSON.stringify(answer, (_, value: unknown) => {
      if (typeof value !== 'string') return value;
      return maskTimes(value.replace(/(\d{4})\/(\d\d)\/(\d\d) (?=\d\d:)/g, '$1-$2-$3 '))
        .replace(/\bS[0-9A-Za-z]{32}\b/g, 'SESSION')
        .split('\n')
        .sort()
        .join('\n');
    }),
  ) as unknown;

const gateways: TestGateway[] = [];
beforeAll(async () => {
  while (gateways.length < NAMES.length) gateways.push(await startTestGateway());
}, 120_000);
afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

describe.each(KINDS)('in a %s realm', (kind) => {
  const begin = scenarioCalls(kind).find(({ save }) => save === 'session')!;
  const launch = [...scenarioCalls(kind), begin, ...launchCalls(kind)];
  const calls = [...launch, ...everyForm(kind)];
  /** For each call the masked answers, by door. */
  let answers: Record<string, unknown>[];

  beforeAll(async () => {
    answers = calls.map(() => ({}));
    await Promise.all(
      gateways.map(async (gateway, index) => {
        const door = doorClients(gateway.url)[index]!;
        const known: Known = {
          ...(await makeBelongings(gateway, kind, castOf(kind, TAG))),
          licence: gateway[kind].licence,
          session: '',
          list: {},
          template: {},
          templateId: 0,
          contactId: 0,
          subscriberId: 0,
        };
        for (const [i, call] of calls.entries()) {
          if (i === launch.length) Object.assign(known, await delivered(gateway[kind], kind));
          const answer = await door.call(call.operation, call.form, call.args(known));
          if (call.save && 'value' in answer) Object.assign(known, { [call.save]: answer.value });
          answers[i]![door.name] = masked(answer);
          // What follows must not depend on how far a launch was at the moment.
          if (call.operation.group === 'campaigns' && call.operation.access === 'write')
            await untilSent(gateway[kind]);
        }
      }),
    );
  }, 120_000);

  test('the calls are those of the scenario and every form', () => {
    expect(calls.length).toBeGreaterThan(operations.length + 50);
    expect(castOf(kind, TAG).keyed).toBe(gateways[0]![kind].realm.usesCustomerKey);
  });

  test.each(calls.map(({ title }, i) => [title, i] as const))('%s', (_, i) => {
    const [first] = NAMES;
    const expected = answers[i]![first!];
    expect(answers[i]).toEqual(Object.fromEntries(NAMES.map((name) => [name, expected])));
    // The comparison is of answers: a defect or a message that nobody understood is none.
    expect(expected).not.toMatchObject({
      fault: expect.stringMatching(/^(request|server|operation)\./) as string,
    });
  });
});
