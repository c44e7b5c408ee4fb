/**
 * One story through every door: SOAP, document/literal, XML-RPC, the HTTP API and dropped files leave the same rows and
 * the same mail, in both kinds of realm.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCustomField } from '../../src/core/fields/customFields';
import { operations } from '../../src/operations';
import { doorClients, type Value } from '../support/doors';
import { httpApi, PASSWORD } from '../support/httpApi';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import { temporaryDirectory } from '../support/testServer';

let gateway: TestGateway;
let directory: string;
beforeAll(async () => {
  directory = await temporaryDirectory('rows');
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', DROP_DIRECTORY: directory });
  for (const { database, realm } of [gateway.normal, gateway.keyed])
    await createCustomField(database, realm, { name: 'colour', description: '', type: 1 }, new Date());
});
afterAll(() => gateway.close());

type Kind = 'normal' | 'keyed';
const SUBJECT = 'For %%$first%% in %%$custom_colour%%';
const BODY = 'Dear %%$first%% of %%$city%%, %%$email%%';

/** Through a door that has the operations of the SOAP API. */
async function bySoap(kind: Kind, door: number, tag: string): Promise<void> {
  const { session, listId } = gateway[kind];
  const keyed = kind === 'keyed';
  const call = async (name: string, takes: string, args: Readonly<Record<string, Value>>): Promise<void> => {
    const operation = operations.find((each) => each.name === name)!;
    const form = operation.forms.find(({ parameters }) => parameters.join(' ') === takes)!;
    const answer = await doorClients(gateway.url)[door]!.call(operation, form, { session, ...args });
    expect(answer).toEqual({ value: 0 });
  };
  const twin = keyed ? 'ByCustomerKey' : '';
  const key = keyed ? 'customerKey ' : '';
  for (const name of ['ann', 'bob']) {
    const who = { email: `${name}@${tag}.example`, customerKey: `${tag}/${name}` };
    const fields = { first: name, city: 'Oslo, "N"', custom_colour: 'red' };
    const data = Object.entries(fields).map(([field, value]) => ({ key: field, value }));
    await call(`userSubscribeWithCustomData${twin}`, `${key}email listId emailFormat data`, {
      ...who,
      listId,
      emailFormat: 2,
      data,
    });
  }
  await call(
    `userUnSubscribe${twin}`,
    keyed ? 'customerKey listId optout universal' : 'email firstName listId optout universal',
    {
      email: `bob@${tag}.example`,
      firstName: 'bob',
      customerKey: `${tag}/bob`,
      listId,
      optout: true,
      universal: false,
    },
  );
  for (const name of ['ann', 'bob']) {
    const keyTag = keyed ? `<customer_key>${tag}/${name}</customer_key>` : '';
    await call('sendMessage', 'xmlFlags subject htmlBody plainTextBody predata', {
      xmlFlags: `<to><email>${name}@${tag}.example</email>${keyTag}</to><first_name>${name}</first_name><list_id>${listId}</list_id><format>1</format>`,
      subject: SUBJECT,
      htmlBody: '',
      plainTextBody: BODY,
      predata: null,
    });
  }
}

const fieldsOf = (kind: Kind): string =>
  `email,first,city,custom_colour${kind === 'keyed' ? ',customer_key' : ''}`;
const valuesOf = (kind: Kind, tag: string, name: string): string =>
  `${name}@${tag}.example,${name},"Oslo, ""N""",red${kind === 'keyed' ? `,${tag}/${name}` : ''}`;
const nameOf = (kind: Kind, tag: string, name: string): string =>
  kind === 'keyed'
    ? `email,customer_key^${name}@${tag}.example,${tag}/${name}`
    : `email,first^${name}@${tag}.example,${name}`;

async function byHttp(kind: Kind, tag: string): Promise<void> {
  const { listId } = gateway[kind];
  const call = await httpApi(gateway, gateway[kind]);
  const data = `${fieldsOf(kind)}^${valuesOf(kind, tag, 'ann')}^${valuesOf(kind, tag, 'bob')}`;
  expect(await call('sub', { list_id: listId, format: 2, data })).toMatch(/^SUCCESS/);
  expect(await call('unsub', { list_id: listId, optout: 1, data: nameOf(kind, tag, 'bob') })).toMatch(
    / 1 users/,
  );
  for (const name of ['ann', 'bob'])
    await call('send', {
      list_id: listId,
      format: 1,
      to: `${name}@${tag}.example`,
      first_name: name,
      subject: SUBJECT,
      plain_text_body: BODY,
      ...(kind === 'keyed' ? { customer_key: `${tag}/${name}` } : {}),
    });
}

