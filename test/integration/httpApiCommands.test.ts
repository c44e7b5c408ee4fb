/**
 * The commands of the HTTP API that are not about single contacts: mail, lists, templates, articles, rules, fields and
 * reports. Every command of the list is called here or in httpApi.test.ts, which is checked at the end.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpApiOperations } from '../../src/operations/httpapi';
import { untilSent } from '../support/abtestParts';
import { httpApi, type HttpApi } from '../support/httpApi';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
let normal: TestRealm;
let keyed: TestRealm;
let call: HttpApi;
let callKeyed: HttpApi;
beforeAll(async () => {
  gateway = await startTestGateway({ MAIL_FROM: 'owner@sender.example', PUBLIC_URL: 'http://mail.example' });
  ({ normal, keyed } = gateway);
  call = await httpApi(gateway, normal);
  callKeyed = await httpApi(gateway, keyed);
});
afterAll(() => gateway.close());

const idOf = (text: string): number => Number(/^SUCCESS: (\d+)$/.exec(text)?.[1]);
const csv = { output_format: 'csv' };
const headed = { output_format: 'csv', headers: 1 };

interface MailRow {
  readonly recipient: string;
  readonly subject: string;
  readonly status: string;
}
const mailOf = ({ database, realm }: TestRealm, recipient: string): Promise<MailRow[]> =>
  database.rows(
    'SELECT recipient, subject, status FROM messages WHERE realm_id = ? AND recipient = ? ORDER BY message_id',
    [realm.realmId, recipient],
  );

describe('send', () => {
  const message = (): Record<string, string | number> => ({
    list_id: normal.listId,
    format: 2,
    subject: 'For %%$first%% %%$what%%',
    html_body: '<p>Dear %%$first%%</p>',
  });

  test('says to whom mail will be sent, and it is', async () => {
    const answer = await call('send', {
      ...message(),
      to: 'send@mail.example',
      data: 'first,what^Ann,"a, b"',
    });
    expect(answer).toBe('SUCCESS: mail will be sent to send@mail.example');
    expect(await mailOf(normal, 'send@mail.example')).toMatchObject([{ subject: 'For Ann a, b' }]);
  });

  test('in a Customer Key realm the key is an argument of its own', async () => {
    const { listId } = keyed;
    await callKeyed('sub', { list_id: listId, data: 'email,customer_key,first^send@key.example,K 1,Eva' });
    const args = { ...message(), list_id: listId, to: 'send@key.example' };
    expect(await callKeyed('send', args)).toBe('FAILURE: The argument customer_key (beside to) is required.');
    expect(await callKeyed('send', { ...args, customer_key: 'K 1' })).toMatch(/^SUCCESS/);
    expect(await callKeyed('send', { ...args, data: 'customer_key,what^K 1,x' })).toMatch(/^SUCCESS/);
    expect((await mailOf(keyed, 'send@key.example')).map(({ subject }) => subject)).toEqual([
      'For Eva ',
      'For Eva x',
    ]);
  });

  test('who opted out gets nothing, the caller hears it, and ignore_optout sends', async () => {
    const data = 'email^out@mail.example';
    await call('sub', { list_id: normal.listId, data });
    await call('unsub', { list_id: normal.listId, optout: 1, data });
    const args = { ...message(), to: 'out@mail.example' };
    expect(await call('send', args)).toMatch(/^FAILURE: no mail will be sent to out@mail\.example/);
    expect(await mailOf(normal, 'out@mail.example')).toMatchObject([{ status: 'suppressed' }]);
    expect(await call('send', { ...args, ignore_optout: 1 })).toMatch(/^SUCCESS/);
  });

  test('subandsend does both or neither', async () => {
    const data = 'email,first^both@mail.example,Bea';
    expect(await call('subandsend', { ...message(), data, template_id: 999_999 })).toMatch(/^FAILURE/);
    expect(await call('find', { email: 'both@mail.example' })).toBe('');
    expect(await call('subandsend', { ...message(), data })).toBe(
      'SUCCESS: mail will be sent to both@mail.example',
    );
    expect(await call('find', { email: 'both@mail.example' })).toMatch(/^\d+ both@mail\.example$/);
    expect(await mailOf(normal, 'both@mail.example')).toMatchObject([{ subject: 'For Bea ' }]);
  });

  test.each<[string, Record<string, string | number>]>([
    ['no recipient', {}],
    ['an address that is none', { to: 'what' }],
    ['a template of nobody', { to: 'a@b.example', template_id: 999_999 }],
    ['a list of nobody', { to: 'a@b.example', list_id: 999_999 }],
    ['a format that there is not', { to: 'a@b.example', format: 3 }],
    [
      'a header in the subject of the campaign',
      { to: 'a@b.example', campaign_name: 'a\r\nBcc: x@y.example' },
    ],
    ['a header in the sender', { to: 'a@b.example', from: 'a@b.example\r\nBcc: x@y.example' }],
  ])('%s fails and sends nothing', async (_, args) => {
    expect(await call('send', { ...message(), ...args })).toMatch(/^FAILURE: [^:^\n]+$/);
    expect(await mailOf(normal, 'a@b.example')).toEqual([]);
  });
});

describe('lists, templates, articles, rules, fields and folders', () => {
  test('lists', async () => {
    expect(await call('createlist', { list_name: 'Made' })).toBe('SUCCESS');
    const id = idOf(
      await call('excreatelist', {
        list_name: 'Numbered',
        description: 'Old',
        from: 'a@b.example',
        track_clicks: 1,
      }),
    );
    expect(await call('createlist', { list_name: 'Made' })).toMatch(/^FAILURE: Another list/);
    expect(await call('updatelist', { list_id: id, list_name: '', description: 'New', version: '' })).toBe(
      `SUCCESS: ${id}`,
    );
    expect(await call('updatelist', { list_id: id })).toBe(`SUCCESS: ${id}`);
    expect(await call('getlistbyid', { list_id: id })).toBe(`${id} Numbered`);
    expect(await call('getlistbyname', { list_name: 'Numbered', ...headed })).toBe(
      `"List ID","List Name","Description","Template","From Address","Reply To Address","Bounce Address","Track Clicks","Track Opens"\n"${id}","Numbered","New","-1","a@b.example","","","Y","Y"`,
    );
    expect(await call('getlistbyid', { list_id: id, output_format: 'xml', version: '8.4.0' })).toMatch(
      new RegExp(
        `^<\\?xml version="1.0" encoding="UTF-8"\\?><data><list_id>${id}</list_id>.*<folder_Id>0</folder_Id></data>$`,
      ),
    );
    expect(await call('show_lists')).toContain(`${id} Numbered`);
    expect((await call('show_lists', { ...headed, version: '8.4.0' })).split('\n')[0]).toBe(
      '"List Number","List Name","List Description","Folder ID"',
    );
    expect(await call('getlistdefinitions', headed)).toBe('');
    expect(await call('getlistbyid', { list_id: 999_999 })).toBe(
      'FAILURE: There is no list 999999 in this realm.',
    );
  });

  test('templates: what is left out of an update is emptied', async () => {
    const id = idOf(
      await call('createtemplate', {
        template_name: 'T',
        template_subject: 'S',
        template_body_html: '<b>%%$first%%x</b>',
        template_body_plain: 'P',
      }),
    );
    expect(await call('gettemplatebyid', { template_id: id, ...csv })).toBe(
      `"${id}","T","S","P","<b>%%$first%%x</b>",""`,
    );
    expect(await call('templatepreview', { template_name: 'T', template_type: 2 })).toBe('<b>x</b>');
    expect(await call('updatetemplate', { template_name: 'T', template_subject: 'S2' })).toBe(
      `SUCCESS: ${id}`,
    );
    expect(
      await call('gettemplatebyname', { template_name: 'T', output_format: 'xml', version: '8.4.0' }),
    ).toContain('<template_subject>S2</template_subject><body_plain></body_plain><body_html></body_html>');
    expect(await call('show_templates')).toContain(`${id} T`);
    expect(await call('createtemplate', { template_name: 'T' })).toMatch(/^FAILURE: Another template/);
    expect(await call('updatetemplate', { template_name: 'nobody' })).toMatch(
      /^FAILURE: There is no template/,
    );
  });

  test('articles', async () => {
    const id = idOf(
      await call('createarticle', {
        article_name: 'A',
        article_title: 'Title',
        article_body: 'Body',
        author_name: 'Ann',
      }),
    );
    expect(await call('getarticlewithid', { article_id: id, output_format: 'xml' })).toContain(
      `<data><article_id>${id}</article_id><name>A</name><title>Title</title>`,
    );
    const copy = idOf(await call('copyarticle', { article_name: 'A', dst_article_name: 'B' }));
    expect(await call('updatearticle', { article_name: 'A', article_body: 'Other' })).toBe(`SUCCESS: ${id}`);
    expect(await call('getarticlewithname', { article_name: 'A', ...csv })).toBe(
      `"${id}","A","","","","","Other","","","","0"`,
    );
    expect(await call('getarticlewithname', { article_name: 'B', ...csv })).toBe(
      `"${copy}","B","Title","","","","Body","Ann","","","0"`,
    );
    const blank = idOf(await call('createblankarticle', { article_name: 'C' }));
    expect(await call('showarticlelist')).toBe(`${id} A\n${copy} B\n${blank} C`);
    expect(await call('deletearticle', { article_name: 'C' })).toBe('SUCCESS: Article deleted');
    expect(await call('deletearticle', { article_name: 'C' })).toMatch(/^FAILURE: There is no article/);
  });

  test('rules', async () => {
    const args = { segmentation_type: 'adv', segmentation_name: 'R', list_id: normal.listId };
    const id = idOf(await call('createseg', { ...args, rules: 'email contains "send"', description: 'D' }));
    expect(await call('createseg', { ...args, segmentation_name: 'Bad', rules: 'nothing is right' })).toMatch(
      /^FAILURE: The rule is not valid at line 1/,
    );
    expect(await call('testseg', { segmentation_id: id, list_id: normal.listId })).toMatch(/^SUCCESS: \d+$/);
    expect(await call('updateseg', { segmentation_id: id, segmentation_name: 'R2' })).toBe(`SUCCESS: ${id}`);
    expect(await call('show_segments')).toBe(`${id} R2`);
    expect(await call('show_seg', headed)).toBe(
      `"Segmentation ID","Segmentation Name","Description"\n"${id}","R2","D"`,
    );
    expect(await call('deleteseg', { segmentation_id: id })).toMatch(/^SUCCESS/);
    expect(await call('show_seg')).toBe('');
  });

  test('fields and folders', async () => {
    const field = { fieldname: 'shoe', fieldtype: 0, description: 'Size' };
    expect(await call('customfieldcreate', field)).toBe("SUCCESS: Create custom field 'shoe'");
    expect(await call('customfieldcreate', field)).toMatch(/^FAILURE: A custom field named shoe exists/);
    expect(await call('customfielddelete', { fieldname: 'shoe' })).toBe(
      "SUCCESS: Deleted custom field 'shoe'",
    );
    expect(await call('customfielddelete', { fieldname: 'shoe' })).toMatch(/^FAILURE/);
    const folder = idOf(await call('createfolderpath', { folder_path: '/a/b', folder_type: 3 }));
    expect(await call('createfolderpath', { folder_path: '/a/b', folder_type: 3 })).toMatch(
      /^FAILURE: .*exists already/,
    );
    expect(await call('createlist', { list_name: 'In a folder', folder_id: folder })).toBe('SUCCESS');
    expect(await call('createlist', { list_name: 'In no folder', folder_id: 999_999 })).toMatch(
      /^FAILURE: There is no folder/,
    );
  });
});

describe('launches and reports', () => {
  let task: number;
  let listId: number;
  let contactId: number;
  beforeAll(async () => {
    listId = idOf(await call('excreatelist', { list_name: 'News', from: 'news@sender.example' }));
    await call('sub', {
      list_id: listId,
      format: 99,
      data: 'email,first^one@news.example,One^two@news.example,Two',
    });
    const template = idOf(
      await call('createtemplate', {
        template_name: 'News',
        template_subject: 'Hello',
        template_body_plain: 'Hi',
        template_body_html: '<p>Hi <a href="http://shop.example/">shop</a></p>',
      }),
    );
    const answer = await call('launch', {
      list_id: listId,
      template_id: template,
      format: 99,
      return_task_id: 1,
      campaign_alias: 'May',
    });
    task = Number(/^SUCCESS: Launch has begun: (\d+)$/.exec(answer)?.[1]);
    expect(await call('launchwithcount', { list_id: listId, template_id: template, format: 1 })).toBe(
      'SUCCESS: 2 pieces',
    );
    expect(
      await call('launch', { list_id: listId, template_id: template, format: 1, seed_list_id: 5 }),
    ).toMatch(/^FAILURE: .*seed_list_id/);
    expect(await call('launch', { list_id: 999_999, template_id: template, format: 1 })).toMatch(
      /^FAILURE: There is no list/,
    );
    await untilSent(normal);
    contactId = Number((await call('find', { email: 'one@news.example' })).split(' ')[0]);
    await call('unsub', { list_id: listId, data: 'email^two@news.example' });
    await call('unsub', { list_id: 0, optout: 1, data: 'email^two@news.example' });
  }, 60_000);

  test('campaigns', async () => {
    const lines = (await call('show_campaigns', { count: 2, ...headed })).split('\n');
    expect(lines[0]).toBe('"Campaign ID","List Name","Subject","Date","Recipients"');
    expect(lines[2]).toMatch(
      new RegExp(`^"${task}","News","Hello","\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d [AP]M","2"$`),
    );
    expect(await call('show_campaigns', { count: 51 })).toMatch(/^FAILURE/);
    expect(
      await call('rpt_campaign_list', {
        from_date: '01/01/2020',
        to_date: '12/31/2099',
        output_format: 'xml',
      }),
    ).toContain(
      `<Data><campaign_id>${task}</campaign_id><list_id>${listId}</list_id><list_name>News</list_name>`,
    );
    expect(
      await call('rpt_campaign_list', {
        from_date: '01/01/2020',
        to_date: '01/02/2020',
        output_format: 'xml',
      }),
    ).toBe('');
    expect(await call('rpt_campaign_list', { from_date: 'today', to_date: '01/02/2020' })).toMatch(
      /^FAILURE: The argument from_date is not valid/,
    );
    const stats = await call('show_campaign_stats', { campaign_id: task, output_format: 'xml' });
    expect(stats).toMatch(
      new RegExp(
        `<data><task_id>${task}</task_id><list_name>News</list_name>.*<recipients>2</recipients><alias>May</alias>`,
      ),
    );
    expect(
      (await call('show_campaign_stats_multi', { campaigns: String(task), ...headed })).split('\n')[0],
    ).toMatch(/^"Task Id","List Name","List Id"/);
    expect(await call('show_campaign_stats', { campaign_id: 1 })).toMatch(/^FAILURE: There is no campaign 1/);
  });

  test('of a campaign', async () => {
    expect(await call('rpt_click_overview', { campaign_id: task, ...csv })).toBe(
      '"http://shop.example/","0","0"',
    );
    expect(
      await call('rpt_clicked_on', { campaign_id: task, url: 'http://shop.example/', is_unique: 1 }),
    ).toBe('');
    const range = { campaign_id: task, from_date: '01/01/2020', to_date: '12/31/2099' };
    await untilCounted();
    expect(await call('rpt_daily_stats', { ...range, ...csv })).toMatch(
      new RegExp(`^"\\d\\d/\\d\\d/\\d{4}","${task}","2"`),
    );
    expect(await call('rpt_bounce_stats', { ...range, bounce_type: 31 })).toBe('');
    expect(await call('rpt_bounce_stats', { ...range, bounce_type: 5 })).toMatch(/^FAILURE/);
    expect(await call('rpt_browser_info', { campaign_id: task, ...headed })).toBe('');
    expect(await call('rpt_unsubscribe', { list_id: listId, ...csv })).toMatch(/"two@news\.example"/);
  });

  /** Counts follow the events within seconds. */
  async function untilCounted(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const text = await call('rpt_daily_stats', {
        campaign_id: task,
        from_date: '01/01/2020',
        to_date: '12/31/2099',
        ...csv,
      });
      if (/"2"/.test(text)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  test('of events', async () => {
    const range = { start_datetime: '01/01/2020', end_datetime: '12/31/2099', ...csv };
    expect(
      (await call('rpt_tracked_events', { event_type: 9, offset: 0, ...range })).split('\n').length,
    ).toBeGreaterThanOrEqual(4);
    expect(
      (
        await call('rpt_tracked_events_by_campaign', {
          campaign_id: task,
          event_type: 9,
          offset: 0,
          ...range,
        })
      ).split('\n'),
    ).toHaveLength(2);
    const sent = async (name: string): Promise<string[]> =>
      (await call(name, range)).split('\n').filter((line) => /@news\.example/.test(line));
    expect(await sent('rpt_send_events')).toHaveLength(4);
    expect(await sent('rpt_api_send_events')).toHaveLength(0);
    expect(await sent('rpt_all_send_events')).toHaveLength(4);
    expect(await call('rpt_api_send_events', range)).toMatch(/"both@mail\.example"/);
    for (const kind of ['open', 'click', 'delivery'])
      for (const variant of ['', 'api_', 'all_'])
        expect(await call(`rpt_${variant}${kind}_events`, range)).toBe('');
    expect(await call('rpt_unsub_events', range)).toMatch(/"two@news\.example"/);
    for (const kind of ['video', 'social']) expect(await call(`rpt_${kind}_events`, range)).toBe('');
    expect(await call('rpt_tracking_other_events', range)).toMatch(/"one@news\.example"/);
  });

  test('of a contact', async () => {
    const events = await call('rpt_subscriber_events', { subscriber_id: contactId, ...headed });
    expect(events).toMatch(
      new RegExp(
        `^"Event","Event ID","List","List ID","Date"\\n"Sent Message","9","News","${listId}","\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d [AP]M"`,
      ),
    );
    expect(
      await call('rpt_subscriber_events', { email: 'one@news.example', event_type: 20, ...csv }),
    ).toMatch(/^"Subscribed","20"[^\n]*$/);
    for (const variant of ['', 'api_', 'all_']) {
      expect(
        (await call(`rpt_subscriber_${variant}send_events`, { subscriber_id: contactId })).split('\n'),
      ).toHaveLength(2);
      for (const kind of ['open', 'click', 'delivery'])
        expect(await call(`rpt_subscriber_${variant}${kind}_events`, { subscriber_id: contactId })).toBe('');
    }
    for (const kind of ['unsub', 'video', 'social'])
      expect(await call(`rpt_subscriber_${kind}_events`, { subscriber_id: contactId })).toBe('');
    expect(await call('rpt_subscriber_tracking_other_events', { subscriber_id: contactId })).toMatch(
      /^Subscribed 20/,
    );
    const two = Number((await call('find', { email: 'two@news.example' })).split(' ')[0]);
    const xml = await call('show_user_events', { subscriber_id: two, output_format: 'xml' });
    expect(xml).toMatch(/^<Data><event>.*<\/Data>$/);
    expect(await call('show_user_events', { subscriber_id: two, output_format: 'xml2' })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><data>${xml}</data>`,
    );
  });

  test('of addresses', async () => {
    expect(await call('show_opt', { list_id: listId, days: 1, ...headed })).toBe(
      '"Email"\n"two@news.example"',
    );
    expect(await call('show_optout', { list_id: listId, days: 1 })).toBe('two@news.example');
    expect(await call('show_optglobal', { days: 1 })).toBe('two@news.example');
    for (const kind of ['soft', 'hard', 'block', 'complaint']) {
      expect(await call(`show_${kind}`, { list_id: listId, days: 10 })).toBe('');
      expect(await call(`show_${kind}`, { list_id: 0, days: 10, ...headed })).toBe('');
    }
    expect(await call('show_hard', { list_id: 999_999, days: 10 })).toMatch(/^FAILURE: There is no list/);
  });

  test('of a list', async () => {
    expect(await call('rpt_subscribers_in_list', { list_id: listId, offset: 0 })).toMatch(
      /^\d+ one@news\.example One/,
    );
    const range = { list_id: listId, start_datetime: '01/01/2020 00:00:00', end_datetime: '12/31/2099' };
    expect(await call('rpt_sub_by_update_datetime', { ...range, ...csv })).toMatch(
      /^"\d+","one@news\.example","One","","\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"$/,
    );
    expect(await call('rpt_sub_by_update_datetime', { ...range, end_datetime: '01/02/2020' })).toBe('');
  });

  test('A/B tests and social accounts that there are not', async () => {
    expect(await call('show_abdefinitions', csv)).toBe('');
    expect(await call('getabdefinitionbyid', { ab_definition_id: 1 })).toMatch(
      /^FAILURE: There is no A\/B definition 1/,
    );
    expect(await call('rpt_abstats', { ab_defintion_id: 1 })).toMatch(
      /^FAILURE: There is no A\/B definition 1/,
    );
    expect(await call('abmailwinner', { encrypted_id: 'x' })).toMatch(/^FAILURE/);
    expect(await call('getsocialproviders', csv)).toBe('');
    for (const cmd of ['getsocialproviderbyid', 'deletesocialproviderbyid'])
      expect(await call(cmd, { social_provider_id: 1 })).toMatch(/^FAILURE: There is no such social account/);
    for (const cmd of ['getsocialproviderbyusername', 'deletesocialproviderbyusername'])
      expect(await call(cmd, { provider: 'TWITTER', username: 'x' })).toMatch(
        /^FAILURE: There is no such social account/,
      );
    const template = Number(/^(\d+) News$/m.exec(await call('show_templates'))?.[1]);
    expect(
      await call('setsocialpostfortemplate', { template_id: template, provider: 'twitter', post: 'Hi' }),
    ).toMatch(/^SUCCESS/);
    expect(await call('getsocialpostsfortemplatebyid', { template_id: template, ...csv })).toMatch(
      /"TWITTER","Hi"$/,
    );
    expect(await call('getsocialpostsfortemplatebyname', { template_name: 'News', ...csv })).toMatch(
      /"TWITTER","Hi"$/,
    );
  });
});

test.each(
  httpApiOperations.filter(({ errors }) => errors.includes('command.absent')).map(({ name }) => name),
)('%s is refused with the reason', async (name) => {
  expect(await call(name)).toMatch(
    new RegExp(`^FAILURE: ${name} is not available, since this gateway has no [^:]+$`),
  );
});

test('every command is called', async () => {
  // The log is written a little later.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const log = readFileSync(gateway.logFile, 'utf8');
  const sources = [
    'httpApi.test.ts',
    'lifecycle.test.ts',
    'relationalData.test.ts',
    'scheduledLaunches.test.ts',
  ]
    .map((file) => readFileSync(join(__dirname, file), 'utf8'))
    .join();
  const uncalled = httpApiOperations
    .map(({ name }) => name)
    .filter(
      (name) =>
        !log.includes(`"operation":"${name}"`) &&
        !new RegExp(`[cC]all(Keyed)?\\(\\s*'${name}'`).test(sources),
    );
  expect(uncalled).toEqual([]);
});
