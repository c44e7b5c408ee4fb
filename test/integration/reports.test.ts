/**
 * Reports against what really happened: a launch through the door to a relay, mails opened and clicked by their own
 * links, refused and returned mail, and people who leave.
 */
import PostalMime from 'postal-mime';
import { recordEvents } from '../../src/core/events/events';
import { rollUpCounts } from '../../src/core/events/rollUpCounts';
import { recountCampaign } from '../../src/core/events/recountCampaign';
import { runHere } from '../support/commandLine';
import { makeTemplate, until } from '../support/launchParts';
import { THEIRS } from '../support/neighbour';
import { complaint, freePort, handIn, report } from '../support/returnMail';
import { startSmtpSink, type SmtpSink, type SunkMail } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const HTML =
  '<p>Dear %%$first%%, <a href="https://shop.example/sale?a=1&amp;b=2">the sale</a>, <a href="https://shop.example/news">news</a>, <a href="https://other.example/never">never</a></p>';
const SALE = 'https://shop.example/sale?a=1&b=2';
const NEWS = 'https://shop.example/news';

let sink: SmtpSink;
let gateway: TestGateway;
let returnPort: number;
let visitors = 0;

beforeAll(async () => {
  sink = await startSmtpSink();
  returnPort = await freePort();
  gateway = await startTestGateway({
    SMTP_URL: sink.url,
    PUBLIC_URL: 'https://pages.example',
    EVENT_FLUSH_MILLISECONDS: '20',
    TRUST_PROXY: '1',
    RETURN_PATH_DOMAIN: 'return.gateway.example',
    RETURN_MAIL_PORT: String(returnPort),
  });
  await gateway.control.write("UPDATE realms SET time_zone = 'America/New_York'");
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});

