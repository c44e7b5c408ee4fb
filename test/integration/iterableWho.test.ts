/**
 * Who is meant by a call of the Iterable door, and what happens: the vendor's tables of the three types of projects, cell
 * by cell, for every call that names a user. The answer is compared, and who is there afterwards.
 */
import { PROJECT_TYPES, startProjects, type Project } from '../support/iterableParts';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
let projects: Awaited<ReturnType<typeof startProjects>>;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  projects = await startProjects(gateway);
});
afterAll(async () => {
  for (const project of Object.values(projects)) project.close();
  await gateway.close();
});

interface User {
  readonly email?: string;
  readonly userId?: string;
}
type Call = (project: Project, user: User) => Promise<{ readonly status: number; readonly json: unknown }>;

const ITEM = { id: 'i', name: 'Thing', price: 9.5, quantity: 1 };
const DEVICE = { token: 'tok', platform: 'GCM', applicationName: 'app' };
const post =
  (path: string, body: (user: User) => object = (user) => user): Call =>
  (project, user) =>
    project.post(`/api/${path}`, body(user));

/** Calls that create, and take `preferUserId`. */
const W1: Record<string, Call> = {
  'users/update': post('users/update'),
  'users/registerDeviceToken': post('users/registerDeviceToken', (user) => ({ ...user, device: DEVICE })),
  'commerce/trackPurchase': post('commerce/trackPurchase', (user) => ({ user, items: [ITEM], total: 9.5 })),
  'commerce/updateCart': post('commerce/updateCart', (user) => ({ user, items: [ITEM] })),
};
/** Calls that create, without it. `email/target` is called with a campaign that is there; see below. */
const W2: Record<string, Call> = {
  'users/updateSubscriptions': post('users/updateSubscriptions', (user) => ({ ...user, emailListIds: [] })),
  'users/registerBrowserToken': post('users/registerBrowserToken', (user) => ({
    ...user,
    browserToken: 'b',
  })),
};
const MESSAGE = { messageId: 'm', campaignId: 7 };
const EV: Record<string, Call> = {
  'events/track': post('events/track', (user) => ({ ...user, eventName: 'seen' })),
  ...Object.fromEntries(
    ['WebPushClick', 'PushOpen', 'InAppOpen', 'InAppClick', 'InAppDelivery', 'InAppClose'].map((name) => [
      `events/track${name}`,
      post(`events/track${name}`, (user) => ({ ...user, ...MESSAGE })),
    ]),
  ),
};
/** Bulk calls: their one item is refused with the code of the list that it stands in. */
const bulk =
  (path: string, body: (user: User, project: Project) => object): Call =>
  async (project, user) => {
    const { status, json } = await project.post(`/api/${path}`, body(user, project));
    const { failCount, failedUpdates = {} } = json as {
      failCount: number;
      failedUpdates?: Record<string, string[]>;
    };
    const [list] = Object.entries(failedUpdates).find(([, items]) => items.length > 0) ?? [''];
    return {
      status: status === 200 && failCount === 1 ? 400 : status,
      json: { code: LISTS[list] ?? 'BadParams' },
    };
  };
const LISTS: Record<string, string> = {
  notFoundEmails: 'UnknownEmailError',
  notFoundUserIds: 'UnknownUserIdError',
  invalidEmails: 'BadParams',
};
const BULK: Record<string, Record<string, Call>> = {
  W1: {
    'users/bulkUpdate': bulk('users/bulkUpdate', (user) => ({ users: [user] })),
    'lists/subscribe': bulk('lists/subscribe', (user, { listId }) => ({ listId, subscribers: [user] })),
  },
  EV: {
    'events/trackBulk': bulk('events/trackBulk', (user) => ({ events: [{ ...user, eventName: 'seen' }] })),
  },
};

/** U found, C made, else the code of the refusal. */
type Outcome = 'U' | 'C' | 'BadParams' | 'UnknownEmailError' | 'UnknownUserIdError';
/** Email known, unknown; id known, unknown; both new; neither. */
type Row = readonly [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome];
const TABLE: Record<Project['type'], Record<'W1' | 'W2' | 'EV', Row>> = {
  email: {
    W1: ['U', 'C', 'U', 'UnknownUserIdError', 'C', 'BadParams'],
    W2: ['U', 'C', 'U', 'UnknownUserIdError', 'C', 'BadParams'],
    EV: ['U', 'UnknownEmailError', 'U', 'UnknownUserIdError', 'UnknownEmailError', 'BadParams'],
  },
  userId: {
    W1: ['BadParams', 'BadParams', 'U', 'C', 'C', 'BadParams'],
    W2: ['BadParams', 'BadParams', 'U', 'C', 'C', 'BadParams'],
    EV: ['BadParams', 'BadParams', 'U', 'C', 'C', 'BadParams'],
  },
  hybrid: {
    W1: ['U', 'C', 'U', 'C', 'C', 'BadParams'],
    W2: ['U', 'C', 'U', 'C', 'C', 'BadParams'],
    EV: ['U', 'C', 'U', 'C', 'C', 'BadParams'],
  },
};
const KNOWN = { email: 'known@example.org', userId: 'known' };
let number = 0;

