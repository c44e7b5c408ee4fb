/** Switches of a realm: set on the command line, seen in mails, faults and pages. One realm has them, the other not. */
import { writeFile } from 'node:fs/promises';
import PostalMime, { type Email } from 'postal-mime';
import { runCommand, type Outcome } from '../support/commandLine';
import { makeTemplate, newestCampaign, until } from '../support/launchParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { inVar, startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url, PUBLIC_URL: 'https://mail.example' });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});
beforeEach(() => (sink.mails.length = 0));

const run = (...words: string[]): Promise<Outcome> => runCommand(gateway.environment, words);
const set = async (name: string, value: string): Promise<string> => {
  const { code, out, error } = await run('realm', 'set', 'normal', name, value);
  expect([code, error]).toEqual([0, '']);
  return out;
};

const subscribe = ({ session, listId }: TestRealm, email: string): Promise<unknown> =>
  gateway.soap.call('userSubscribe', { session, email, listId, emailFormat: 2 });

const send = (
  { session, listId }: TestRealm,
  email: string,
  html: string,
  more = '',
): Record<string, string | null> => ({
  session,
  xmlFlags: `<to><email>${email}</email></to><list_id>${listId}</list_id>${more}`,
  subject: 'x',
  htmlBody: html,
  plainTextBody: '',
  predata: null,
});

const mailTo = async (address: string): Promise<Email> => {
  await until(() => sink.mails.some(({ to }) => to[0] === address));
  return PostalMime.parse(sink.mails.find(({ to }) => to[0] === address)!.raw);
};

const launch = ({ session, listId }: TestRealm, templateId: number) => ({
  session,
  creatorEmail: '',
  notifyEmail: '',
  listId,
  templateId,
  segmentationId: 0,
  forcedFormat: 2,
  testMode: false,
});

test('only what can change is set, and it is shown', async () => {
  expect(await set('time_zone', 'America/New_York')).toMatch(/^Time zone +America\/New_York$/m);
  expect(await set('description', 'The shop')).toMatch(/^Description +The shop$/m);
  await set('time_zone', 'UTC');
  const refused = [
    await run('realm', 'set', 'normal', 'identity_scheme', 'customer_key'),
    await run('realm', 'set', 'normal', 'strict_templates', 'yes'),
    await run('realm', 'set', 'normal', 'time_zone', 'Mars/Base'),
    await run('realm', 'set', 'nobody', 'description', 'x'),
  ];
  expect(refused.map(({ code, error }) => [code, error])).toEqual([
    [1, expect.stringMatching(/cannot be set; what can is raw_contact_values.*never changes/)],
    [1, expect.stringContaining('strict_templates is on or off')],
    [1, expect.stringContaining('no time zone named')],
    [1, expect.stringContaining('no realm named')],
  ]);
  const { out } = await run('realm', 'show', 'normal', '--json');
  expect(JSON.parse(out)).toMatchObject({ timeZone: 'UTC', description: 'The shop', switches: [] });
});

test('raw_contact_values prints markup of contacts, in single messages and launches', async () => {
  const { normal } = gateway;
  await subscribe(normal, 'raw@example.org');
  await normal.database.write(
    `UPDATE contacts SET last_name = '<b>Raw</b>' WHERE realm_id = ${normal.realm.realmId} AND email = 'raw@example.org'`,
  );
  const html = '<p>%%$last%%</p>';
  const templateId = await makeTemplate(normal, { html });
  const printed = async (): Promise<string[]> => {
    sink.mails.length = 0;
    await gateway.soap.call('sendMessage', send(normal, 'raw@example.org', html));
    const one = (await mailTo('raw@example.org')).html!;
    sink.mails.length = 0;
    await gateway.soap.call('listRun', launch(normal, templateId));
    await newestCampaign(normal);
    return [one, (await mailTo('raw@example.org')).html!].map((text) => /<p>.*<\/p>/.exec(text)![0]);
  };
  const escaped = '<p>&lt;b&gt;Raw&lt;/b&gt;</p>';
  expect(await printed()).toEqual([escaped, escaped]);
  expect(await set('raw_contact_values', 'on')).toMatch(/^Switches on +raw_contact_values$/m);
  expect(await printed()).toEqual(['<p><b>Raw</b></p>', '<p><b>Raw</b></p>']);
  await set('raw_contact_values', 'off');
  expect(await printed()).toEqual([escaped, escaped]);
});

