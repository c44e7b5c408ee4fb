/** Launches through the SOAP door to the mails that arrive, in both kinds of realm. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { createList } from '../../src/core/lists/lists';
import { recordOptOut } from '../../src/core/suppression/optOuts';
import {
  addresses,
  campaigns,
  makeTemplate,
  newestCampaign,
  reached,
  subscribeMany,
  until,
} from '../support/launchParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
/** What the web server of the templates answers; null for 404. */
let page: () => string | null;
let pageUrl: string;
const pages = createServer((_request, response) => {
  const text = page();
  response.writeHead(text === null ? 404 : 200, { 'content-type': 'text/plain' }).end(text ?? '');
});
beforeAll(async () => {
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const place = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  pageUrl = `http://${place}`;
  sink = await startSmtpSink();
  gateway = await startTestGateway({
    SMTP_URL: sink.url,
    SMTP_CONNECTIONS: '10',
    PUBLIC_URL: 'https://mail.example',
    SMARTGET_ALLOW_PRIVATE: place,
  });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
  pages.close();
});
beforeEach(() => {
  sink.mails.length = 0;
  sink.on = {};
});

const newList = (realm: TestRealm, settings = {}): Promise<number> =>
  createList(
    realm.database,
    realm.realm,
    { name: `list ${Math.random()}`, fromAddress: '"The list" <list@sender.example>', ...settings },
    new Date(),
  );

const launch = (realm: TestRealm, listId: number, templateId: number, changes = {}): Promise<unknown> =>
  gateway.soap.call('listRun', {
    session: realm.session,
    creatorEmail: '',
    notifyEmail: '',
    listId,
    templateId,
    segmentationId: 0,
    forcedFormat: -1,
    testMode: false,
    ...changes,
  });

const mailTo = async (address: string): Promise<Email> =>
  PostalMime.parse(sink.mails.find(({ to }) => to[0] === address)!.raw);

