/** Mail over the Iterable door: templates in Handlebars, messages of campaigns to one user, in the mailbox. */
import PostalMime, { type Email } from 'postal-mime';
import { renderHandlebars } from '../../src/core/programTemplates/renderHandlebars';
import { startProject, type Project } from '../support/iterableParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
let sink: SmtpSink;
let gateway: TestGateway;
let project: Project;
let campaignId: number;
let templateId: number;

beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url, PUBLIC_URL: 'https://mail.shop.example' });
  project = await startProject(gateway, 'hybrid');
  templateId = await upsert({
    clientTemplateId: 'order',
    name: 'Order',
    subject: 'Order {{number}} & more',
    html: '<p>{{#if vip}}Dear {{/if}}{{name}} {{profile.name}} %%$email%% {{missing}}</p>{{#each pets}}<i>{{this.kind}}</i>{{/each}}<a href="{{unsubscribeUrl}}">leave</a>',
    plainText: 'For {{name}} %%$email%%',
    fromName: 'Shop',
    fromEmail: 'orders@shop.example',
    replyToEmail: 'answers@shop.example',
  });
  campaignId = await newCampaign('Orders', templateId);
});
afterAll(async () => {
  project.close();
  await gateway.close();
  await sink.close();
});

async function upsert(template: object): Promise<number> {
  const { json } = await project.post('/api/templates/email/upsert', template);
  return Number(/IDs: (\d+)/.exec((json as { msg: string }).msg)![1]);
}
const newCampaign = async (name: string, of: number): Promise<number> =>
  ((await project.post('/api/campaigns/create', { name, templateId: of })).json as { campaignId: number })
    .campaignId;
const target = (more: object) => project.post('/api/email/target', { campaignId, ...more });