/** Mail from files is for who is subscribed by it, so the story of a file ends before the mail. */
async function byFile(kind: Kind, tag: string): Promise<void> {
  const { realm, listId } = gateway[kind];
  await httpApi(gateway, gateway[kind]);
  const lines = [
    `realm=${realm.name}`,
    `password=${PASSWORD}`,
    `list_id=${listId}`,
    `cmd=sub&format=2&data=${fieldsOf(kind)}`,
    `^${valuesOf(kind, tag, 'ann')}`,
    `^${valuesOf(kind, tag, 'bob')}`,
    `cmd=unsub&optout=1&data=${nameOf(kind, tag, 'bob')}`,
    '',
  ];
  await writeFile(join(directory, `${tag}.dat`), lines.join('\n'));
  await writeFile(join(directory, `${tag}.sig`), '');
  for (let tries = 0; tries < 600; tries++) {
    if ((await readdir(join(directory, 'done')).catch(() => [] as string[])).includes(`${tag}.dat`)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await readFile(join(directory, 'done', `${tag}.dat.report`), 'utf8')).toContain(
    'Taken 3\nRefused 0',
  );
}

/** What a story left, without numbers, times and its own names. */
async function leftBy(tag: string, { database, realm }: TestRealm): Promise<Record<string, unknown>> {
  const tables = {
    contacts: `SELECT c.email, c.first_name, c.email_as_given, c.first_name_as_given, c.last_name, c.city FROM contacts c
      WHERE c.realm_id = ? AND c.email LIKE ? ORDER BY c.email`,
    values: `SELECT c.email, v.text_value FROM contact_values v JOIN contacts c ON c.realm_id = v.realm_id AND c.contact_id = v.contact_id
      WHERE v.realm_id = ? AND c.email LIKE ? ORDER BY c.email`,
    subscriptions: `SELECT c.email, s.list_id, s.email_format FROM subscriptions s JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id
      WHERE s.realm_id = ? AND c.email LIKE ? ORDER BY c.email`,
    optOuts:
      'SELECT email, level, list_id FROM opt_outs WHERE realm_id = ? AND email LIKE ? ORDER BY email, level',
    events: `SELECT c.email, e.event_type, e.list_id FROM events e JOIN contacts c ON c.realm_id = e.realm_id AND c.contact_id = e.contact_id
      WHERE e.realm_id = ? AND c.email LIKE ? ORDER BY c.email, e.event_type`,
    messages: `SELECT recipient, sender, subject, plain_text, html, email_format, list_id, status FROM messages
      WHERE realm_id = ? AND recipient LIKE ? ORDER BY recipient`,
  };
  const left: Record<string, unknown> = {};
  for (const [name, statement] of Object.entries(tables)) {
    const rows = await database.rows(statement, [realm.realmId, `%@${tag}.example`]);
    left[name] = JSON.parse(JSON.stringify(rows).replaceAll(tag, 'TAG'));
  }
  return left;
}

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let expected: Record<string, unknown>;
  beforeAll(async () => {
    await bySoap(kind, 0, `first${kind}`);
    expected = await leftBy(`first${kind}`, gateway[kind]);
  });

  test('the story leaves something', () => {
    expect(expected).toMatchObject({
      contacts: [{ city: 'Oslo, "N"' }, {}],
      subscriptions: [{ email: 'ann@TAG.example' }],
      optOuts: [{ email: 'bob@TAG.example' }],
      messages: [{ subject: 'For ann in red', status: 'queued' }, { status: 'suppressed' }],
    });
  });

  test.each(doorClients('').map(({ name }, door) => [name, door] as const))('through %s', async (_, door) => {
    const tag = `door${door}${kind}`;
    await bySoap(kind, door, tag);
    expect(await leftBy(tag, gateway[kind])).toEqual(expected);
  });

  test('through the HTTP API', async () => {
    const tag = `http${kind}`;
    await byHttp(kind, tag);
    expect(await leftBy(tag, gateway[kind])).toEqual(expected);
  });

  test('through a dropped file', async () => {
    const tag = `file${kind}`;
    await byFile(kind, tag);
    expect(await leftBy(tag, gateway[kind])).toEqual({ ...expected, messages: [] });
  });
});
