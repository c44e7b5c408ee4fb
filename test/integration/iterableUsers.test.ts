/**
 * Users over the Iterable door in the three types of projects: who is found, made and refused, in the answers and in the
 * rows; typed data as it comes back; changes and ends of identities.
 */
import { createHash } from 'node:crypto';
import { ApiKeys } from '../../src/core/sessions/apiKeys';
import { PROJECT_TYPES, startProjects, type Project } from '../support/iterableParts';
import { restClient } from '../support/restClient';
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

const SUCCESS = { status: 200, json: { msg: '', code: 'Success', params: null } };
const refused = (status: number, code: string): { readonly status: number; readonly json: unknown } => ({
  status,
  json: { code },
});
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const anyText: unknown = expect.any(String);

/** Cells of the vendor's tables for one user object: what is sent, what is answered, who is new. */
type Cell = readonly [
  what: string,
  user: object,
  answer: { readonly status: number },
  added: readonly string[],
];
const K = 'known@example.org';
const CELLS: Record<Project['type'], readonly Cell[]> = {
  email: [
    ['email known', { email: ' Known@Example.org ' }, SUCCESS, []],
    ['email unknown', { email: 'e1@example.org' }, SUCCESS, ['-|e1@example.org']],
    ['userId known', { userId: 'K-1' }, SUCCESS, []],
    ['userId unknown', { userId: 'U-9' }, refused(400, 'UnknownUserIdError'), []],
    [
      'with preferUserId',
      { userId: 'Shop 7', preferUserId: true },
      SUCCESS,
      ['Shop 7|shop-7+1d6a6ea3@placeholder.email'],
    ],
    ['both, email new', { email: 'e2@example.org', userId: 'K-1' }, SUCCESS, ['K-1|e2@example.org']],
    ['neither', { dataFields: {} }, refused(400, 'BadParams'), []],
    ['blank id alone', { userId: '' }, refused(400, 'InvalidUserIdError'), []],
    ['blank id beside an address', { email: K, userId: '' }, SUCCESS, []],
    ['bad address', { email: 'a b@example.org' }, refused(400, 'InvalidEmailAddressError'), []],
    ['no such domain', { email: 'a@example.nosuchtld' }, refused(400, 'InvalidEmailAddressError'), []],
    ['id too long', { email: K, userId: 'x'.repeat(53) }, refused(400, 'InvalidUserIdError'), []],
    ['a number for an id', { userId: 7 }, refused(400, 'BadJsonBody'), []],
    [
      'another address inside',
      { email: 'e2@example.org', dataFields: { email: K } },
      refused(400, 'EmailAlreadyExists'),
      [],
    ],
  ],
  userId: [
    ['email only', { email: K }, refused(400, 'BadParams'), []],
    ['userId known', { userId: 'K-1' }, SUCCESS, []],
    ['userId unknown', { userId: 'U-1' }, SUCCESS, ['U-1|-']],
    ['ids differ by case', { userId: 'u-1' }, SUCCESS, ['u-1|-']],
    ['both, an address that others have', { userId: 'U-2', email: K }, SUCCESS, [`U-2|${K}`]],
    ['neither', {}, refused(400, 'BadParams'), []],
    ['blank', { userId: '' }, refused(400, 'InvalidUserIdError'), []],
    [
      'a taken id inside',
      { userId: 'U-1', dataFields: { userId: 'K-1' } },
      refused(409, 'ExternalKeyConflict'),
      [],
    ],
    ['52 characters', { userId: 'y'.repeat(52) }, SUCCESS, [`${'y'.repeat(52)}|-`]],
  ],
  hybrid: [
    ['email known', { email: K }, SUCCESS, []],
    ['email unknown', { email: 'e1@example.org' }, SUCCESS, ['-|e1@example.org']],
    ['userId known', { userId: 'K-1' }, SUCCESS, []],
    ['userId unknown', { userId: 'U-1' }, SUCCESS, ['U-1|-']],
    ['both unknown', { userId: 'U-2', email: 'e2@example.org' }, SUCCESS, ['U-2|e2@example.org']],
    ['both of one', { userId: 'K-1', email: K }, SUCCESS, []],
    ['of two', { userId: 'U-1', email: K }, refused(409, 'ExternalKeyConflict'), []],
    [
      'an address without id takes it',
      { userId: 'U-3', email: 'e1@example.org' },
      SUCCESS,
      ['U-3|e1@example.org'],
    ],
    ['an address with another id', { userId: 'U-4', email: K }, refused(409, 'ExternalKeyConflict'), []],
    [
      'bad address beside an id',
      { userId: 'U-5', email: 'nonsense' },
      refused(400, 'InvalidEmailAddressError'),
      [],
    ],
    ['neither', {}, refused(400, 'BadParams'), []],
  ],
};