async function visit(address: string, agent: string, body?: string): Promise<number> {
  const response = await fetch(address.replace('https://pages.example', gateway.url), {
    method: body === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      'User-Agent': agent,
      'X-Forwarded-For': `198.51.100.${(visitors += 1) % 250}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** A mail as its reader has it. */
interface Received {
  readonly mail: SunkMail;
  readonly pixel: string;
  readonly sale: string;
  readonly news: string;
  readonly leave: string;
}

async function received(mail: SunkMail): Promise<Received> {
  const parsed = await PostalMime.parse(mail.raw);
  const links = [...parsed.html!.matchAll(/(?:href|src)="([^"]*)"/g)].map((m) =>
    m[1]!.replaceAll('&amp;', '&'),
  );
  const leave = parsed.headers.find(({ key }) => key === 'list-unsubscribe')!.value;
  const [sale, news] = links.filter((link) => link.includes('t=11'));
  return {
    mail,
    pixel: links.find((link) => link.includes('t=10'))!,
    sale: sale!,
    news: news!,
    leave: /<(https:[^>]*)>/.exec(leave)![1]!,
  };
}

interface World {
  readonly kind: 'normal' | 'keyed';
  readonly realm: TestRealm;
  readonly listId: number;
  readonly campaignId: number;
  readonly testCampaignId: number;
  readonly mails: Record<'ann' | 'bob' | 'cid' | 'eve' | 'fay', Received>;
  readonly ids: Record<string, number>;
  /** `mm/dd/yyyy` and `yyyy-mm-dd` of today, and of the days around it, in the realm's zone. */
  readonly today: string;
  readonly yesterday: string;
  readonly tomorrow: string;
}

/** A day of New York, so many days from now. */
function day(offset: number): string {
  const at = new Date(Date.now() + offset * 86_400_000);
  return new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

const call = (
  world: Pick<World, 'realm'>,
  operation: string,
  args: Record<string, string | number | boolean>,
) => gateway.soap.text(operation, { session: world.realm.session, ...args });

/** Rows of a CSV answer. */
const rows = (text: string): string[][] =>
  text === ''
    ? []
    : text.split('\n').map((line) =>
        line
          .slice(1, -1)
          .split('","')
          .map((value) => value.replaceAll('""', '"')),
      );

async function events(realm: TestRealm): Promise<number> {
  const [row] = await realm.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM events');
  return row!.n;
}

async function launch(realm: TestRealm, flags: string): Promise<number> {
  const answer = await gateway.soap.text('listRun', { session: realm.session, xmlFlags: flags });
  return Number(answer);
}

/** Lets everything happen once. */
async function happen(kind: 'normal' | 'keyed'): Promise<World> {
  const { soap } = gateway;
  const realm: TestRealm = {
    ...gateway[kind],
    session: await soap.text('beginSession', { license: gateway[kind].licence }),
  };
  const { listId, database } = realm;
  const names = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay'];
  const ids: Record<string, number> = {};
  const email = (name: string) => `${name}.${kind}@readers.example`;
  for (const name of names) {
    const who =
      kind === 'keyed'
        ? { customerKey: `K-${name}`, email: email(name), firstName: name }
        : { email: email(name) };
    await soap.call(kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe', {
      session: realm.session,
      ...who,
      listId,
      emailFormat: 99,
    });
    const [row] = await database.rows<{ contact_id: number }>(
      `SELECT contact_id FROM contacts WHERE realm_id = ${realm.realm.realmId} AND email = ?`,
      [email(name)],
    );
    ids[name] = row!.contact_id;
    await soap.call(kind === 'keyed' ? 'userSetDataStringByCustomerKey' : 'userSetDataString', {
      session: realm.session,
      ...(kind === 'keyed' ? { customerKey: `K-${name}` } : { email: email(name) }),
      fieldName: 'last',
      fieldValue: `O"${name}, Jr`,
    });
  }
  sink.on.rcpt = (address) => (address === email('dan') ? [550, '5.1.1 no such user'] : null);
  const templateId = await makeTemplate(realm, { html: HTML });
  const flags = `<list_id>${listId}</list_id><template_id>${templateId}</template_id><campaign_alias>Spring</campaign_alias>`;
  const before = sink.mails.length;
  const testCampaignId = await launch(
    realm,
    `${flags}<test_mode>1</test_mode><creator_email>${email('ann')}</creator_email>`,
  );
  await until(() => sink.mails.length === before + 1);
  const campaignId = await launch(realm, flags);
  await until(() => sink.mails.length === before + 6);
  const mails = Object.fromEntries(
    await Promise.all(
      sink.mails
        .slice(before + 1)
        .map(async (mail) => [mail.to[0]!.split('.')[0]!, await received(mail)] as const),
    ),
  ) as World['mails'];
  const test = await received(sink.mails[before]!);
  await until(async () => {
    const [row] = await database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM outbox');
    return row!.n === 0;
  });
  const known = await events(realm);
  const { ann, bob, cid, eve, fay } = mails;
  // The order of time is that of the reports.
  await visit(test.pixel, FIREFOX);
  await until(async () => (await events(realm)) === known + 1);
  const steps: [string, string][] = [
    [ann.pixel, FIREFOX],
    [bob.pixel, IPHONE],
    [ann.pixel, FIREFOX],
    [ann.sale, FIREFOX],
    [bob.sale, FIREFOX],
    [ann.sale, FIREFOX],
    [ann.news, IPHONE],
  ];
  for (const [i, [address, agent]] of steps.entries()) {
    await visit(address, agent);
    await until(async () => (await events(realm)) === known + 2 + i);
  }
  expect(await visit(cid.leave, FIREFOX, 'List-Unsubscribe=One-Click')).toBe(200);
  const idOf = ({ mail }: Received) => ({
    from: mail.from,
    internet_message_id: /^Message-ID: (.*)\r$/im.exec(mail.raw.toString())![1]!,
  });
  expect(
    await handIn(
      eve.mail.from,
      report(idOf(eve), { address: email('eve'), status: '5.2.2', words: '552 5.2.2 over quota' }),
      { at: returnPort },
    ),
  ).toMatch(/^250/);
  expect(await handIn(fay.mail.from, complaint(idOf(fay)), { at: returnPort })).toMatch(/^250/);
  await soap.call(kind === 'keyed' ? 'userDeleteByCustomerKey' : 'userDelete', {
    session: realm.session,
    ...(kind === 'keyed' ? { customerKey: 'K-bob' } : { email: email('bob') }),
  });
  return {
    kind,
    realm,
    listId,
    campaignId,
    testCampaignId,
    mails,
    ids,
    today: day(0),
    yesterday: day(-1),
    tomorrow: day(1),
  };
}

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await happen(kind);
  });

  const key = (name: string): string[] => (kind === 'keyed' ? [name && `K-${name}`] : []);
  const contact = (name: string): string[] => [
    `${name}.${kind}@readers.example`,
    kind === 'keyed' ? name : '',
    `O"${name}, Jr`,
  ];
  const GONE = ['', '', ''];
  const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string;

  const tracked = async (args: Record<string, string | number>) =>
    rows(
      await call(world, 'getTrackedEventsByCampaign', {
        campaignId: world.campaignId,
        eventType: 0,
        startDatetime: world.yesterday,
        endDatetime: world.tomorrow,
        offset: 0,
        format: 'csv',
        header: 0,
        ...args,
      }),
    );

  test('getTrackedEventsByCampaign has every event of the campaign by time, the key last', async () => {
    const all = await tracked({ header: 1 });
    expect(all[0]).toEqual([
      'campaign_id',
      'campaign_alias',
      'list_id',
      'list_name',
      'subscriber_id',
      'email',
      'first_name',
      'last_name',
      'event_date',
      'event_type',
      ...(kind === 'keyed' ? ['customer_key'] : []),
    ]);
    const row = (name: string, type: number, shown = contact(name)) => [
      String(world.campaignId),
      'Spring',
      String(world.listId),
      'Test list',
      String(world.ids[name]),
      ...shown,
      DATE,
      String(type),
      ...key(shown === GONE ? '' : name),
    ];
    const after = all.slice(1).filter(([, , , , , , , , , type]) => type !== '9' && type !== '31');
    expect(after).toEqual([
      row('ann', 10),
      row('bob', 10, GONE),
      row('ann', 10),
      row('ann', 11),
      row('bob', 11, GONE),
      row('ann', 11),
      row('ann', 11),
      row('cid', 21),
      row('eve', 30),
      row('fay', 34),
    ]);
    const sent = await tracked({ eventType: 9 });
    expect(sent.map((cells) => Number(cells[4])).sort((a, b) => a - b)).toEqual(
      ['ann', 'bob', 'cid', 'eve', 'fay'].map((name) => world.ids[name]),
    );
    expect(await tracked({ eventType: 31 })).toEqual([row('dan', 31)]);
    expect(await tracked({ offset: all.length - 3 })).toEqual([row('eve', 30), row('fay', 34)]);
    expect(await tracked({ offset: 1000 })).toEqual([]);
    expect(await tracked({ eventType: 50 })).toEqual([]);
  });

  test('dates are those of the realm, and both ends belong to the range', async () => {
    const all = await tracked({});
    expect(await tracked({ startDatetime: world.today, endDatetime: world.today })).toEqual(all);
    expect(await tracked({ startDatetime: world.tomorrow })).toEqual([]);
    expect(await tracked({ startDatetime: '01/01/1000', endDatetime: '12/31/9999' })).toEqual(all);
    expect(await tracked({ endDatetime: world.yesterday })).toEqual([]);
    const [, month, dayOfMonth, year] = /^(\d+)\/(\d+)\/(\d+)$/.exec(world.today)!;
    const shown = all[0]![8]!;
    expect(shown.startsWith(`${year}-${month}-${dayOfMonth} `)).toBe(true);
    // The second that is shown, asked for.
    const second = `${world.today} ${shown.slice(11)}`;
    const within = await tracked({ startDatetime: second, endDatetime: second });
    expect(within).toEqual(all.filter((row) => row[8] === shown));
  });

  test('getTrackedEvents has those of all campaigns and of none, but for launches in test mode', async () => {
    const args = {
      eventType: 0,
      startDatetime: world.yesterday,
      endDatetime: world.tomorrow,
      offset: 0,
      format: 'csv',
      header: 0,
    };
    const all = rows(await call(world, 'getTrackedEvents', args));
    expect(all.filter((row) => row[9] === '20')).toHaveLength(6);
    expect(all.some((row) => row[0] === String(world.testCampaignId))).toBe(false);
    expect(all.filter((row) => row[0] === String(world.campaignId))).toHaveLength((await tracked({})).length);
    const clicks = rows(await call(world, 'getTrackedEvents', { ...args, eventType: 11 }));
    expect(clicks.map((row) => row[10])).toEqual([SALE, SALE, SALE, NEWS]);
    expect(clicks.map((row) => row[11])).toEqual(
      kind === 'keyed' ? ['K-ann', '', 'K-ann', 'K-ann'] : Array(4).fill(undefined),
    );
    const soft = rows(await call(world, 'getTrackedEvents', { ...args, eventType: 30 }));
    expect(soft.map((row) => row[10])).toEqual(['mailbox-full']);
    // The campaign of a test has its own events.
    const test = await tracked({ campaignId: world.testCampaignId });
    expect(test.map((row) => row[9]).sort()).toEqual(['10', '9']);
  });

  test('the formats and the header switch, as a number or as a word', async () => {
    const args = {
      campaignId: world.campaignId,
      eventType: 21,
      startDatetime: world.today,
      endDatetime: world.today,
      offset: 0,
      header: 1,
    };
    const answer = (format: string, header: number | boolean = 1) =>
      call(world, 'getTrackedEventsByCampaign', { ...args, format, header });
    expect((await answer('CSV_Tab', true)).split('\n')[0]).toMatch(/^"campaign_id"\t"campaign_alias"\t/);
    expect(await answer('csv_pipe', false)).toMatch(/^"\d+"\|"Spring"\|/);
    expect(await answer('HTML')).toMatch(/^<table><tr><th>campaign_id<\/th>.*<td>O&quot;cid, Jr<\/td>/);
    expect(await answer('plain')).toContain('campaign_id campaign_alias');
    for (const format of ['xml', 'XML2'])
      expect(await answer(format)).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?><data><Data><campaign_id>\d+<\/campaign_id><campaign_alias>Spring/,
      );
    const fault = await gateway.soap.fault('getTrackedEventsByCampaign', {
      session: world.realm.session,
      ...args,
      format: 'test',
    });
    expect(fault.code).toBe('argument.invalid');
  });

  test('getCampaignsInDateRange shows launches, and those in test mode where it is asked to', async () => {
    const args = { fromDate: world.today, toDate: world.today, showHidden: 0, format: 'csv', header: 1 };
    const answer = rows(await call(world, 'getCampaignsInDateRange', args));
    expect(answer).toEqual([
      ['campaign_id', 'list_id', 'list_name', 'subject', 'deploy_date', 'pieces_sent', 'task_id'],
      [
        String(world.campaignId),
        String(world.listId),
        'Test list',
        'News for %%$first%%',
        expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/),
        '5',
        String(world.campaignId),
      ],
    ]);
    const hidden = rows(await call(world, 'getCampaignsInDateRange', { ...args, showHidden: 1, header: 0 }));
    expect(hidden.map((row) => [row[0], row[5]])).toEqual([
      [String(world.testCampaignId), '1'],
      [String(world.campaignId), '5'],
    ]);
    const before = { ...args, fromDate: world.yesterday, toDate: world.yesterday, header: 0 };
    expect(await call(world, 'getCampaignsInDateRange', before)).toBe('');
    const ever = { ...args, fromDate: '01/01/1000', toDate: '12/31/9999' };
    expect(rows(await call(world, 'getCampaignsInDateRange', ever))).toEqual(answer);
  });

  test('getCampaignClickthroughsOverview counts clicks and contacts by link', async () => {
    const args = { campaignId: world.campaignId, format: 'csv', header: 1 };
    expect(rows(await call(world, 'getCampaignClickthroughsOverview', args))).toEqual([
      ['url', 'total_clicks', 'unique_clicks'],
      [SALE, '3', '2'],
      [NEWS, '1', '1'],
      ['https://other.example/never', '0', '0'],
    ]);
    const xml = await call(world, 'getCampaignClickthroughsOverview', { ...args, format: 'xml' });
    expect(xml).toMatch(
      /<Data><url>https:\/\/shop.example\/sale\?a=1&amp;b=2<\/url><total_clicks>3<\/total_clicks><unique_clicks>2<\/unique_clicks><tracking_url_id>\d+<\/tracking_url_id><\/Data>/,
    );
  });

  test('getDailyCampaignStats has one row for today, with the later columns for those who know them', async () => {
    const args = {
      campaignId: world.campaignId,
      fromDate: world.yesterday,
      toDate: world.tomorrow,
      format: 'csv',
      header: 1,
      version: '',
    };
    const old = [
      'event_date',
      'Campaign_ID',
      'Total_sent',
      'Total_opened',
      'Unique_opened',
      'Total_clickthroughs',
      'Unique_clickthroughs',
      'Total_soft_bounced',
      'Total_hard_bounced',
      'Total_unsubscribed',
    ];
    const counts = [world.today, String(world.campaignId), '5', '3', '2', '4', '2', '1', '1', '1'];
    const daily = async (version: string) =>
      rows(await call(world, 'getDailyCampaignStats', { ...args, version }));
    for (const version of ['', '7.2.9', '7']) expect(await daily(version)).toEqual([old, counts]);
    for (const version of ['7.3.0', '7.3', '8', '15.01'])
      expect(await daily(version)).toEqual([
        [...old, 'Total_complaints_bounced', 'Total_blocked_bounced'],
        [...counts, '1', '0'],
      ]);
    const fault = await gateway.soap.fault('getDailyCampaignStats', {
      session: world.realm.session,
      ...args,
      version: 'new',
    });
    expect(fault.code).toBe('argument.invalid');
  });

  test('getBrowserInfoByCampaign counts programs, or names contacts', async () => {
    const args = {
      campaignId: world.campaignId,
      bySubscriber: false,
      osNameMatch: '',
      browserMatch: '',
      clientTypeMatch: '',
      format: 'csv',
      header: true,
    };
    expect(rows(await call(world, 'getBrowserInfoByCampaign', args))).toEqual([
      ['os_name', 'browser', 'client_type', 'total_opened', 'total_clickthroughs'],
      ['Linux', 'Firefox 128', 'desktop', '2', '3'],
      ['iOS 17', 'Safari 17', 'mobile', '1', '1'],
    ]);
    const only = { ...args, browserMatch: 'FIRE', clientTypeMatch: 'desk', header: false };
    expect(rows(await call(world, 'getBrowserInfoByCampaign', only))).toHaveLength(1);
    expect(await call(world, 'getBrowserInfoByCampaign', { ...only, osNameMatch: 'BeOS' })).toBe('');
    const by = rows(await call(world, 'getBrowserInfoByCampaign', { ...args, bySubscriber: true }));
    expect(by).toEqual([
      [
        'email',
        'first_name',
        'last_name',
        'os_name',
        'browser',
        'client_type',
        'event_date',
        ...(kind === 'keyed' ? ['customer_key'] : []),
      ],
      [...contact('ann'), 'Linux', 'Firefox 128', 'desktop', DATE, ...key('ann')],
      [...GONE, 'iOS 17', 'Safari 17', 'mobile', DATE, ...key('')],
      [...GONE, 'Linux', 'Firefox 128', 'desktop', DATE, ...key('')],
    ]);
  });

  test('getBounceStats has what came back and what was complained about', async () => {
    const args = {
      campaignId: world.campaignId,
      fromDate: world.today,
      toDate: world.today,
      format: 'csv',
      header: 1,
    };
    const answer = rows(await call(world, 'getBounceStats', args));
    expect(answer[0]).toEqual([
      'email',
      'campaign_id',
      'event_date',
      'bounce_type',
      'category',
      ...(kind === 'keyed' ? ['customer_key'] : []),
    ]);
    const row = (name: string, type: string, category: string) => [
      `${name}.${kind}@readers.example`,
      String(world.campaignId),
      DATE,
      type,
      category,
      ...key(name),
    ];
    expect(answer.slice(1)).toEqual([
      row('dan', '31', 'unknown-user'),
      row('eve', '30', 'mailbox-full'),
      row('fay', '34', 'abuse'),
    ]);
    expect(
      await call(world, 'getBounceStats', {
        ...args,
        fromDate: world.yesterday,
        toDate: world.yesterday,
        header: 0,
      }),
    ).toBe('');
  });

  test('getUnsubscribeReport has who left, by campaign, by list, and each once', async () => {
    const args = { campaignId: world.campaignId, listId: 0, unique: 0, format: 'csv', header: 0 };
    const left = rows(await call(world, 'getUnsubscribeReport', args));
    expect(left).toEqual([
      [
        String(world.campaignId),
        'Spring',
        String(world.listId),
        'Test list',
        String(world.ids.cid),
        ...contact('cid'),
        DATE,
        '21',
        ...key('cid'),
      ],
    ]);
    // Back, and away again by a call: twice from the list, once from the campaign.
    const who =
      kind === 'keyed'
        ? { customerKey: 'K-cid', email: `cid.${kind}@readers.example` }
        : { email: `cid.${kind}@readers.example` };
    const subscribe = { session: world.realm.session, ...who, listId: world.listId, emailFormat: 99 };
    await gateway.soap.call(kind === 'keyed' ? 'userSubscribeOptOutByCustomerKey' : 'userSubscribeOptOut', {
      ...subscribe,
      overrideOptOut: true,
    });
    await gateway.soap.call(kind === 'keyed' ? 'userUnSubscribeByCustomerKey' : 'userUnSubscribe', {
      session: world.realm.session,
      ...(kind === 'keyed' ? { customerKey: 'K-cid' } : who),
      listId: world.listId,
    });
    const byList = { ...args, campaignId: 0, listId: world.listId };
    const fromList = rows(await call(world, 'getUnsubscribeReport', byList));
    expect(fromList.map((row) => [row[0], row[4]])).toEqual([
      [String(world.campaignId), String(world.ids.cid)],
      ['0', String(world.ids.cid)],
    ]);
    expect(rows(await call(world, 'getUnsubscribeReport', { ...byList, unique: 1 }))).toEqual(left);
    expect(rows(await call(world, 'getUnsubscribeReport', { ...args, listId: world.listId }))).toEqual(left);
    const neither = { session: world.realm.session, ...args, campaignId: 0 };
    expect((await gateway.soap.fault('getUnsubscribeReport', neither)).code).toBe('argument.invalid');
  });

  test('getSubscribersWhoClickedOnURL: whole link or part of it, every click or each contact once', async () => {
    const clicked = async (url: string, exactUrlMatch: number, unique: number) =>
      rows(
        await call(world, 'getSubscribersWhoClickedOnURL', {
          campaignId: world.campaignId,
          url,
          exactUrlMatch,
          unique,
          format: 'csv',
          header: 0,
        }),
      );
    const ann = [...contact('ann'), DATE, ...key('ann')];
    const bob = [...GONE, DATE, ...key('')];
    expect(await clicked(SALE, 1, 0)).toEqual([ann, bob, ann]);
    expect(await clicked(SALE, 1, 1)).toEqual([ann, bob]);
    expect(await clicked('shop.example', 1, 0)).toEqual([]);
    expect(await clicked('shop.example', 0, 0)).toEqual([ann, bob, ann, ann]);
    expect(await clicked('shop.example', 0, 1)).toEqual([ann, bob]);
    expect(await clicked('%', 0, 0)).toEqual([]);
  });

  test('getSubscriberEvents: by name and by number, newest first, without tests', async () => {
    const args = { limit: 0, eventType: 0, format: 'csv', header: true };
    const named = (more: Record<string, string | number | boolean> = {}) =>
      kind === 'keyed'
        ? call(world, 'getSubscriberEventsByCustomerKey', { customerKey: 'K-ann', ...args, ...more })
        : call(world, 'getSubscriberEvents', {
            email: 'ann.normal@readers.example',
            firstName: '',
            ...args,
            ...more,
          });
    const answer = rows(await named());
    expect(answer[0]).toEqual(['Event', 'Event ID', 'List', 'List ID', 'Date']);
    expect(answer.slice(1).map((row) => row[0])).toEqual([
      'Clicked on URL',
      'Clicked on URL',
      'Clicked on URL',
      'Read Message',
      'Read Message',
      'Sent Message',
      'Subscribed',
    ]);
    expect(answer[1]).toEqual([
      'Clicked on URL',
      '11',
      'Test list',
      String(world.listId),
      expect.stringMatching(/^\d\d\/\d\d\/\d\d \d\d:\d\d [AP]M$/),
    ]);
    const byId = { subscriberId: world.ids.ann!, ...args };
    expect(rows(await call(world, 'getSubscriberEventsByID', byId))).toEqual(answer);
    expect(rows(await named({ limit: 2, header: false }))).toEqual(answer.slice(1, 3));
    expect(rows(await named({ eventType: 9, header: false })).map((row) => row[1])).toEqual(['9']);
    expect(await named({ format: 'xml2', limit: 1 })).toMatch(
      /^<\?xml[^>]*><data><Data><event>Clicked on URL<\/event><event_id>11<\/event_id><list>Test list<\/list><list_id>\d+<\/list_id><date>/,
    );
    const fault = await gateway.soap.fault('getSubscriberEventsByID', {
      session: world.realm.session,
      ...byId,
      subscriberId: world.ids.bob!,
    });
    expect(fault.code).toBe('contact.notFound');
  });

  test('getSubscriberEvents goes by the time of events, not by when they were recorded', async () => {
    const { realm, database } = world.realm;
    const occurredAt = new Date(Date.now() - 3_600_000);
    await database.transaction((sql) =>
      recordEvents(sql, realm, [{ type: 'dataSetByUrl', occurredAt, contactId: world.ids.cid! }]),
    );
    const args = { subscriberId: world.ids.cid!, eventType: 0, format: 'csv', header: false };
    const all = rows(await call(world, 'getSubscriberEventsByID', { ...args, limit: 0 }));
    expect(all.at(-1)![1]).toBe('32');
    const newest = rows(await call(world, 'getSubscriberEventsByID', { ...args, limit: 1 }));
    expect(newest).toEqual(all.slice(0, 1));
    expect(newest[0]![1]).not.toBe('32');
  });

  test('getSubscribersInList has the key last', async () => {
    const args = { listId: world.listId, offset: 0, format: 'csv', header: 1 };
    const answer = rows(await call(world, 'getSubscribersInList', args));
    expect(answer[0]).toEqual([
      'subscriber_id',
      'email',
      'first_name',
      'last_name',
      'created_date',
      ...(kind === 'keyed' ? ['customer_key'] : []),
    ]);
    expect(answer[1]).toEqual([String(world.ids.ann), ...contact('ann'), DATE, ...key('ann')]);
    const all = answer.slice(1).map((row) => row[0]);
    const rest = rows(await call(world, 'getSubscribersInList', { ...args, offset: 2, header: 0 }));
    expect(rest.map((row) => row[0])).toEqual(all.slice(2));
  });

  test('a campaign that is not there is a fault, and another realm sees nothing of this one', async () => {
    const { session, neighbour } = world.realm;
    for (const [asking, campaignId] of [
      [session, world.campaignId + 1000],
      [session, THEIRS.id],
      [neighbour.session, world.campaignId],
    ] as const) {
      const args = { session: asking, campaignId, format: 'csv', header: 0 };
      expect((await gateway.soap.fault('getCampaignClickthroughsOverview', args)).code).toBe(
        'campaign.notFound',
      );
    }
    for (const [asking, subscriberId] of [
      [session, world.ids.ann! + 5000],
      [session, THEIRS.id],
      [neighbour.session, world.ids.ann!],
    ] as const) {
      const args = { session: asking, subscriberId, limit: 1, eventType: 0, format: 'csv', header: false };
      expect((await gateway.soap.fault('getSubscriberEventsByID', args)).code).toBe('contact.notFound');
    }
  });

  test('the counts are those of the events, folded or not', async () => {
    const { database, realm } = world.realm;
    const args = {
      campaignId: world.campaignId,
      fromDate: world.today,
      toDate: world.today,
      format: 'csv',
      header: 0,
      version: '8',
    };
    const before = await call(world, 'getDailyCampaignStats', args);
    const clicks = { campaignId: world.campaignId, format: 'csv', header: 0 };
    const links = await call(world, 'getCampaignClickthroughsOverview', clicks);
    expect(await database.transaction((sql) => recountCampaign(sql, realm, world.campaignId))).toBe(0);
    await rollUpCounts(database);
    expect(await call(world, 'getDailyCampaignStats', args)).toBe(before);
    for (const table of ['campaign_counts', 'campaign_readers'])
      await database.writeOf(`DELETE FROM ${table} WHERE campaign_id = ?`, [world.campaignId]);
    expect(await call(world, 'getDailyCampaignStats', args)).toBe('');
    await database.transaction((sql) => recountCampaign(sql, realm, world.campaignId));
    expect(await call(world, 'getDailyCampaignStats', args)).toBe(before);
    expect(await call(world, 'getCampaignClickthroughsOverview', clicks)).toBe(links);
  });

  test('campaign show has the counts, and campaign recount mends those that are wrong', async () => {
    const { realm, database } = world.realm;
    const named = [realm.name, String(world.campaignId)];
    const shown = await runHere(gateway.environment, ['campaign', 'show', ...named]);
    expect(shown.out).toMatch(/^Opens +3 by 2 contacts\nClicks +4 by 2 contacts$/m);
    expect(shown.out).toMatch(
      /^Soft bounces +1\nHard bounces +1\nBlocked +0\nComplaints +1\nUnsubscribed +1$/m,
    );
    const recount = async (...words: string[]) => {
      const outcome = await runHere(gateway.environment, ['campaign', 'recount', ...words, '--json']);
      return { ...outcome, json: JSON.parse(outcome.out || 'null') as unknown };
    };
    expect((await recount(realm.name)).json).toMatchObject({ corrected: 0 });
    await database.write('UPDATE campaign_counts SET total = total + 5 WHERE campaign_id = ? AND facet = 1', [
      world.campaignId,
    ]);
    const mended = await recount(...named);
    expect(mended.json).toEqual({ campaigns: 1, corrected: 2 });
    expect(mended.error).toContain(`Campaign ${world.campaignId}: 2 counts were wrong.`);
    expect((await recount(...named)).json).toEqual({ campaigns: 1, corrected: 0 });
    const unknown = await recount(realm.name, '999');
    expect(unknown).toMatchObject({ code: 1, error: expect.stringContaining('no campaign 999') as string });
  });
});
