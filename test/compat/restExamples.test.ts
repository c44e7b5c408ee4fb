/** The examples of REST calls that the discovery page shows, run as they stand. */
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { describeEndpoint } from '../../src/facades/explorer/describeEndpoint';
import { REST_LANGUAGES } from '../../src/facades/explorer/page/examples/rest/restLanguages';
import { requestOf } from '../../src/facades/explorer/page/examples/rest/restRequest';
import { exampleBody, exampleParameters } from '../../src/facades/explorer/page/examples/rest/restValues';
import { restEndpoints } from '../../src/operations/rest';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const PASSWORD = 'open sesame & "more" $HOME';
const COMMANDS: Readonly<Record<string, readonly [program: string, file: string]>> = {
  curl: ['sh', 'example.sh'],
  php: ['php', 'example.php'],
  python: ['python3', 'example.py'],
  javascript: ['node', 'example.mjs'],
  ruby: ['ruby', 'example.rb'],
};
const endpoints = restEndpoints.map(describeEndpoint);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  await new RealmPasswords(gateway.control).set(gateway.normal.realm, { password: PASSWORD });
});
afterAll(() => gateway.close());

async function run(
  language: string,
  name: string,
  parameters: Readonly<Record<string, string>>,
  body: object | null,
): Promise<string> {
  const request = requestOf(
    `${gateway.url}/rest`,
    endpoints.find((each) => each.name === name)!,
    {
      realm: gateway.normal.realm.name,
      parameters,
      body: body && JSON.stringify(body),
    },
  );
  const [program, file] = COMMANDS[language]!;
  const folder = await mkdtemp(join(gateway.varDirectory, 'example-'));
  await writeFile(join(folder, file), REST_LANGUAGES.find(({ id }) => id === language)!.write(request));
  const env = { ...process.env, REALM_PASSWORD: PASSWORD };
  return (await promisify(execFile)(program, [file], { cwd: folder, env })).stdout.trim();
}

test.each(REST_LANGUAGES.map(({ id }) => id))('%s', async (language) => {
  const email = `${language}@example.com`;
  const city = `Sankt "Å" 'B' $C \\ & <d>`;
  const who = { email, firstName: 'Päivi' };
  expect(await run(language, 'POST /subscribers', {}, { ...who, city })).toContain('"subscriberId":');
  const read = await run(language, 'GET /subscribers', { email }, null);
  expect(read).toContain(JSON.stringify(city));
  expect(read).toContain('Päivi');
  expect(await run(language, 'GET /lists', { listName: "Nobody's list & more" }, null)).toMatch(/\[\]$/);
  expect(await run(language, 'GET /lists/{listId}', { listId: '0' }, null)).toMatch(/404/);
  expect(await run(language, 'DELETE /subscribers', {}, who)).not.toMatch(/40\d/);
  expect(await run(language, 'GET /subscribers', { email }, null)).toMatch(/\[\]$/);
});

test.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
  '%s has an example in every language',
  (_name, endpoint) => {
    const request = requestOf('https://gateway.example/rest', endpoint, {
      realm: 'shop',
      parameters: exampleParameters(null),
      body: endpoint.body && JSON.stringify(exampleBody(endpoint, null)),
    });
    expect(request.url).not.toMatch(/[{}]|\/\/[^g]/);
    for (const { write } of REST_LANGUAGES) {
      expect(write(request)).toContain(request.url);
      expect(write(request)).not.toMatch(/undefined|\[object|NaN/);
    }
  },
);