const contactIdOf = async (realm: TestRealm, email: string): Promise<number> => {
  const [row] = await realm.database.rows<{ contact_id: number }>(
    'SELECT contact_id FROM contacts WHERE realm_id = ? AND email = ?',
    [realm.realm.realmId, email],
  );
  return row!.contact_id;
};

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  beforeAll(() => {
    realm = gateway[kind];
  });

  it('reaches everybody on the list once, personalised, in their format', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'many', 1200, 'mixed');
    const templateId = await makeTemplate(realm, {
      plainText: 'Dear %%$first%%, %%UNSUB_HREF%% %%$__campaign_id%%',
      html: '<p>Dear %%$first%%</p>%%$email%%',
    });
    expect(await launch(realm, listId, templateId)).toBe(0);
    const campaign = await newestCampaign(realm);
    expect(campaign).toMatchObject({ recipients: 1200, expanded: 1200, suppressed: 0, list_id: listId });
    expect(reached(sink)).toEqual(addresses('many', 1200));

    const formats = new Map<number, string>();
    for (const row of await realm.database.rows<{ email: string; email_format: number }>(
      'SELECT c.email, s.email_format FROM subscriptions s JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id WHERE s.realm_id = ? AND s.list_id = ? ORDER BY s.contact_id LIMIT 3',
      [realm.realm.realmId, listId],
    ))
      formats.set(row.email_format, row.email);
    const plain = await mailTo(formats.get(1)!);
    const html = await mailTo(formats.get(2)!);
    const both = await mailTo(formats.get(99)!);
    expect([plain.html, html.text]).toEqual([undefined, undefined]);
    expect(html.html).toMatch(/^<p>Dear First \d+<\/p>many\d+@example\.org/);
    expect(both.html).toMatch(/^<p>Dear First/);
    expect(both.text).toMatch(
      new RegExp(`^Dear First \\d+, https://mail\\.example/u\\?id=[0-9A-F]{64} ${campaign.campaign_id}\\s*$`),
    );
    expect(plain.subject).toMatch(/^News for First \d+$/);
    expect(plain.from).toMatchObject({ name: 'The list', address: 'list@sender.example' });
    expect(
      new Set(sink.mails.map(({ raw }) => /^Message-ID: .*$/im.exec(raw.toString('latin1'))![0])).size,
    ).toBe(1200);

    const [events] = await realm.database.rows<{ sent: number; contacts: number }>(
      'SELECT COUNT(*) AS sent, COUNT(DISTINCT contact_id) AS contacts FROM events WHERE realm_id = ? AND campaign_id = ? AND list_id = ? AND event_type = 9',
      [realm.realm.realmId, campaign.campaign_id, listId],
    );
    expect(events).toEqual({ sent: 1200, contacts: 1200 });
    const [left] = await realm.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM campaign_recipients');
    expect(left!.n).toBe(0);
  });

  it('leaves out those who opted out, at the launch or just before their turn, and those who were deleted', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'out', 6);
    const templateId = await makeTemplate(realm, {});
    const [list, global, universal] = await realm.database.rows<{
      email: string;
      first_name: string;
      customer_key?: Buffer;
    }>("SELECT * FROM contacts WHERE realm_id = ? AND email LIKE 'out%' ORDER BY email LIMIT 3", [
      realm.realm.realmId,
    ]);
    for (const [row, level] of [
      [list!, 'list'],
      [global!, 'global'],
      [universal!, 'universal'],
    ] as const) {
      await recordOptOut(
        realm.database,
        realm.realm,
        {
          email: row.email,
          firstName: row.first_name,
          customerKey: row.customer_key ? row.customer_key.toString() : null,
        },
        { level, listId: level === 'list' ? listId : 0, source: 'test' },
        new Date(),
      );
    }
    const deleted = await contactIdOf(realm, 'out5@example.org');
    await realm.database.write('DELETE FROM contacts WHERE realm_id = ? AND contact_id = ?', [
      realm.realm.realmId,
      deleted,
    ]);
    await launch(realm, listId, templateId);
    const campaign = await newestCampaign(realm);
    expect(reached(sink)).toEqual(['out3@example.org', 'out4@example.org']);
    expect(campaign).toMatchObject({ recipients: 6, expanded: 6 });
    const outcomes = await realm.database.rows<{ recipient: string; status: string; outcome: string }>(
      "SELECT recipient, status, outcome FROM messages WHERE realm_id = ? AND campaign_id = ? AND status <> 'sent' ORDER BY recipient",
      [realm.realm.realmId, campaign.campaign_id],
    );
    expect(outcomes.map(({ status, outcome }) => [status, /\((\w+)\)/.exec(outcome)?.[1]])).toEqual([
      ['suppressed', 'list'],
      ['suppressed', 'global'],
      ['suppressed', 'universal'],
    ]);
  });

  it('sends the template and to the list as they were at the call', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'then', 30);
    const templateId = await makeTemplate(realm, { subject: 'Before', html: 'Before', plainText: 'Before' });
    // Holds the first mails back until everything has changed.
    let release = (): void => undefined;
    const changed = new Promise<void>((resolve) => (release = resolve));
    sink.on.kept = () => changed;
    expect(
      await gateway.soap.call('listRunWithCount', {
        session: realm.session,
        creatorEmail: '',
        notifyEmail: '',
        listId,
        templateId,
        segmentationId: 0,
        forcedFormat: 1,
        testMode: false,
      }),
    ).toBe(30);
    await realm.database.write(
      "UPDATE templates SET subject = 'After', html = 'After', plain_text = 'After' WHERE template_id = ?",
      [templateId],
    );
    await subscribeMany(realm, listId, 'late', 5);
    await realm.database.write("UPDATE lists SET from_address = 'after@sender.example' WHERE list_id = ?", [
      listId,
    ]);
    release();
    await newestCampaign(realm);
    expect(reached(sink)).toEqual(addresses('then', 30));
    const mails = await Promise.all(sink.mails.map(({ raw }) => PostalMime.parse(raw)));
    expect(
      new Set(
        mails.map(({ subject, text, html, from }) => [subject, text?.trim(), html, from?.address].join()),
      ),
    ).toEqual(new Set(['Before,Before,,list@sender.example']));
  });

  it('goes on past an address that the relay refuses', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'bad', 20);
    sink.on.rcpt = (address) => (address === 'bad7@example.org' ? [550, 'no such user'] : null);
    await launch(realm, listId, await makeTemplate(realm, {}));
    const campaign = await newestCampaign(realm);
    expect(reached(sink)).toEqual(addresses('bad', 20).filter((address) => address !== 'bad7@example.org'));
    const failed = await realm.database.rows(
      'SELECT recipient FROM messages WHERE campaign_id = ? AND status = ?',
      [campaign.campaign_id, 'failed'],
    );
    expect(failed).toEqual([{ recipient: 'bad7@example.org' }]);
  });

  it('launches with XML, answers the campaign number, and tells who asked when it is over', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'xml', 3);
    const templateId = await makeTemplate(realm, { subject: 'Template' });
    const answer = await gateway.soap.call('listRun', {
      session: realm.session,
      xmlFlags: `<launch><LIST_ID>${listId}</LIST_ID><template_id>${templateId}</template_id><subject>Own &amp; %%$first%%</subject>
        <format>2</format><campaign_alias>Spring</campaign_alias><notify_email>owner@example.org</notify_email>
        <deployed_by_email>me@example.org</deployed_by_email><suppression_list>0</suppression_list><target_rss>x</target_rss></launch>`,
    });
    const campaign = await newestCampaign(realm);
    expect(answer).toBe(String(campaign.campaign_id));
    expect(campaign).toMatchObject({ name: 'Spring', recipients: 3 });
    await until(() => sink.mails.length === 4);
    const notice = await mailTo('owner@example.org');
    expect(notice.subject).toBe(`Campaign ${campaign.campaign_id} has ended`);
    expect(notice.text).toMatch(/\(Spring\)[^]*Recipients: {2}3\s+Sent: {8}3/);
    const mail = await mailTo('xml1@example.org');
    expect(mail).toMatchObject({
      subject: 'Own & First 1',
      html: expect.stringContaining('Dear First 1') as string,
    });
    expect(mail.text).toBeUndefined();
  });

  it('sends a test to its creator alone', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'tested', 5);
    const templateId = await makeTemplate(realm, { plainText: '%%$first%%/%%$email%%' });
    const test = { testMode: true, forcedFormat: 1 };
    await launch(realm, listId, templateId, { ...test, creatorEmail: 'tested2@example.org' });
    await newestCampaign(realm);
    await launch(realm, listId, templateId, { ...test, creatorEmail: 'Nobody <nobody@example.org>' });
    await newestCampaign(realm);
    expect(reached(sink)).toEqual(['nobody@example.org', 'tested2@example.org']);
    expect((await mailTo('tested2@example.org')).text?.trim()).toBe('First 2/tested2@example.org');
    expect((await mailTo('nobody@example.org')).text?.trim()).toBe('/nobody@example.org');
  });

  it('takes any name of whoever launches', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'named', 1);
    expect(await launch(realm, listId, await makeTemplate(realm, {}), { creatorEmail: 'J. Doe' })).toBe(0);
    await newestCampaign(realm);
    expect(reached(sink)).toEqual(['named0@example.org']);
  });

  it('takes a list without contacts', async () => {
    const listId = await newList(realm, { templateId: await makeTemplate(realm, {}) });
    const empty = {
      session: realm.session,
      creatorEmail: '',
      notifyEmail: '',
      listId,
      templateId: -1,
      segmentationId: 0,
      forcedFormat: 99,
      testMode: false,
    };
    expect(await gateway.soap.call('listRunWithCount', empty)).toBe(0);
    expect(await newestCampaign(realm)).toMatchObject({ recipients: 0, expanded: 0 });
  });

  it('refuses what it cannot do, and launches nothing then', async () => {
    const listId = await newList(realm);
    const bare = await newList(realm, { fromAddress: '' });
    const templateId = await makeTemplate(realm, { html: '' });
    const before = (await campaigns(realm)).length;
    const long = {
      session: realm.session,
      creatorEmail: '',
      notifyEmail: '',
      listId,
      templateId,
      segmentationId: 0,
      forcedFormat: -1,
      testMode: false,
    };
    const codes: unknown[] = [];
    for (const changes of [
      { listId: 999999 },
      { templateId: 999999 },
      { templateId: 0 },
      { segmentationId: 7 },
      { forcedFormat: 3 },
      { forcedFormat: 2 },
      { testMode: true },
      { testMode: true, creatorEmail: 'J. Doe' },
      { notifyEmail: 'nonsense' },
      { listId: bare },
    ])
      codes.push((await gateway.soap.fault('listRun', { ...long, ...changes })).code);
    expect(codes).toEqual([
      'list.notFound',
      'template.notFound',
      'launch.refused',
      'segmentation.notFound',
      'argument.invalid',
      'message.empty',
      'argument.missing',
      'argument.invalid',
      'argument.invalid',
      'message.noSender',
    ]);
    const seeded = await gateway.soap.fault('listRun', {
      session: realm.session,
      xmlFlags: `<list_id>${listId}</list_id><template_id>${templateId}</template_id><seed_list_id>7</seed_list_id>`,
    });
    expect(seeded.code).toBe('launch.refused');
    const listless = await gateway.soap.fault('listRun', {
      session: realm.session,
      xmlFlags: '<template_id>1</template_id>',
    });
    expect(listless.faultstring).toContain('the tag list_id is required');
    for (const xmlFlags of [
      '<template_id>1</template_id>',
      '<list_id>x</list_id>',
      `<list_id>${listId}</list_id><test_mode>maybe</test_mode>`,
    ])
      expect((await gateway.soap.fault('listRun', { session: realm.session, xmlFlags })).code).toBe(
        'message.flagsInvalid',
      );
    expect(await campaigns(realm)).toHaveLength(before);
  });

  it('fetches once for all, and tracks the links that the list wants tracked', async () => {
    let fetches = 0;
    page = () => `Fetched ${++fetches} for %%$first%%`;
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'fetch', 3);
    const html = `<p>%%smartget url="${pageUrl}/news"%%</p><a href="https://shop.example/?n=%%STOP%%first=%%$first%%">Shop</a>`;
    await launch(realm, listId, await makeTemplate(realm, { html }), { forcedFormat: 2 });
    const campaign = await newestCampaign(realm);
    expect(reached(sink)).toEqual(addresses('fetch', 3));
    const mail = await mailTo('fetch2@example.org');
    expect(mail.html).toContain('<p>Fetched 1 for First 2</p>');
    expect(fetches).toBe(1);
    const links = await realm.database.rows<{ link_id: number; url: string }>(
      'SELECT link_id, url FROM campaign_links WHERE campaign_id = ?',
      [campaign.campaign_id],
    );
    expect(links.map(({ url }) => url)).toEqual(['https://shop.example/?n=']);
    expect(mail.html).toMatch(
      new RegExp(
        `href="https://mail\\.example/t\\?c=${campaign.campaign_id}[^"]*u=${links[0]!.link_id}[^"]*First`,
      ),
    );
    expect(mail.html).toMatch(/<img src="https:\/\/mail\.example\/t\?[^"]*t=10/);
  });

  it('launches nothing where a page cannot be fetched, or would differ between contacts', async () => {
    const listId = await newList(realm);
    const before = (await campaigns(realm)).length;
    page = () => null;
    const codes: string[] = [];
    for (const url of [`${pageUrl}/gone`, `${pageUrl}/%%$first%%`]) {
      const templateId = await makeTemplate(realm, { html: `%%smartget url="${url}"%%` });
      const fault = await gateway.soap.fault('listRunWithCount', {
        session: realm.session,
        creatorEmail: '',
        notifyEmail: '',
        listId,
        templateId,
        segmentationId: 0,
        forcedFormat: 2,
        testMode: false,
      });
      codes.push(fault.code);
    }
    expect(codes).toEqual(['template.smartgetFailed', 'launch.refused']);
    expect(await campaigns(realm)).toHaveLength(before);
  });

  it('collects single sends in one campaign for each list and campaign name', async () => {
    const listId = await newList(realm);
    await subscribeMany(realm, listId, 'single', 1);
    const to =
      kind === 'keyed'
        ? '<to><email>single0@example.org</email><customer_key>single-0</customer_key></to>'
        : '<to>single0@example.org</to>';
    const send = (name: string) =>
      gateway.soap.call('sendMessage', {
        session: realm.session,
        xmlFlags: `${to}<list_id>${listId}</list_id><campaign_name>${name}</campaign_name>`,
        subject: 's',
        htmlBody: 'h',
        plainTextBody: 'p',
        predata: null,
      });
    const together = await Promise.all(['a', 'a', 'a', 'a', 'b', 'b', ''].map(send));
    expect(together).toEqual([0, 0, 0, 0, 0, 0, 0]);
    await until(() => sink.mails.length === 7);
    const own = (await campaigns(realm)).filter((campaign) => campaign.list_id === listId);
    expect(own.map(({ sticky_name, status }) => `${sticky_name}:${status}`).sort()).toEqual([
      ':sticky',
      'a:sticky',
      'b:sticky',
    ]);
    await until(async () => {
      const [row] = await realm.database.rows<{ n: number }>(
        'SELECT COUNT(*) AS n FROM events WHERE event_type = 9 AND list_id = ? AND campaign_id = ?',
        [listId, own.find(({ sticky_name }) => sticky_name === 'a')!.campaign_id],
      );
      return row!.n === 4;
    });
  });
});