async function mail(): Promise<Email> {
  const before = sink.mails.length;
  while (sink.mails.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
  return PostalMime.parse(sink.mails[before]!.raw);
}

test('a message is filled from the call, the campaign and the profile; the user is made', async () => {
  await project.post('/api/users/update', {
    email: 'ann@example.org',
    dataFields: { name: 'A<b>nn', vip: true, pets: [{ kind: 'cat' }, { kind: 'dog' }] },
  });
  const arrived = mail();
  expect(
    await target({ recipientEmail: 'ann@example.org', dataFields: { number: 7, name: 'Bo & Co' } }),
  ).toMatchObject({
    status: 200,
    json: { code: 'Success' },
  });
  const { subject, html, text, from, replyTo, to } = await arrived;
  expect({ subject, from, to: to?.[0]?.address, replyTo: replyTo?.[0]?.address }).toMatchObject({
    subject: 'Order 7 & more',
    from: { name: 'Shop', address: 'orders@shop.example' },
    to: 'ann@example.org',
    replyTo: 'answers@shop.example',
  });
  // Values are escaped, what is missing is empty, and tags of the realm's own language mean nothing.
  expect(html).toContain('<p>Dear Bo &amp; Co A&lt;b&gt;nn &#37;%$email&#37;% </p><i>cat</i><i>dog</i>');
  expect(html).toMatch(/<a href="https:\/\/mail\.shop\.example\/[^"]+">leave<\/a>/);
  expect(text?.trim()).toBe('For Bo & Co %%$email%%');
  const sent = await project.get('/api/users/getSentMessages?email=ann@example.org');
  expect(sent.json).toMatchObject({
    messages: [{ campaignId, messageMedium: 'Email', createdAt: matching(/\+00:00$/) }],
  });

  const second = mail();
  expect(await target({ recipientUserId: 'new', dataFields: {} })).toMatchObject({
    status: 400,
    json: { code: 'QueueEmailError' },
  });
  expect(await project.people()).not.toContain('new|-');
  expect(await target({ recipientEmail: 'fresh@example.org' })).toMatchObject({ status: 200 });
  await second;
  expect(await project.people()).toContain('-|fresh@example.org');
});

test('nothing goes to whoever left, was forgotten, or has no address; an unknown campaign makes nobody', async () => {
  const before = sink.mails.length;
  await project.post('/api/users/updateSubscriptions', {
    email: 'left@example.org',
    unsubscribedChannelIds: [1],
  });
  await project.post('/api/users/updateSubscriptions', {
    email: 'type@example.org',
    unsubscribedMessageTypeIds: [1],
  });
  for (const recipientEmail of ['left@example.org', 'type@example.org'])
    expect(await target({ recipientEmail })).toMatchObject({
      status: 200,
      json: { msg: matching(/unsubscribed/) },
    });
  await project.post('/api/users/update', { email: 'gone@example.org' });
  await project.post('/api/users/forget', { email: 'gone@example.org' });
  expect(await target({ recipientEmail: 'gone@example.org' })).toMatchObject({
    status: 400,
    json: { code: 'ForgottenUserError' },
  });
  for (const path of ['email', 'inApp'])
    expect(
      await project.post(`/api/${path}/target`, { campaignId: 999, recipientEmail: 'nobody@example.org' }),
    ).toMatchObject({
      status: 400,
      json: { code: 'BadParams' },
    });
  expect(await target({})).toMatchObject({ status: 400, json: { code: 'BadParams' } });
  expect(await project.people()).not.toContain('-|nobody@example.org');
  const queued = await project.database.rows('SELECT 1 FROM outbox WHERE realm_id = ?', [
    project.realm.realmId,
  ]);
  expect([queued, sink.mails.length]).toEqual([[], before]);
});

test('a message for later waits, and is taken back', async () => {
  const sendAt = new Date(Date.now() + 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const who = { email: 'later@example.org' };
  const nothing = { status: 400, json: { code: 'BadParams' } };
  expect(await target({ recipientEmail: who.email, sendAt: '2999-01-01 00:00:00' })).toMatchObject(nothing);
  expect(await target({ recipientEmail: who.email, sendAt })).toMatchObject({ status: 200 });
  const [row] = await project.database.rows<{ waits: number }>(
    'SELECT due_at > UTC_TIMESTAMP() + INTERVAL 50 MINUTE AS waits FROM outbox WHERE realm_id = ?',
    [project.realm.realmId],
  );
  expect(row).toEqual({ waits: 1 });
  expect(await project.post('/api/email/cancel', { ...who, campaignId })).toMatchObject({ status: 200 });
  expect(await project.post('/api/email/cancel', { ...who, campaignId })).toMatchObject(nothing);
  expect(
    await project.database.rows('SELECT 1 FROM outbox WHERE realm_id = ?', [project.realm.realmId]),
  ).toEqual([]);
});

test('templates and campaigns are listed, changed and ended', async () => {
  expect(await upsert({ clientTemplateId: 'order', subject: 'Changed' })).toBe(templateId);
  expect((await project.get(`/api/templates/email/get?templateId=${templateId}`)).json).toMatchObject({
    templateId,
    clientTemplateId: 'order',
    name: 'Order',
    subject: 'Changed',
    fromName: 'Shop',
    messageTypeId: 1,
  });
  expect(await project.get('/api/templates/email/get?templateId=1')).toMatchObject({
    status: 404,
    json: { code: 'NotFound' },
  });
  const preview = await project.post(`/api/templates/email/preview?templateId=${templateId}`, {
    dataFields: { name: '<i>' },
  });
  expect(preview.headers['content-type']).toMatch(/^text\/html/);
  expect(preview.text).toContain('<p>&lt;i&gt; ');
  const other = await upsert({ clientTemplateId: 'other', name: 'Another' });
  expect((await project.get('/api/templates?pageSize=1&sort=-id')).json).toMatchObject({
    templates: [{ templateId: other }],
    totalTemplatesCount: 2,
    nextPageUrl: matching(/page=2/),
  });
  expect((await project.post('/api/templates/bulkDelete', { ids: [templateId, other, 1] })).json).toEqual({
    success: [other],
    failed: [templateId, 1],
  });
  const again = await newCampaign('Orders', templateId);
  expect(again).not.toBe(campaignId);
  expect(await project.post('/api/campaigns/deactivateTriggered', { campaignId: again })).toMatchObject({
    status: 200,
  });
  expect((await project.get(`/api/campaigns/${again}`)).json).toMatchObject({
    id: again,
    campaignState: 'Finished',
    type: 'Triggered',
  });
  expect(
    await project.post('/api/email/target', { campaignId: again, recipientEmail: 'ann@example.org' }),
  ).toMatchObject({ status: 400 });
  expect((await project.post('/api/campaigns/archive', { campaignIds: [again, 1] })).json).toEqual({
    success: [again],
    failed: [1],
  });
  expect((await project.get('/api/campaigns?campaignState=Archived')).json).toMatchObject({
    campaigns: [{ id: again }],
    totalCampaignsCount: 1,
  });
  expect(await project.get('/api/channels')).toMatchObject({
    json: { channels: [{ id: 1, messageMedium: 'Email' }, { id: 2 }] },
  });
  expect(
    await project.post('/api/campaigns/create', { name: 'Blast', templateId, listIds: [1] }),
  ).toMatchObject({ status: 400 });
});

test.each([
  [
    'a prototype',
    '{{constructor.constructor}}{{__proto__}}{{#with (lookup this "constructor")}}{{name}}{{/with}}',
    '',
  ],
  ['a method', '{{name.toUpperCase}}{{items.length}}', '2'],
  ['a helper that is not there', '{{#nothing}}x{{/nothing}}', ''],
])('%s in a template is not reached', (_, source, made) => {
  expect(renderHandlebars(source, { name: 'x', items: [1, 2] }, true)).toBe(made);
});

test('a template that takes too long, makes too much or cannot be read says so', async () => {
  const items = Array.from({ length: 3000 }, () => 1);
  const nested = '{{#each items}}{{#each ../items}}{{#each ../../items}}x{{/each}}{{/each}}{{/each}}';
  expect(() => renderHandlebars(nested, { items }, true)).toThrow(/takes too long|too long/);
  const broken = await upsert({ clientTemplateId: 'broken', html: '{{#if}' });
  expect(await project.post(`/api/templates/email/preview?templateId=${broken}`, {})).toMatchObject({
    status: 400,
    json: { code: 'BadParams', msg: matching(/cannot be filled/) },
  });
});