test('strict_templates refuses what cannot be read, when it is saved and when it is sent', async () => {
  const { normal, keyed, soap } = gateway;
  const broken = 'line one\n%%$email%% %%NOTHING%%';
  const templateId = await makeTemplate(normal, { html: broken, plainText: '' });
  const [{ name }] = (await normal.database.rows<{ name: string }>(
    'SELECT name FROM templates WHERE template_id = ?',
    [templateId],
  )) as [{ name: string }];
  for (const realm of [normal, keyed])
    await soap.call('templateCreate', { session: realm.session, templateName: 'new', returnTemplateId: 0 });
  const edit = (realm: TestRealm, content: string) => ({
    session: realm.session,
    templateName: 'new',
    element: 4,
    content,
  });
  await set('strict_templates', 'on');
  await writeFile(inVar(gateway, 'bad.html'), broken);

  const refusals: [string, Record<string, unknown>][] = [
    ['sendMessage', send(normal, 's1@example.org', broken)],
    ['sendMessage', send(normal, 's1@example.org', '', `<template_id>${templateId}</template_id>`)],
    ['sendMessage', send(normal, 's1@example.org', 'x\n%%$email%% %%article Lost%%')],
    ['listRun', launch(normal, templateId)],
    ['templateEdit', edit(normal, broken)],
    ['templateCopy', { session: normal.session, srcName: name, dstName: 'copy' }],
  ];
  const [before] = await normal.database.rows('SELECT COUNT(*) AS n, MAX(updated_at) AS t FROM templates');
  for (const [operation, args] of refusals) {
    const fault = await soap.fault(operation, args as never);
    expect([operation, fault.code]).toEqual([operation, 'template.unreadable']);
    expect(fault.faultstring).toMatch(/html, line 2, column 12/);
    expect(fault.faultstring).not.toContain('NOTHING');
  }
  const imported = await run('template', 'import', 'normal', inVar(gateway, 'bad.html'));
  expect([imported.code, imported.error]).toEqual([1, expect.stringContaining('line 2, column 12')]);
  expect((await run('article', 'create', 'normal', 'Bad', '--body', broken)).error).toContain('look at body');
  const [after] = await normal.database.rows('SELECT COUNT(*) AS n, MAX(updated_at) AS t FROM templates');
  expect(after).toEqual(before);

  // What can be read goes out, and so does a value with an odd name that the message brings.
  const data = '<data>my key^here</data>';
  expect(await soap.call('templateEdit', edit(normal, '100%% off, %%$first%%'))).toBe(0);
  expect(await soap.call('sendMessage', send(normal, 's1@example.org', '%%$my key%%', data))).toBe(0);
  // The other realm is lenient.
  expect(await soap.call('templateEdit', edit(keyed, broken))).toBe(0);
  await set('strict_templates', 'off');
  expect(await soap.call('templateEdit', edit(normal, broken))).toBe(0);
});

test('legacy_immediate_unsub lets the link act, but not for robots, prefetches and the long address', async () => {
  const { normal } = gateway;
  await set('legacy_immediate_unsub', 'on');
  const email = 'leaver@example.org';
  await subscribe(normal, email);
  await gateway.soap.call('sendMessage', send(normal, email, '<p>%%SUBSCRIBER_ID_TAG%%</p>'));
  const token = /[0-9A-F]{64}/.exec((await mailTo(email)).html!)![0];
  const isOn = async (): Promise<boolean> => {
    const rows = await normal.database.rows(
      `SELECT 1 AS found FROM subscriptions s JOIN contacts c ON c.contact_id = s.contact_id WHERE c.realm_id = ${normal.realm.realmId} AND c.email = ?`,
      [email],
    );
    return rows.length > 0;
  };
  const ask = async (path: string, init: RequestInit = {}): Promise<string> =>
    (
      await fetch(`${gateway.url}${path}?id=${token}`, {
        ...init,
        headers: { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0', ...init.headers },
      })
    ).text();
  await ask('/u', { method: 'HEAD' });
  expect(await ask('/u', { headers: { 'Sec-Purpose': 'prefetch' } })).toContain('<button');
  expect(await ask('/u', { headers: { 'User-Agent': 'Googlebot/2.1' } })).toContain('<button');
  expect(await ask('/bin/listunsub')).toContain('<button');
  expect(await isOn()).toBe(true);
  expect(await ask('/u')).toContain('You are unsubscribed');
  expect(await isOn()).toBe(false);
  const [optOut] = await normal.database.rows<{ source: string }>(
    `SELECT source FROM opt_outs WHERE realm_id = ${normal.realm.realmId} AND email = ?`,
    [email],
  );
  expect(optOut!.source).toBe('unsubscribe link');
});
