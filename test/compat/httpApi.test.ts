/**
 * Programs of other languages over the HTTP API, each in the manner of public clients of the platform: how they put a
 * request together, and by what they tell success from failure. In both kinds of realm.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PASSWORD, httpApi } from '../support/httpApi';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const CLIENTS = join(__dirname, 'clients/httpapi');
const PROGRAMS = {
  php: ['php', join(CLIENTS, 'client.php')],
  python: ['python3', join(CLIENTS, 'client.py')],
  perl: ['perl', join(CLIENTS, 'client.pl')],
  ruby: ['ruby', join(CLIENTS, 'client.rb')],
} as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  for (const realm of [gateway.normal, gateway.keyed]) await httpApi(gateway, realm);
});
afterAll(() => gateway.close());

const NO_LIST = 'Error looking up list ids, one or more list ids specified do not belong to your realm';
const NO_ENTRY =
  "Password (hidden) doesn't match entry for API user credentials in database or IP isn't an approved IP";

/** What each program understands where everything goes as its author meant it. */
const understood = (kind: 'normal' | 'keyed'): Record<keyof typeof PROGRAMS, unknown> => ({
  php: {
    subscribed: true,
    found: ['php@family.example', 'Päivi', 'Lee, Jr.'],
    city: 'Oslo',
    onList: true,
    missing: 'No results',
    usesKey: kind === 'keyed' ? 'Y' : 'N',
    list: 'Test list',
    badList: NO_LIST,
    badPassword: NO_ENTRY,
    unsubscribed: 1,
    deleted: '1 record(s) processed. 1 users deleted.',
  },
  python: {
    subscribed: true,
    found: ['python@family.example', 'Päivi', 'Lee, "Jr."'],
    plain: 'python@family.example',
    city: 'Oslo',
    missing: [],
    lists: true,
    badList: [NO_LIST],
    badPassword: [NO_ENTRY],
    badAddress: ['what does not appear to be a valid email address'],
    unsubscribed: 1,
    deleted: 1,
  },
  perl: {
    subscribed: true,
    exists: true,
    missing: false,
    lists: true,
    segments: '',
    badList: NO_LIST,
    badPassword: NO_ENTRY,
    updated:
      kind === 'normal'
        ? 'SUCCESS: 1 record(s) processed. 1 users updated.'
        : 'FAILURE: update is not available in a realm that identifies contacts by customer key; send sub, which names the contact by its key.',
    unsubscribed: '1',
    deleted: '1',
  },
  ruby: {
    subscribed: true,
    found: true,
    missing: '',
    newList: true,
    badList: -1,
    badPassword: true,
    unsubscribed: true,
    deleted: 'SUCCESS: 1 record(s) processed. 1 users deleted.',
  },
});

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  test.each(Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[])('%s', async (language) => {
    const { realm, listId } = gateway[kind];
    const [program, file] = PROGRAMS[language];
    const key = kind === 'keyed' ? `CRM ${language}` : '';
    const { stdout } = await promisify(execFile)(program, [
      file,
      `${gateway.url}/bin/api_web`,
      realm.name,
      PASSWORD,
      String(listId),
      key,
    ]);
    expect(JSON.parse(stdout)).toEqual(understood(kind)[language]);
  });
});
