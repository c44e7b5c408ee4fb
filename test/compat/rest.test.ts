/**
 * Programs of other languages over REST, each in the manner of real clients: how they put a request together, and by
 * what they tell success from failure. In both kinds of realm. What they call is measured for docs/coverage.md.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { basic, restClient } from '../support/restClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const PASSWORD = 'open sesame & more';
const CODE = 'code of a client';
const PROGRAMS = {
  php: ['php', 'client.php'],
  python: ['python3', 'client.py'],
  ruby: ['ruby', 'client.rb'],
  javascript: ['node', 'client.mjs'],
  curl: ['sh', 'client.sh'],
} as const;
type Language = keyof typeof PROGRAMS;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', MAIL_FROM: 'mail@sender.example' });
  const passwords = new RealmPasswords(gateway.control);
  for (const { realm, session } of [gateway.normal, gateway.keyed]) {
    await passwords.set(realm, { password: PASSWORD });
    for (const language of Object.keys(PROGRAMS))
      await passwords.set(realm, { password: CODE, client: `rest-${language}` });
    const templateId = await gateway.soap.call('templateCreate', {
      session,
      templateName: 'Order mail',
      returnTemplateId: 1,
    });
    expect(Number(templateId)).toBe(7001);
    const text = 'Dear %%$first%%: %%$item%%';
    const client = restClient(gateway.url, basic(realm.name, PASSWORD));
    const body = { subject: text, templateDataPlaintext: text, templateDataHtml: `<p>${text}</p>` };
    expect((await client.call('PUT', '/rest/templates/7001', { body })).status).toBe(200);
    client.close();
  }
});
afterAll(() => gateway.close());

const DUPLICATE = 'Cannot insert duplicate subscription';

/** What each program understands where everything goes as its author meant it. */
const understood = (kind: 'normal' | 'keyed', language: Language): unknown => {
  const isKeyed = kind === 'keyed';
  const key = `CRM ${language}`;
  const any = expect.anything() as unknown;
  const says = (pattern: RegExp) => expect.stringMatching(pattern) as unknown;
  switch (language) {
    case 'php':
      return {
        subscribed: [gateway[kind].listId, 2, 'Test list'],
        sent: 0,
        sentWith: 0,
        unknown: '404 Subscriber Not Found',
        long: says(/^400 .*campaignName/),
        noList: says(/^404 .*list/),
        badPassword: '401 Unauthorized',
        lists: ['Test list'],
      };
    case 'python':
      return {
        made: [200, 'python@family.example', 'Päivi', 'Oslo', isKeyed ? key : null],
        twice: [400, any],
        read: 'Oslo',
        found: ['Päivi'],
        changed: 'Lee & Co.',
        kept: 'Päivi',
        joined: 99,
        again: [400, DUPLICATE],
        onList: true,
        lists: ['Test list'],
        sent: [200, 0],
        sentByNumbers: [200, 0],
        left: 204,
        deleted: 204,
        gone: [404, 'Delete Failed: Unable to find resource to delete'],
        unknown: [404, 'Subscriber Not Found'],
      };
    case 'ruby':
      return {
        subscribed: 1,
        members: ['Eva'],
        template: ['By Ruby', 'Hello %%$first%%'],
        templateTwice: [400, any],
        templates: 1,
        list: 'By Ruby',
        noSender: [400, says(/listFromAddress/)],
        sent: 0,
        bounces: 0,
        badDate: [400, says(/start/)],
        noPath: [404, 'Not Found'],
      };
    case 'javascript':
      return {
        patched: 'Łódź',
        cleared: '',
        noField: { failed: 400, why: says(/nothing/) },
        joined: 'Test list',
        sent: [0, 0, { failed: 404, why: says(/template/) }],
        events: [],
        article: '<p>Hi</p>',
        otherVersion: 406,
        campaigns: 0,
        deleted: null,
      };
    case 'curl':
      return [
        'formatId 99 200',
        '0 200',
        '0 200',
        '{"error":"Subscriber Not Found","status":"Not Found","statusCode":404} 404',
        '[] 200',
      ];
  }
};

const PARTS = ['empty', 'text', 'html', 'both'];

/** Mail of a program's contact: as what it was kept, in which format, and its subject. */
const mailOf = async (kind: 'normal' | 'keyed', language: Language): Promise<string[]> => {
  const { database, realm } = gateway[kind];
  const rows = await database.rows<{ status: string; parts: number; subject: string }>(
    "SELECT status, COALESCE(plain_text > '', 0) + 2 * COALESCE(html > '', 0) AS parts, subject FROM messages WHERE realm_id = ? AND recipient = ? ORDER BY message_id",
    [realm.realmId, `${language}@family.example`],
  );
  return rows.map(({ status, parts, subject }) => `${status} ${PARTS[parts]} ${subject}`).sort();
};
const MAIL: Readonly<Record<Language, readonly string[]>> = {
  php: ['queued both Dear Päivi: ', 'queued text Dear Päivi: '],
  python: ['queued html Dear Päivi: <shoe> & "lace"', 'queued text Dear Päivi: '],
  ruby: ['queued text Hello'],
  javascript: ['queued html Dear Zoë: ', 'queued text Dear Zoë: '],
  curl: ['queued html Dear Ann: ', 'queued text Dear Ann: '],
};

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  test.each(Object.keys(PROGRAMS) as Language[])('%s', async (language) => {
    const { realm, listId } = gateway[kind];
    const [program, file] = PROGRAMS[language];
    const key = kind === 'keyed' ? (language === 'curl' ? 'CRM-curl' : `CRM ${language}`) : '';
    const { stdout } = await promisify(execFile)(program, [
      join(__dirname, 'clients/rest', file),
      `${gateway.url}/rest`,
      realm.name,
      PASSWORD,
      Buffer.from(`rest-${language}:${CODE}`).toString('base64'),
      String(listId),
      key,
    ]);
    const said: unknown = language === 'curl' ? stdout.trim().split('\n') : JSON.parse(stdout);
    expect(said).toEqual(understood(kind, language));
    expect(await mailOf(kind, language)).toEqual(MAIL[language]);
  });
});