describe.each(PROJECT_TYPES)('a project by %s', (type) => {
  test('users/update and bulkUpdate find, make and refuse by its table', async () => {
    const project = projects[type];
    expect(
      await project.post('/api/users/update', { email: K, userId: 'K-1', dataFields: { n: 1 } }),
    ).toMatchObject(SUCCESS);
    for (const [what, user, answer, added] of CELLS[type]) {
      const before = await project.people();
      expect([what, await project.post('/api/users/update', user)]).toMatchObject([what, answer]);
      const after = await project.people();
      expect([what, after.filter((one) => !before.includes(one))]).toEqual([what, added]);
    }
    // The same again: what was refused is counted, and nobody is new.
    const before = await project.people();
    const good = CELLS[type].filter(([what]) => what !== 'a number for an id');
    const failing = good.filter(([, , { status }]) => status !== 200).length;
    const bulk = await project.post('/api/users/bulkUpdate', { users: good.map(([, user]) => user) });
    expect(bulk).toMatchObject({
      status: 200,
      json: {
        successCount: good.length - failing,
        failCount: failing,
        createdFields: [],
        filteredOutFields: [],
      },
    });
    expect(await project.people()).toEqual(before);
  });

  test('typed data comes back as it was given; null removes, objects are replaced or merged', async () => {
    const project = projects[type];
    const who = type === 'email' ? { email: 'typed@example.org' } : { userId: 'typed' };
    const read = async () => {
      const path = type === 'email' ? 'getByEmail?email=typed@example.org' : 'byUserId?userId=typed';
      const { json } = await project.get(`/api/users/${path}`);
      return (json as { user: { dataFields: Record<string, unknown> } }).user.dataFields;
    };
    const given = {
      firstName: 'Ann',
      text: 'plain',
      whole: 7,
      part: 7.5,
      big: 123456789012345,
      yes: true,
      words: ['a', 'b'],
      none: [],
      pets: [{ name: 'Rex', age: 3 }],
      home: { city: 'Oslo', deep: { x: 1 } },
      at: { lat: 1.5, lon: 2.5 },
      uuid: '0b7c4f6e-2021-07-01-aaaa',
      'with space': 'ü',
    };
    await project.post('/api/users/update', {
      ...who,
      dataFields: { ...given, when: '2021-07-01T18:00:44Z' },
    });
    expect(await read()).toMatchObject({
      ...given,
      when: '2021-07-01 18:00:44 +00:00',
      signupSource: 'API',
      signupDate: matching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+00:00$/),
      itblInternal: { documentCreatedAt: anyText, documentUpdatedAt: anyText },
      [type === 'email' ? 'emailListIds' : 'userListIds']: [],
    });
    await project.post('/api/users/update', {
      ...who,
      dataFields: { home: { street: 'Main' }, text: null },
      mergeNestedObjects: true,
    });
    expect(await read()).toMatchObject({ home: { city: 'Oslo', street: 'Main', deep: { x: 1 } } });
    expect(await read()).not.toHaveProperty('text');
    await project.post('/api/users/update', { ...who, dataFields: { home: { street: 'Main' } } });
    expect((await read()).home).toEqual({ street: 'Main' });

    const clash = await project.post('/api/users/bulkUpdate', {
      users: [
        { ...who, dataFields: { fine: 1 } },
        { ...who, dataFields: { whole: 'seven' } },
      ],
    });
    expect(clash).toMatchObject({
      status: 400,
      json: {
        code: 'RequestFieldsTypesMismatched',
        msg: matching(/^Project \d+: .*whole.*long/),
        params: {
          validationErrors: {
            whole: {
              incomingTypes: ['string'],
              expectedType: 'long',
              category: 'user',
              offendingValue: 'seven',
              _type: 'UnexpectedType',
            },
          },
        },
      },
    });
    expect(await read()).not.toHaveProperty('fine');
    const { json: fields } = await project.get('/api/users/getFields');
    expect(fields).toMatchObject({
      fields: {
        whole: 'long',
        part: 'double',
        yes: 'boolean',
        when: 'date',
        'pets.age': 'long',
        at: 'geo_location',
        home: 'object',
        email: 'string',
        userId: 'string',
      },
    });
    const dropped = await project.post('/api/users/bulkUpdate', {
      users: [{ ...who, dataFields: { text: 'x', never: 1 } }],
      createNewFields: false,
    });
    expect(dropped.json).toMatchObject({ successCount: 1, filteredOutFields: ['never'], createdFields: [] });
    expect(await read()).not.toHaveProperty('never');
  });

  test('fifty callers that write one unknown user make one', async () => {
    const project = projects[type];
    const who = type === 'email' ? { email: 'race@example.org' } : { userId: 'race' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        project.post('/api/users/update', { ...who, dataFields: { [`r${i % 5}`]: i } }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const found = (await project.people()).filter((one) => /race/.test(one));
    expect(found).toEqual([type === 'email' ? '-|race@example.org' : 'race|-']);
  });

  test('whoever was forgotten cannot be written until that is taken back', async () => {
    const project = projects[type];
    const who = type === 'email' ? { email: 'gone@example.org' } : { userId: 'Gone' };
    await project.post('/api/users/update', who);
    const wrong =
      type === 'email' ? { userId: 'Gone' } : type === 'userId' ? { email: 'gone@example.org' } : {};
    expect(await project.post('/api/users/forget', wrong)).toMatchObject(refused(400, 'BadParams'));
    expect(await project.post('/api/users/forget', who)).toMatchObject({ status: 200 });
    expect(await project.post('/api/users/forget', who)).toMatchObject({
      status: 400,
      json: { msg: matching(/User does not exist/) },
    });
    const cased = type === 'email' ? who : { userId: 'gONE' };
    expect(await project.post('/api/users/update', cased)).toMatchObject(refused(409, 'ForgottenUserError'));
    const bulk = await project.post('/api/users/bulkUpdate', { users: [who, who] });
    const list = type === 'email' ? 'forgottenEmails' : 'forgottenUserIds';
    const id = Object.values(who)[0]!;
    expect(bulk.json).toMatchObject({ failCount: 2, failedUpdates: { [list]: [id, id] } });
    const hash = createHash('sha256').update(id.toLowerCase()).digest('hex');
    expect(await project.get('/api/users/forgotten')).toMatchObject(
      type === 'userId'
        ? refused(400, 'BadParams')
        : { status: 200, json: { hashedEmails: type === 'email' ? [hash] : [] } },
    );
    expect(await project.get('/api/users/forgottenUserIds')).toMatchObject(
      type === 'email' ? refused(400, 'BadParams') : { status: 200, json: { hashedUserIds: [hash] } },
    );
    expect(await project.post('/api/users/unforget', who)).toMatchObject({ status: 200 });
    expect(await project.post('/api/users/update', who)).toMatchObject({ status: 200 });
  });
});

test('bulk answers list every failed item, repeats kept, addresses in lower case and ids as they came', async () => {
  const { hybrid, email } = projects;
  const answer = await hybrid.post('/api/users/bulkUpdate', {
    users: [
      { email: 'None' },
      { email: 'None' },
      { userId: 'Bad ' },
      {},
      { userId: 'U-1', email: K },
      { email: 'fine@example.org' },
    ],
  });
  expect(answer).toMatchObject({
    status: 200,
    json: {
      successCount: 1,
      failCount: 5,
      invalidEmails: ['none', 'none', K],
      invalidUserIds: ['Bad '],
      failedUpdates: {
        invalidEmails: ['none', 'none'],
        invalidUserIds: ['Bad '],
        notFoundEmails: [],
        notFoundUserIds: [],
        invalidDataEmails: [],
        invalidDataUserIds: [],
        conflictEmails: [K],
        conflictUserIds: [],
        forgottenEmails: [],
        forgottenUserIds: [],
      },
      noOpEmails: [],
      noOpUserIds: [],
    },
  });
  const unknown = await email.post('/api/users/bulkUpdate', {
    users: [{ userId: 'nobody' }, { email: K, dataFields: { n: 1 } }],
  });
  expect(unknown.json).toMatchObject({
    failCount: 1,
    failedUpdates: { notFoundUserIds: ['nobody'] },
    noOpEmails: [K],
  });
});

test.each([
  ['email', { currentEmail: 'mail1@example.org' }, 200, 'Success'],
  ['email', { currentEmail: 'nobody@example.org' }, 400, 'BadParams'],
  ['email', { currentUserId: 'M-1' }, 200, 'Success'],
  ['email', { currentUserId: 'M-9' }, 400, 'BadParams'],
  ['email', { currentEmail: 'bad address' }, 400, 'InvalidEmailAddressError'],
  ['email', {}, 400, 'BadParams'],
  ['userId', { currentEmail: 'mail1@example.org' }, 400, 'BadParams'],
  ['userId', { currentUserId: 'M-1' }, 200, 'Success'],
  ['userId', { currentUserId: 'M-9' }, 200, 'Success'],
  ['hybrid', { currentEmail: 'mail1@example.org' }, 200, 'Success'],
  ['hybrid', { currentEmail: 'nobody@example.org' }, 200, 'Success'],
  ['hybrid', { currentUserId: 'M-1' }, 200, 'Success'],
  ['hybrid', { currentUserId: 'M-9' }, 200, 'Success'],
] as const)('updateEmail by %s of %j answers %i %s', async (type, who, status, code) => {
  const project = projects[type];
  await project.call('DELETE', '/api/users/byUserId/M-1');
  await project.call('DELETE', '/api/users/byUserId/M-9');
  await project.call('DELETE', '/api/users/mail1%40example.org');
  await project.call('DELETE', '/api/users/next@example.org');
  await project.post('/api/users/update', {
    email: 'mail1@example.org',
    userId: 'M-1',
    dataFields: { kept: 'yes' },
  });
  const before = await project.people();
  const answer = await project.post('/api/users/updateEmail', { ...who, newEmail: 'Next@example.org' });
  expect(answer).toMatchObject({ status, json: { code } });
  const after = await project.people();
  if (status !== 200) expect(after).toEqual(before);
  else expect(after.filter((one) => one.endsWith('|next@example.org'))).toHaveLength(1);
});

test('updateEmail to what others have, or who was forgotten, changes nothing', async () => {
  const { email } = projects;
  await email.post('/api/users/update', { email: 'one@example.org' });
  const taken = await email.post('/api/users/updateEmail', { currentEmail: 'one@example.org', newEmail: K });
  expect(taken).toMatchObject({
    status: 400,
    json: { code: 'EmailAlreadyExists', msg: matching(/New email already exists/) },
  });
  const unknown = await email.post('/api/users/updateEmail', {
    currentEmail: 'no@example.org',
    newEmail: 'x@example.org',
  });
  expect(unknown.json).toMatchObject({
    msg: 'Cannot change user Some(no@example.org) to x@example.org. User does not exist',
  });
  await email.post('/api/users/update', { email: 'bye@example.org' });
  await email.post('/api/users/forget', { email: 'bye@example.org' });
  const forgotten = await email.post('/api/users/updateEmail', {
    currentEmail: 'one@example.org',
    newEmail: 'bye@example.org',
  });
  expect(forgotten).toMatchObject(refused(409, 'ForgottenUserError'));
});

test('merging: the destination keeps what it has and gets the rest; the source is gone', async () => {
  const { hybrid, email } = projects;
  const merge = (more: object) => hybrid.post('/api/users/merge', more);
  const pets = (...names: string[]) => names.map((name) => ({ name }));
  await hybrid.post('/api/users/update', {
    userId: 'MS',
    email: 'ms@example.org',
    dataFields: { only: 's', both: 's', tags: ['a', 'b'], animals: pets('Rex', 'Max'), home: { x: 1 } },
  });
  await hybrid.post('/api/users/update', {
    userId: 'MD',
    dataFields: { both: 'd', tags: ['b', 'c'], animals: pets('Rex'), home: { y: 2 } },
  });
  await hybrid.post('/api/events/track', { userId: 'MS', eventName: 'seen' });
  const ids = { sourceUserId: 'MS', destinationUserId: 'MD' };
  const byPart = [{ field: 'tags' }, { field: 'animals', dedupeBy: 'name' }];
  expect(await merge({ ...ids, sourceEmail: 'ms@example.org' })).toMatchObject(refused(400, 'BadParams'));
  expect(await merge({ sourceUserId: 'MS' })).toMatchObject(refused(400, 'BadParams'));
  expect(await merge({ sourceUserId: 'MS', destinationUserId: 'MS' })).toMatchObject(
    refused(400, 'BadParams'),
  );
  expect(await merge({ sourceUserId: 'nobody', destinationUserId: 'MD' })).toMatchObject(
    refused(400, 'BadParams'),
  );
  expect(await merge({ ...ids, arrayMerge: [{ field: 'devices' }] })).toMatchObject(
    refused(400, 'BadParams'),
  );
  expect(await merge({ ...ids, arrayMerge: [{ field: 'tags', dedupeBy: 'name' }] })).toMatchObject(
    refused(400, 'BadParams'),
  );
  expect(await email.post('/api/users/merge', ids)).toMatchObject(refused(400, 'BadParams'));
  expect(await merge({ ...ids, arrayMerge: byPart })).toMatchObject({
    status: 200,
    json: { code: 'Success' },
  });
  expect((await hybrid.get('/api/users/byUserId/MS')).json).toEqual({});
  expect((await hybrid.get('/api/users/byUserId/MD')).json).toMatchObject({
    user: {
      email: 'ms@example.org',
      userId: 'MD',
      dataFields: {
        only: 's',
        both: 'd',
        tags: ['b', 'c', 'a'],
        animals: pets('Rex', 'Max'),
        home: { y: 2 },
      },
    },
  });
  expect((await hybrid.get('/api/events/byUserId/MD')).json).toMatchObject({
    events: [{ eventName: 'seen' }],
  });
  // An unknown destination only gives its identifier.
  expect(await merge({ sourceUserId: 'MD', destinationUserId: 'ME' })).toMatchObject({ status: 200 });
  expect((await hybrid.get('/api/users/byUserId/ME')).json).toMatchObject({
    user: { dataFields: { only: 's' } },
  });
  const { key } = await new ApiKeys(gateway.control).issue(hybrid.realm, {
    door: 'iterable',
    rights: ['mobile'],
    name: 'mm',
  });
  const app = restClient(gateway.url, { 'api-key': key });
  expect(await app.call('POST', '/api/users/merge', { body: ids })).toMatchObject(refused(403, 'Forbidden'));
  app.close();
});

test('users that are unknown read as an empty object, and deleting them says so', async () => {
  const { email, userId, hybrid } = projects;
  for (const path of [
    '/api/users/nobody@example.org',
    '/api/users/getByEmail?email=nobody%40example.org',
    '/api/users/byUserId/no%2Fbody',
    '/iterable/api/users/byUserId?userId=nobody',
  ])
    expect(await hybrid.get(path)).toMatchObject({ status: 200, text: '{}' });
  expect(await email.get('/api/users/000')).toMatchObject(refused(400, 'InvalidEmailAddressError'));
  expect(await userId.get(`/api/users/${K}`)).toMatchObject(refused(400, 'BadParams'));
  expect(await email.call('DELETE', '/api/users/byUserId/nobody')).toMatchObject({
    status: 400,
    json: { code: 'BadParams', msg: 'User does not exist. Email:  UserId: nobody' },
  });
  await userId.post('/api/users/update', { userId: 'a/b', dataFields: { n: 1 } });
  expect((await userId.get('/api/users/byUserId/a/b')).json).toMatchObject({
    user: { email: '', userId: 'a/b' },
  });
  expect(await userId.call('DELETE', '/api/users/byUserId/a%2Fb')).toMatchObject({
    json: { msg: 'All users associated with a/b were successfully deleted' },
  });
});

test('a field of the realm is the same fact here and over SOAP', async () => {
  const { userId } = projects;
  const soap = (name: string, more: object) => gateway.soap.text(name, { session: userId.session, ...more });
  await soap('customFieldCreate', { fieldName: 'shoe', fieldDescription: 'x', fieldType: 0 });
  await userId.post('/api/users/update', {
    userId: 'S-1',
    email: 's1@example.org',
    dataFields: { shoe: 43, firstName: 'Sue' },
  });
  const data = await soap('userGetAllDataByCustomerKey', { customerKey: 'S-1', returnXml: true });
  expect(data).toContain('43');
  expect(data).toContain('Sue');
  const clash = await userId.post('/api/users/update', { userId: 'S-1', dataFields: { shoe: 'large' } });
  expect(clash).toMatchObject(refused(400, 'RequestFieldsTypesMismatched'));
  expect((await userId.get('/api/users/byUserId/S-1')).json).toMatchObject({
    user: { dataFields: { shoe: 43, firstName: 'Sue' } },
  });
});

test('keys: each kind may call what it is for, at every place that keys have stood', async () => {
  const { email } = projects;
  const keys = new ApiKeys(gateway.control);
  const bare = restClient(gateway.url);
  const readOnly = await keys.issue(email.realm, { door: 'iterable', rights: ['read-only'], name: 'r' });
  const mobile = await keys.issue(email.realm, { door: 'iterable', rights: ['mobile'], name: 'm' });
  const read = `/api/users/${K}`;
  const write = { body: { email: K } };
  const by = (key: string, name = 'Api-Key') => ({ headers: { [name]: key } });
  expect(await bare.call('GET', read)).toMatchObject({
    status: 401,
    json: { code: 'BadApiKey', msg: 'Invalid API key', params: { ip: '127.0.0.1', endpoint: read } },
  });
  expect(await bare.call('GET', read, by('f'.repeat(32)))).toMatchObject({
    status: 401,
    json: { code: 'BadApiKey' },
  });
  expect((await bare.call('GET', read, by(readOnly.key, 'api_key'))).status).toBe(200);
  expect((await bare.call('GET', `${read}?api_key=${readOnly.key}`)).status).toBe(200);
  expect(
    (await bare.call('POST', '/api/users/update', { body: { api_key: email.key, email: K } })).status,
  ).toBe(200);
  expect(await bare.call('POST', '/api/users/update', { ...write, ...by(readOnly.key) })).toMatchObject({
    status: 401,
    json: { code: 'BadApiKey', msg: 'Disabled API key or insufficient privileges' },
  });
  expect((await bare.call('POST', '/api/users/update', { ...write, ...by(mobile.key) })).status).toBe(200);
  expect((await bare.call('GET', read, by(mobile.key))).status).toBe(401);
  expect(await bare.call('POST', '/api/users/nowhere', by(email.key))).toMatchObject({
    status: 404,
    json: { code: 'NotFound' },
  });
  const broken = await bare.call('POST', '/api/users/bulkUpdate', {
    body: { users: [{}, { preferUserId: 'yes' }] },
    ...by(email.key),
  });
  expect(broken.json).toEqual({
    msg: '[/api/users/bulkUpdate] Invalid JSON body',
    code: 'BadJsonBody',
    params: { 'obj.users[1].preferUserId': 'Boolean value expected' },
  });
  bare.close();
});
