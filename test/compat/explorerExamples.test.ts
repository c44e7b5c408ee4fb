/** The examples that the discovery page shows, run as they stand: by PHP, Perl and Python, in both kinds of realm. */
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from '../../src/contract/registry';
import { describeApi } from '../../src/facades/explorer/describeApi';
import type { Arguments } from '../../src/facades/explorer/page/argumentValue';
import { exampleArguments } from '../../src/facades/explorer/page/examples/exampleValues';
import { LANGUAGES } from '../../src/facades/explorer/page/examples/languages';
import { operations } from '../../src/operations';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { axisStub, JAVAC } from './support/axisStub';
import { runProgram } from './support/runProgram';
import { shell } from './support/workshop';

const api = describeApi(new Registry(operations), '0');
const COMMANDS: Readonly<Record<string, string>> = { php: 'php', perl: 'perl', python: '/usr/bin/python3' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ MAIL_FROM: 'mail@sender.example' });
  for (const kind of ['normal', 'keyed'] as const) {
    const { session } = gateway[kind];
    const fields = [
      ['visits', 0],
      ['vip', 1],
      ['birthday', 2],
    ] as const;
    for (const [fieldName, fieldType] of fields)
      await gateway.soap.call('customFieldCreate', { session, fieldName, fieldType, fieldDescription: null });
  }
});
afterAll(() => gateway.close());

/** Runs the example of a call by its operation's name and the number of its arguments. */
async function run(
  language: string,
  kind: 'normal' | 'keyed',
  name: string,
  count: number,
  values: Arguments = {},
): Promise<string> {
  const operation = api.operations.find((each) => each.name === name)!;
  const form = operation.forms.find(({ parameters }) => parameters.length === count)!;
  const folder = await mkdtemp(join(gateway.varDirectory, 'example-'));
  await writeFile(join(folder, 'my.license'), gateway[kind].licence);
  const program = LANGUAGES.find(({ id }) => id === language)!.write({
    api,
    base: `${gateway.url}/`,
    operation,
    form,
    values: { ...exampleArguments(operation, form), listId: gateway[kind].listId, ...values },
  });
  await writeFile(join(folder, 'example'), program);
  return (await runProgram([COMMANDS[language]!, 'example'], folder)).trim();
}

const DATA = [
  { key: 'city', value: '"Ås" & <Oslo>' },
  { key: 'visits', value: 12 },
  { key: 'vip', value: true },
];

describe.each(['php', 'perl', 'python'])('%s', (language) => {
  test('opens a session', async () => {
    expect(await run(language, 'normal', 'beginSession', 1)).toBe('');
  });

  test('asks a question without a session', async () => {
    expect(await run(language, 'normal', 'getVersion', 0)).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('subscribes with fields, and reads them', async () => {
    const email = `ann.${language}@example.com`;
    expect(await run(language, 'normal', 'userSubscribeWithCustomData', 5, { email, data: DATA })).toBe('0');
    const all = await run(language, 'normal', 'userGetAllData', 3, { email });
    expect(all).toContain('&lt;Oslo&gt;');
    expect(all).toContain('12');
  });

  test('does so by customer key, with nil in the place of the fields', async () => {
    const values = { email: `key.${language}@example.com`, customerKey: `0012-${language}`, data: null };
    expect(await run(language, 'keyed', 'userSubscribeWithCustomDataByCustomerKey', 6, values)).toBe('0');
    expect(await run(language, 'keyed', 'userGetAllDataByCustomerKey', 3, values)).toContain(
      values.customerKey,
    );
  });

  test('sets a date', async () => {
    const values = {
      email: `date.${language}@example.com`,
      fieldName: 'birthday',
      value: '2001-02-03T04:05:06Z',
    };
    await run(language, 'normal', 'userSubscribe', 4, values);
    expect(await run(language, 'normal', 'userSetDataDate', 4, values)).toBe('0');
    expect(await run(language, 'normal', 'userGetAllData', 3, values)).toContain('2001-02-03');
  });

  test('reads a structure, and writes one', async () => {
    expect(await run(language, 'normal', 'listGetDataById', 2)).toContain('Test list');
    const list = { description: `By ${language}` };
    expect(await run(language, 'normal', 'listUpdate', 3, { list })).toBe('0');
    expect(await run(language, 'normal', 'listGetDataById', 2)).toContain(`By ${language}`);
  });

  test('sends a message', async () => {
    const { listId } = gateway.normal;
    const xmlFlags = `<to><email>mail.${language}@example.com</email></to><list_id>${listId}</list_id>`;
    expect(await run(language, 'normal', 'sendMessage', 6, { xmlFlags, subject: `For ${language}` })).toBe(
      '0',
    );
  });
});

test('every example in Java is a class that compiles against the stub of the WSDL', async () => {
  const stub = await axisStub({
    wsdl: `${gateway.url}/wsdl/WhatCountsAPI.wsdl`,
    endpoint: `${gateway.url}/webservices/WhatCountsAPI`,
  });
  const folder = await mkdtemp(join(gateway.varDirectory, 'java-'));
  await cp(join(stub, 'classes'), join(folder, 'classes'), { recursive: true });
  const write = LANGUAGES.find(({ id }) => id === 'java')!.write;
  const forms = api.operations.flatMap((operation) =>
    operation.forms.filter(({ published }) => published).map((form) => ({ operation, form })),
  );
  for (const [i, { operation, form }] of forms.entries()) {
    await mkdir(join(folder, `example${i}`));
    const values = exampleArguments(operation, form);
    const source = write({ api, base: `${gateway.url}/`, operation, form, values });
    await writeFile(join(folder, `example${i}`, 'Example.java'), `package example${i};\n${source}`);
  }
  await shell(folder, `${JAVAC} example*/Example.java`);
  expect(forms.length).toBeGreaterThan(100);
}, 120_000);