async function expectOutcome(project: Project, what: string, run: () => ReturnType<Call>, outcome: Outcome) {
  const before = await project.people();
  const { status, json } = await run();
  const added = (await project.people()).length - before.length;
  const is = status < 300 ? (added === 0 ? 'U' : 'C') : (json as { code: string }).code;
  expect([what, is, added]).toEqual([what, outcome, outcome === 'C' ? 1 : 0]);
}

describe.each(PROJECT_TYPES)('in a project by %s', (type) => {
  const calls = [
    ...Object.entries({ ...W1, ...BULK.W1 }).map(([name, call]) => ['W1', name, call] as const),
    ...Object.entries(W2).map(([name, call]) => ['W2', name, call] as const),
    ...Object.entries({ ...EV, ...BULK.EV }).map(([name, call]) => ['EV', name, call] as const),
  ];
  test.each(calls)('%s: %s', async (group, name, call) => {
    const project = projects[type];
    await project.post('/api/users/update', KNOWN);
    const fresh = () => ({ email: `n${++number}@example.org`, userId: `n${number}` });
    const users: User[] = [
      { email: KNOWN.email },
      { email: fresh().email },
      { userId: KNOWN.userId },
      { userId: fresh().userId },
      fresh(),
      {},
    ];
    for (const [i, user] of users.entries())
      await expectOutcome(
        project,
        `${name} ${JSON.stringify(user)}`,
        () => call(project, user),
        TABLE[type][group][i]!,
      );
  });

  test('subscriptions of one user: by address and by id, on and off', async () => {
    const project = projects[type];
    await project.post('/api/users/update', KNOWN);
    const table: Record<Project['type'], readonly [Outcome, Outcome, Outcome, Outcome]> = {
      email: ['U', 'C', 'U', 'UnknownUserIdError'],
      userId: ['BadParams', 'BadParams', 'U', 'C'],
      hybrid: ['U', 'C', 'U', 'C'],
    };
    for (const [group, id] of [
      ['EMAILlist', project.listId],
      ['messageType', 1],
      ['messageChannel', 1],
    ] as const)
      for (const method of ['PATCH', 'DELETE']) {
        const users = [
          `user/${KNOWN.email}`,
          `user/n${++number}%40example.org`,
          `byUserId/${KNOWN.userId}`,
          `byUserId/n${number}`,
        ];
        for (const [i, user] of users.entries()) {
          const path = `/api/subscriptions/${group}/${id}/${user}`;
          await expectOutcome(
            project,
            `${method} ${path}`,
            () => project.call(method, path),
            table[type][i]!,
          );
        }
      }
    expect(
      await project.call('PATCH', `/api/subscriptions/emailList/999999/byUserId/${KNOWN.userId}`),
    ).toMatchObject({
      status: 400,
      json: { code: 'BadParams' },
    });
    expect(
      await project.call('PATCH', `/api/subscriptions/nothing/1/byUserId/${KNOWN.userId}`),
    ).toMatchObject({ status: 400 });
  });

  test('subscriptions of several users: made where they are subscribed', async () => {
    const project = projects[type];
    await project.post('/api/users/update', KNOWN);
    const path = `/api/subscriptions/emailList/${project.listId}?action=`;
    const email = type === 'userId' ? [] : [`n${++number}@example.org`];
    const cases: readonly [string, object, Outcome][] = [
      ['subscribe', {}, 'BadParams'],
      ['nothing', { usersByUserId: [KNOWN.userId] }, 'BadParams'],
      ['unsubscribe', { usersByUserId: [KNOWN.userId] }, 'U'],
      ['unsubscribe', { usersByUserId: ['never'] }, type === 'email' ? 'UnknownUserIdError' : 'U'],
      ['unsubscribe', { users: ['never@example.org'] }, type === 'userId' ? 'BadParams' : 'U'],
      ['subscribe', { usersByUserId: [`m${number}`] }, type === 'email' ? 'UnknownUserIdError' : 'C'],
      ['subscribe', { users: email }, type === 'userId' ? 'BadParams' : 'C'],
    ];
    for (const [action, body, outcome] of cases)
      await expectOutcome(
        project,
        `${action} ${JSON.stringify(body)}`,
        () => project.call('PUT', path + action, body),
        outcome,
      );
  });

  test('nobody who was forgotten is written by any call', async () => {
    const project = projects[type];
    const user: User = type === 'userId' ? { userId: 'gone' } : { email: 'gone@example.org' };
    await project.post('/api/users/update', user);
    await project.post('/api/users/forget', user);
    for (const [name, call] of Object.entries({ ...W1, ...W2, ...EV })) {
      const { status, json } = await call(project, user);
      expect([name, status, json]).toMatchObject([
        name,
        Object.hasOwn(EV, name) ? 400 : 409,
        { code: 'ForgottenUserError' },
      ]);
    }
    expect((await project.people()).filter((one) => one.includes('gone'))).toEqual([]);
  });

  // What decides is the same in every type; `users/update` is raced in each of them by another file.
  if (type === 'hybrid')
    test.each(calls)('%s: fifty callers of %s with one unknown user make one', async (_, name, call) => {
      const project = projects[type];
      const user: User = { userId: `race${++number}` };
      const answers = await Promise.all(Array.from({ length: 50 }, () => call(project, user)));
      expect([name, answers.filter(({ status }) => status !== 200)]).toEqual([name, []]);
      expect((await project.people()).filter((one) => one === `${user.userId}|-`)).toHaveLength(1);
    });
});
