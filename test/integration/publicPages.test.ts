/** The public pages through HTTP: what they show, what they change, and what they refuse. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { createList, updateList } from '../../src/core/lists/lists';
import { changeRealm } from '../../src/core/realms/changeRealm';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { UndoTokens } from '../../src/secrets/undoTokens';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

/** A value that tries to break out of whatever it is put into. */
const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'--&\u0000{{7*7}}%%$email%%`;

let sink: SmtpSink;
let gateway: TestGateway;
let tokens: PublicTokens;
let counter = 0;
/** A site that templates fetch from. */
const newsPages = createServer((_request, response) => {
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end('<a href="https://news.example/?to=%%$email%%">news</a><a href="%%UNSUB_HREF%%">leave</a>');
});
let newsAt: string;
beforeAll(async () => {
  sink = await startSmtpSink();
  newsPages.listen(0, '127.0.0.1');
  await once(newsPages, 'listening');
  newsAt = `127.0.0.1:${(newsPages.address() as AddressInfo).port}`;
  gateway = await startTestGateway({
    SMTP_URL: sink.url,
    SMARTGET_ALLOW_PRIVATE: newsAt,
    PUBLIC_URL: 'https://pages.example',
    EVENT_FLUSH_MILLISECONDS: '20',
    TRUST_PROXY: '1',
  });
  tokens = new PublicTokens(gateway.secret);
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
  newsPages.close();
});

/** The texts of a mail without their transfer encodings. */
async function textOf({ raw }: { readonly raw: Buffer }): Promise<string> {
  const { text = '', html = '' } = await PostalMime.parse(raw);
  return `${text}\n${html}`;
}

/** Asks for a page from an address of its own, so that no test uses up another one's forms. */
async function ask(
  path: string,
  {
    body,
    method = body === undefined ? 'GET' : 'POST',
    headers = {},
    from = `198.51.100.${(counter += 1) % 250}`,
  }: {
    body?: Record<string, string> | string;
    method?: string;
    headers?: Record<string, string>;
    from?: string;
  } = {},
) {
  const response = await fetch(gateway.url + path.replace('https://pages.example', ''), {
    method,
    redirect: 'manual',
    headers: {
      'X-Forwarded-For': from,
      'User-Agent':
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      ...(typeof body === 'string' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new URLSearchParams(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
}

interface Event {
  event_type: number;
  contact_id: number;
  campaign_id: number;
  list_id: number;
  link_id: number;
  address: string;
  browser: string;
  operating_system: string;
  client_type: string;
  detail: string;
}
const events = ({ database }: TestRealm, contactId: number) =>
  database.rows<Event>('SELECT * FROM events WHERE contact_id = ? AND event_type <> 9 ORDER BY event_id', [
    contactId,
  ]);

/** Waits until something is true; buffered events and mails arrive a moment later. */
async function until<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Somebody on a list of their own, with a message of it. */
async function reader(
  kind: 'normal' | 'keyed',
  html: string,
  settings: Parameters<typeof updateList>[3] = {},
): Promise<{
  realm: TestRealm;
  email: string;
  contactId: number;
  listId: number;
  html: string;
  links: string[];
}> {
  const realm = gateway[kind];
  const n = (counter += 1);
  const email = `reader${n}@example.org`;
  const { insertId: listId } = await realm.database.write(
    `INSERT INTO lists (realm_id, name, from_address, created_at, updated_at)
     VALUES (?, ?, 'list@sender.example', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [realm.realm.realmId, `List ${n}`],
  );
  await updateList(realm.database, realm.realm, listId, settings, new Date());
  const { soap } = gateway;
  const who = kind === 'keyed' ? { customerKey: `K${n}`, email } : { email };
  const subscribe = kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe';
  await soap.call(subscribe, { session: realm.session, ...who, listId, emailFormat: 99 });
  const key = kind === 'keyed' ? `<customer_key>K${n}</customer_key>` : '';
  await soap.call('sendMessage', {
    session: realm.session,
    xmlFlags: `<to><email>${email}</email>${key}</to><list_id>${listId}</list_id>`,
    subject: 'News & more',
    htmlBody: html,
    plainTextBody: 'plain',
    predata: null,
  });
  const [row] = await realm.database.rows<{ html: string; contact_id: number }>(
    `SELECT html, contact_id FROM messages WHERE realm_id = ${realm.realm.realmId} AND recipient = ? ORDER BY message_id DESC LIMIT 1`,
    [email],
  );
  const links = [...row!.html.matchAll(/(?:href|src)="([^"]*)"/g)].map((m) => m[1]!.replaceAll('&amp;', '&'));
  return { realm, email, contactId: row!.contact_id, listId, html: row!.html, links };
}

const optOuts = async ({ realm, email }: { realm: TestRealm; email: string }) =>
  (
    await realm.database.rows<{ level: number; list_id: number; source: string }>(
      `SELECT level, list_id, source FROM opt_outs WHERE realm_id = ${realm.realm.realmId} AND email = ? ORDER BY level`,
      [email],
    )
  ).map((row) => ({ ...row }));
const isOn = async ({ realm, contactId, listId }: { realm: TestRealm; contactId: number; listId: number }) =>
  (
    await realm.database.rows('SELECT 1 AS x FROM subscriptions WHERE contact_id = ? AND list_id = ?', [
      contactId,
      listId,
    ])
  ).length === 1;

test.each(['normal', 'keyed'] as const)(
  'links of a page that a single message fetches are tracked like its own (%s realm)',
  async (kind) => {
    const somebody = await reader(
      kind,
      `<a href="https://own.example/">own</a>%%smartget url="http://${newsAt}/"%%`,
    );
    expect(somebody.links.filter((link) => link.includes('t=10'))).toHaveLength(1);
    const [own, news, leave] = somebody.links as [string, string, string];
    expect(leave).toMatch(/\/u\?id=[0-9A-F]{64}$/);
    for (const [link, target] of [
      [own, 'https://own.example/'],
      [news, `https://news.example/?to=${somebody.email}`],
    ] as const) {
      expect(link).toMatch(/^https:\/\/pages\.example\/t\?.*t=11/);
      expect((await ask(link)).headers.get('location')).toBe(target);
    }
    const clicks = await until(
      async () => (await events(somebody.realm, somebody.contactId)).filter((e) => e.event_type === 11),
      (all) => all.length === 2,
    );
    expect(new Set(clicks.map((click) => click.link_id)).size).toBe(2);
  },
);

describe('the open pixel', () => {
  test('is a picture of 43 bytes, and an open with everything that is known', async () => {
    const somebody = await reader('normal', '<body><p>Hello</p></body>');
    const pixel = somebody.links.find((link) => link.includes('t=10'))!;
    expect(somebody.html).toMatch(
      /<img src="https:\/\/pages\.example\/t\?[^"]+" width="1" height="1" border="0" alt=""><\/body>$/,
    );
    const answer = await ask(pixel, { from: '203.0.113.9' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/gif');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.bytes).toHaveLength(43);
    const seen = await until(
      () => events(somebody.realm, somebody.contactId),
      (all) => all.some((event) => event.event_type === 10),
    );
    expect(seen.find((event) => event.event_type === 10)).toMatchObject({
      list_id: somebody.listId,
      address: '203.0.113.9',
      browser: 'Safari 17',
      operating_system: 'iOS 17',
      client_type: 'mobile',
    });
    expect(seen.find((event) => event.event_type === 10)!.campaign_id).toBeGreaterThan(1000);
  });

  test('is served to everybody, and counted for readers only', async () => {
    const somebody = await reader('normal', '<p>Hello</p>');
    const pixel = somebody.links.find((link) => link.includes('t=10'))!;
    for (const request of [
      ask(pixel, { method: 'HEAD' }),
      ask(pixel, { headers: { 'User-Agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' } }),
      ask(pixel, { headers: { 'Sec-Purpose': 'prefetch' } }),
      ask(pixel.replace(/e=..../, 'e=0000')),
      ask('/t?t=10'),
      ask('/bin/tracker'),
    ])
      expect((await request).status).toBe(200);
    await ask(pixel, { headers: { 'User-Agent': 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' } });
    const seen = await until(
      () => events(somebody.realm, somebody.contactId),
      (all) => all.some((event) => event.event_type === 10),
    );
    expect(seen.filter((event) => event.event_type === 10)).toMatchObject([
      { browser: 'Gmail', client_type: 'proxy' },
    ]);
  });
});

describe('the click redirect', () => {
  test('leads to the stored link, with what follows STOP in its query, and is counted', async () => {
    const somebody = await reader(
      'keyed',
      '<a href="http://target.example/p?a=1%%STOP%%id=%%$customer_key%%&amp;x=1">x</a><a href="mailto:a@b.example">y</a>',
    );
    const click = somebody.links.find((link) => link.includes('t=11'))!;
    expect(somebody.links).toContain('mailto:a@b.example');
    const answer = await ask(click);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(/^http:\/\/target\.example\/p\?a=1&id=K\d+&x=1$/);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const seen = await until(
      () => events(somebody.realm, somebody.contactId),
      (all) => all.some((event) => event.event_type === 11),
    );
    const [link] = await somebody.realm.database.rows<{ link_id: number; url: string }>(
      `SELECT link_id, url FROM campaign_links WHERE realm_id = ${somebody.realm.realm.realmId} AND url LIKE ? ORDER BY link_id LIMIT 1`,
      ['http://target.example/p%'],
    );
    expect(link!.url).toBe('http://target.example/p?a=1');
    expect(seen.filter((event) => event.event_type === 11)).toMatchObject([
      { link_id: link!.link_id, list_id: somebody.listId },
    ]);
  });

  test('values in front of STOP travel sealed, and cannot be changed', async () => {
    const somebody = await reader('normal', '<a href="http://target.example/?e=%%$email%%">x</a>');
    const click = somebody.links.find((link) => link.includes('t=11'))!;
    expect((await ask(click)).headers.get('location')).toBe(`http://target.example/?e=${somebody.email}`);
    expect((await ask(click.replace('reader', 'evil'))).status).toBe(404);
  });

  test('a list that does not track gets its links as they were written', async () => {
    const html = '<a href="http://target.example/p%%STOP%%k=1">x</a>';
    const somebody = await reader('normal', html, { trackClickThroughs: false, trackHtmlReads: false });
    expect(somebody.html).toBe('<a href="http://target.example/p?k=1">x</a>');
    const other = await reader('normal', html, { trackingBaseUrl: 'https://own.example/x' });
    expect(other.links[0]).toMatch(
      /^https:\/\/own\.example\/x\/t\?c=\d+&r=\d+&l=\d+&t=11&e=[0-9A-F]{64}&u=\d+&k=1$/,
    );
  });
});

describe('unsubscribing', () => {
  test.each(['normal', 'keyed'] as const)(
    'a GET shows a button and the button acts, in a %s realm',
    async (kind) => {
      const somebody = await reader(kind, '<a href="%%UNSUB_HREF%%">x</a>');
      const [link] = somebody.links;
      expect(link).toMatch(/^https:\/\/pages\.example\/u\?id=[0-9A-F]{64}$/);
      for (const method of ['GET', 'HEAD']) expect((await ask(link!, { method })).status).toBe(200);
      const page = await ask(link!);
      expect(page.text.match(/<button/g)).toHaveLength(1);
      expect(page.text).not.toContain(somebody.email);
      expect(await isOn(somebody)).toBe(true);
      const id = new URL(link!).searchParams.get('id')!;
      const done = await ask('/u', { body: { id, page: '1' } });
      expect(done.status).toBe(200);
      expect(done.text).toContain('You are unsubscribed');
      expect(await isOn(somebody)).toBe(false);
      expect(await optOuts(somebody)).toEqual([
        { level: 21, list_id: somebody.listId, source: 'unsubscribe page' },
      ]);
      const seen = await events(somebody.realm, somebody.contactId);
      expect(seen.map((event) => [event.event_type, event.list_id, event.detail])).toEqual([
        [20, somebody.listId, kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe'],
        [21, somebody.listId, 'unsubscribe page'],
      ]);
      expect(seen[1]!.campaign_id).toBeGreaterThan(1000);
      expect((await ask('/u', { body: { id } })).status).toBe(200);
      expect(await events(somebody.realm, somebody.contactId)).toHaveLength(2);
    },
  );

  test('one click of a mail program works without a page, as a form of either kind', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>');
      const body = type.startsWith('multipart')
        ? '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
        : 'List-Unsubscribe=One-Click';
      const answer = await ask(somebody.links[0]!, {
        method: 'POST',
        body,
        headers: { 'Content-Type': type },
      });
      expect(answer.status).toBe(200);
      expect(await isOn(somebody)).toBe(false);
    }
  });

  test('global=true leaves everything', async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%&global=true">x</a>');
    const page = await ask(somebody.links[0]!);
    expect(page.text).toContain('name="global" value="true"');
    expect(page.text).toContain('all our mailings');
    const id = new URL(somebody.links[0]!).searchParams.get('id')!;
    await ask('/bin/listunsub', { body: { id, global: 'true' } });
    expect(await optOuts(somebody)).toEqual([{ level: 22, list_id: 0, source: 'unsubscribe page' }]);
  });

  const undoOf = (page: string): string => /name="undo" value="([^"]*)"/.exec(page)![1]!;
  const formats = async ({ realm, contactId }: { realm: TestRealm; contactId: number }) =>
    (
      await realm.database.rows<{ list_id: number; email_format: number }>(
        'SELECT list_id, email_format FROM subscriptions WHERE realm_id = ? AND contact_id = ? ORDER BY list_id',
        [realm.realm.realmId, contactId],
      )
    ).map((row) => ({ ...row }));

  test.each(['normal', 'keyed'] as const)(
    'undo brings back just what the button took, from one list and from all (%s realm)',
    async (kind) => {
      const somebody = await reader(kind, '<a href="%%UNSUB_HREF%%">x</a>');
      const { realmId } = somebody.realm.realm;
      await somebody.realm.database.write(
        'INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) VALUES (?, ?, ?, 1, UTC_TIMESTAMP(3))',
        [realmId, somebody.contactId, somebody.realm.listId],
      );
      const before = await formats(somebody);
      expect(before).toHaveLength(2);
      const id = new URL(somebody.links[0]!).searchParams.get('id')!;
      for (const everything of [{}, { global: 'true' }]) {
        const left = await ask('/u', { body: { id, page: '1', ...everything } });
        expect(left.text).toContain(`href="/bin/pref_site?id=${id}"`);
        expect(await formats(somebody)).toHaveLength('global' in everything ? 0 : 1);
        const back = await ask('/u', { body: { id, undo: undoOf(left.text) } });
        expect(back.status).toBe(200);
        expect(await formats(somebody)).toEqual(before);
        expect(await optOuts(somebody)).toEqual([]);
      }
    },
  );

  test('undo leaves an older opt-out, works with its own link only, and for an hour', async () => {
    const [somebody, other] = [
      await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>'),
      await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>'),
    ];
    const idOf = ({ links }: { links: string[] }): string => new URL(links[0]!).searchParams.get('id')!;
    const id = idOf(somebody);
    await ask('/u', { body: { id } });
    // Left already: there is nothing that this one took.
    const again = await ask('/u', { body: { id } });
    await ask('/u', { body: { id, undo: undoOf(again.text) } });
    expect(await optOuts(somebody)).toMatchObject([{ level: 21 }]);

    const left = await ask('/u', { body: { id: idOf(other) } });
    const undo = undoOf(left.text);
    const [mark, , leaving] = undo.split(';');
    for (const body of [
      { id, undo },
      { id: idOf(other), undo: undo.replace('.99', '.1') },
      { id: idOf(other), undo: [mark, '99999999999999', leaving].join(';') },
    ])
      expect((await ask('/u', { body })).status).toBe(404);
    const late = new UndoTokens(gateway.secret).make(
      idOf(other),
      leaving!,
      new Date(Date.now() - 61 * 60_000),
    );
    expect((await ask('/u', { body: { id: idOf(other), undo: late } })).status).toBe(404);
    expect(await isOn(other)).toBe(false);
  });

  test("the legacy form's cancel button changes nothing", async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>');
    const id = new URL(somebody.links[0]!).searchParams.get('id')!;
    const body = { id, cmd: 'user', cancel_label: 'No', submit_label: 'No' };
    expect((await ask('/bin/listunsub', { body })).text).toContain('Nothing was changed');
    expect(await isOn(somebody)).toBe(true);
  });

  test("the list's own page comes after the button, and nobody else's", async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>', {
      externalCancelLink: 'https://own.example/bye?x=1',
    });
    const id = new URL(somebody.links[0]!).searchParams.get('id')!;
    const page = await ask(`/u?id=${id}`);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://own.example;");
    const done = await ask('/u', { body: { id, page: '1', goto: 'https://evil.example/' } });
    expect([done.status, done.headers.get('location')]).toEqual([303, 'https://own.example/bye?x=1']);
  });

  test.each(['/u', '/u?id=', '/u?id=zz', `/u?id=${'A'.repeat(64)}`, '/bin/listunsub?id=1'])(
    '%s names nobody',
    async (path) => {
      expect((await ask(path)).status).toBe(404);
      expect((await ask(path, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(404);
    },
  );
});

describe.each(['normal', 'keyed'] as const)('the preferences page (%s realm)', (kind) => {
  const idOf = (link: string): string => new URL(link).searchParams.get('id')!;
  const secondList = async (somebody: { realm: TestRealm; contactId: number }): Promise<number> => {
    const { realm, database } = somebody.realm;
    const name = `Second ${(counter += 1)} ${HOSTILE.slice(0, 40)}`;
    const listId = await createList(
      database,
      realm,
      { name, fromAddress: 'list@sender.example' },
      new Date(),
    );
    await database.write(
      'INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) VALUES (?, ?, ?, 2, UTC_TIMESTAMP(3))',
      [realm.realmId, somebody.contactId, listId],
    );
    return listId;
  };
  const formats = async ({ realm, contactId }: { realm: TestRealm; contactId: number }) =>
    (
      await realm.database.rows<{ list_id: number; email_format: number }>(
        'SELECT list_id, email_format FROM subscriptions WHERE contact_id = ? ORDER BY list_id',
        [contactId],
      )
    ).map((row) => [row.list_id, row.email_format]);

  test('shows what somebody is on, takes them off, and back', async () => {
    const somebody = await reader(kind, '<a href="%%PREFSITE%%sid=12:398">x</a>');
    const second = await secondList(somebody);
    const { listId } = somebody;
    const link = somebody.links[0]!;
    expect(link).toMatch(/t=11|\/bin\/pref_site\?id=[0-9A-F]{64}&sid=12:398$/);
    const id = idOf(link);
    const shown = await ask(link);
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain('<script>');
    expect(shown.text).not.toContain(somebody.email);
    expect(shown.text.match(/type="checkbox"[^>]*checked/g)).toHaveLength(2);
    expect(await formats(somebody)).toEqual([
      [listId, 99],
      [second, 2],
    ]);

    const save = (body: Record<string, string>) =>
      ask('/bin/pref_site', { body: { id, [`shown_${listId}`]: '1', [`shown_${second}`]: '1', ...body } });
    const left = await save({ [`list_${second}`]: 'on', format: '99' });
    expect([left.status, left.headers.get('location')]).toEqual([303, `/bin/pref_site?id=${id}&saved=1`]);
    // The format was not changed, so the subscription that stays keeps its own.
    expect(await formats(somebody)).toEqual([[second, 2]]);
    expect(await optOuts(somebody)).toEqual([{ level: 21, list_id: listId, source: 'preferences page' }]);
    const after = await ask(left.headers.get('location')!);
    expect(after.text).toContain('Your choice is saved');
    expect(after.text.match(/type="checkbox"[^>]*checked/g)).toHaveLength(1);

    await save({ [`list_${listId}`]: 'on', [`list_${second}`]: 'on', format: '1' });
    expect(await formats(somebody)).toEqual([
      [listId, 1],
      [second, 1],
    ]);
    expect(await optOuts(somebody)).toEqual([]);
    expect((await events(somebody.realm, somebody.contactId)).map((e) => [e.event_type, e.list_id])).toEqual([
      [20, listId],
      [21, listId],
      [20, listId],
    ]);
  });

  test('offers no list that somebody never had, and nothing after they left everything', async () => {
    const somebody = await reader(kind, '<a href="%%PREFSITE%%">x</a>');
    const id = idOf(somebody.links[0]!);
    const { listId: other } = somebody.realm;
    const before = await formats(somebody);
    await ask('/bin/pref_site', { body: { id, [`shown_${other}`]: '1', [`list_${other}`]: 'on' } });
    expect(await formats(somebody)).toEqual(before);
    await ask('/u', { body: { id, global: 'true' } });
    const page = await ask(`/bin/pref_site?id=${id}`);
    expect(page.text).toContain('has left all our mailings');
    expect(page.text).not.toContain('<form');
    const { listId } = somebody;
    await ask('/bin/pref_site', { body: { id, [`shown_${listId}`]: '1', [`list_${listId}`]: 'on' } });
    expect(await formats(somebody)).toEqual([]);
  });

  test("is nobody else's", async () => {
    const somebody = await reader(kind, '<a href="%%PREFSITE%%">x</a>');
    const { realmId } = somebody.realm.realm;
    const forwarded = tokens.forwarded({ realmId, contactId: somebody.contactId, campaignId: 1 });
    for (const id of ['', 'x', forwarded, tokens.list(realmId, somebody.listId)]) {
      expect((await ask(`/bin/pref_site?id=${id}`)).status).toBe(404);
      const body = { id, [`shown_${somebody.listId}`]: '1' };
      expect((await ask('/bin/pref_site', { body })).status).toBe(404);
    }
    expect(await isOn(somebody)).toBe(true);
  });

  test('asks for a confirmation where the list wants one', async () => {
    const somebody = await reader(kind, '<a href="%%PREFSITE%%">x</a>', { optIn: false });
    const { listId, realm } = somebody;
    const id = idOf(somebody.links[0]!);
    const shown = { [`shown_${listId}`]: '1' };
    await ask('/bin/pref_site', { body: { id, ...shown } });
    await updateList(realm.database, realm.realm, listId, { optIn: true }, new Date());
    await ask('/bin/pref_site', { body: { id, ...shown, [`list_${listId}`]: 'on' } });
    expect(await isOn(somebody)).toBe(false);
    const pending = await realm.database.rows(
      'SELECT 1 AS found FROM pending_subscriptions WHERE contact_id = ?',
      [somebody.contactId],
    );
    expect(pending).toHaveLength(1);
  });
});

describe('headers of list mail', () => {
  const rawTo = async (email: string, text = '') =>
    (await until(
      async () => sink.mails.find((mail) => mail.to.includes(email) && mail.raw.includes(text)),
      (found) => found !== undefined,
    ))!.raw
      .toString()
      .replace(/\r\n[ \t]/g, ' ');

  test('name the list and a link that works with one click', async () => {
    const somebody = await reader('keyed', '<a href="%%UNSUB_HREF%%">x</a>');
    const raw = await rawTo(somebody.email);
    const { realmId } = somebody.realm.realm;
    expect(raw).toMatch(
      new RegExp(
        `^List-Id: List \\d+ <list-${somebody.listId}\\.realm-${realmId}\\.gateway\\.example>\\r$`,
        'm',
      ),
    );
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(raw).toMatch(new RegExp(`^Feedback-ID: \\d+:${somebody.listId}:${realmId}:soapstone\\r$`, 'm'));
    expect(raw).toMatch(/^Precedence: bulk\r$/m);
    const link = /^List-Unsubscribe: <(https:\S+)>\r$/m.exec(raw)![1]!;
    expect(link).toBe(somebody.links[0]);
    expect((await ask(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(200);
    expect(await isOn(somebody)).toBe(false);
    expect(await optOuts(somebody)).toMatchObject([{ source: 'one-click' }]);
  });

  test('are not on mail that its caller sends in spite of opt-outs, nor on mail without a list', async () => {
    const { normal, soap } = gateway;
    const send = (email: string, options: string) =>
      soap.call('sendMessage', {
        session: normal.session,
        xmlFlags: `<to><email>${email}</email></to><from>a@sender.example</from>${options}`,
        subject: 'Receipt',
        htmlBody: '',
        plainTextBody: 'x',
        predata: null,
      });
    await send('receipt1@example.org', `<list_id>${normal.listId}</list_id><ignore_optout>1</ignore_optout>`);
    await send('receipt2@example.org', '');
    for (const email of ['receipt1@example.org', 'receipt2@example.org'])
      expect(await rawTo(email)).not.toMatch(/^(?:List-|Feedback-ID|Precedence)/im);
  });
});

describe('the message in the browser', () => {
  test.each(['normal', 'keyed'] as const)(
    'is the one that the link came with, also for a friend (%s realm)',
    async (kind) => {
      const body = (text: string) =>
        `<body><p>${text}</p><a href="%%DISPLAY_MSG%%">x</a><a href="%%FTAF%%">y</a></body>`;
      const first = await reader(kind, body('the first'));
      const { realm, email, listId } = first;
      const key = kind === 'keyed' ? `<customer_key>K${email.replace(/\D/g, '')}</customer_key>` : '';
      await gateway.soap.call('sendMessage', {
        session: realm.session,
        xmlFlags: `<to><email>${email}</email>${key}</to><list_id>${listId}</list_id>`,
        subject: 'Later',
        htmlBody: body('the second'),
        plainTextBody: '',
        predata: null,
      });
      const [show, forward] = first.links as [string, string];
      expect(show).toMatch(/\/dm\?id=[0-9A-F]{64}&m=[0-9a-f]{16}$/);
      expect((await ask(show)).text).toContain('the first');
      expect((await ask(show.replace(/&m=.*/, ''))).text).toContain('the second');
      expect((await ask(show.replace(/&m=.*/, "&m=' OR 1"))).text).toContain('the second');

      const form = await ask(forward);
      expect(form.text).toContain('News &amp; more');
      const m = new URL(forward).searchParams.get('m')!;
      const id = new URL(forward).searchParams.get('id')!;
      expect(form.text).toContain(`name="m" value="${m}"`);
      const friend = `friend.${email}`;
      expect((await ask('/ftaf', { body: { id, m, email_1: friend } })).status).toBe(200);
      const [sent] = await realm.database.rows<{ plain_text: string }>(
        `SELECT plain_text FROM messages WHERE realm_id = ${realm.realm.realmId} AND recipient = ?`,
        [friend],
      );
      const link = /https:\S+\/dm\?\S+/.exec(sent!.plain_text)![0];
      expect((await ask(link)).text).toContain('the first');
    },
  );

  test('is what was sent, runs nothing, and counts as shown and opened', async () => {
    const somebody = await reader(
      'normal',
      '<body><p>Hello</p><a href="%%DISPLAY_MSG%%">x</a><script>alert(1)</script></body>',
    );
    const answer = await ask(somebody.links[0]!);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*sandbox(?!.*allow-scripts)/,
    );
    expect(answer.text).toContain('<p>Hello</p>');
    expect(answer.text).not.toContain('t=10');
    const seen = await events(somebody.realm, somebody.contactId);
    expect(seen.map((event) => event.event_type)).toEqual([20, 40, 10]);
    await ask(somebody.links[0]!, { method: 'HEAD' });
    expect(await events(somebody.realm, somebody.contactId)).toHaveLength(3);
  });
});

test('the mail of a launch is tracked, and shown again as it was sent', async () => {
  const { normal, soap } = gateway;
  const n = (counter += 1);
  const email = `launched${n}@example.org`;
  const { insertId: listId } = await normal.database.write(
    `INSERT INTO lists (realm_id, name, from_address, created_at, updated_at)
     VALUES (?, ?, 'list@sender.example', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [normal.realm.realmId, `Launch ${n}`],
  );
  const { insertId: templateId } = await normal.database.write(
    `INSERT INTO templates (realm_id, name, subject, description, notes, plain_text, html, aol, mobile, created_at, updated_at)
     VALUES (?, ?, 'For %%$email%%', '', '', '', ?, '', '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [
      normal.realm.realmId,
      `Launch ${n}`,
      '<p>Dear %%$email%%</p><a href="http://target.example/%%$email%%%%STOP%%a=1">x</a><a href="%%DISPLAY_MSG%%">y</a>',
    ],
  );
  const { session } = normal;
  await soap.call('userSubscribe', { session, email, listId, emailFormat: 2 });
  await soap.call('listRun', {
    session,
    xmlFlags: `<list_id>${listId}</list_id><template_id>${templateId}</template_id>`,
  });
  const mail = await until(
    async () => sink.mails.find((sunk) => sunk.to.includes(email)),
    (found) => found !== undefined,
  );
  const { html } = await PostalMime.parse(mail!.raw);
  const [click, display, pixel] = [...html!.matchAll(/(?:href|src)="([^"]*)"/g)].map((m) =>
    m[1]!.replaceAll('&amp;', '&'),
  );
  expect((await ask(click!)).headers.get('location')).toBe(`http://target.example/${email}?a=1`);
  expect(pixel).toContain('t=10');
  const shown = (await ask(display!)).text;
  expect(shown).toBe(html!.trimEnd().replace(/<img [^>]*>/, ''));
});

describe('forward to a friend', () => {
  test('friends get a mail with a link that shows the message and can do nothing else', async () => {
    const somebody = await reader(
      'normal',
      '<p>Hello</p><a href="%%UNSUB_HREF%%">u</a><a href="%%FTAF%%">f</a><a href="http://target.example/s">c</a>',
    );
    const id = new URL(somebody.links[1]!).searchParams.get('id')!;
    const form = await ask(`/ftaf?id=${id}`);
    expect(form.text).toContain('News &amp; more');
    const done = await ask('/bin/ftaf', {
      body: {
        id,
        cmd: 'send',
        name: 'Ann',
        message: 'Look',
        email_1: 'friend1@example.net',
        email_2: 'friend2@example.net',
      },
    });
    expect(done.status).toBe(200);
    const mail = await until(
      async () => sink.mails.find((sunk) => sunk.to.includes('friend1@example.net')),
      (found) => found !== undefined,
    );
    const head = mail!.raw.toString();
    expect(head).toContain('From: list@sender.example');
    expect(head).toContain(`Reply-To: ${somebody.email}`);
    const text = await textOf(mail!);
    expect(text).not.toContain(id);
    const link = /https:\/\/pages\.example\/dm\?id=([0-9A-F]{64})/.exec(text)!;
    const shown = await ask(link[0]);
    expect(shown.text).toContain('<p>Hello</p>');
    expect(shown.text).not.toContain(id);
    expect((await ask(`/u?id=${link[1]}`)).status).toBe(404);
    expect((await ask('/u', { body: { id: link[1]! } })).status).toBe(404);
    const click = /href="([^"]*t=11[^"]*)"/.exec(shown.text)![1]!.replaceAll('&amp;', '&');
    expect((await ask(click)).headers.get('location')).toBe('http://target.example/s');
    const seen = await events(somebody.realm, somebody.contactId);
    expect(seen.map((event) => event.event_type)).toEqual([20, 50, 50]);
    expect((await ask('/ftaf', { body: { id: link[1]!, email_1: 'third@example.net' } })).status).toBe(200);
    const anonymous = await somebody.realm.database.rows<Event>(
      'SELECT * FROM events WHERE contact_id = 0 AND campaign_id = ? ORDER BY event_id',
      [seen[1]!.campaign_id],
    );
    expect(anonymous.map((event) => event.event_type)).toEqual(expect.arrayContaining([40, 51]));
  });

  test('words with links, bad addresses and too many of them are refused, and nothing is sent', async () => {
    const somebody = await reader('keyed', '<a href="%%FTAF%%">f</a>');
    const id = new URL(somebody.links[0]!).searchParams.get('id')!;
    const send = (body: Record<string, string>) => ask('/ftaf', { body: { id, ...body } });
    for (const body of [
      {},
      { email_1: 'not an address' },
      { email_1: 'a@b.example\r\nBcc: c@d.example' },
      { email_1: 'a@b.example', message: 'buy at http://evil.example' },
      { email_1: 'a@b.example', name: 'www.evil.example' },
      // Mail programs make links of bare hosts, too.
      ...[
        'evil.example',
        'see EVIL.example/x.',
        'evil\u3002example',
        'at xn--e.xn--p1ai',
        'at 192.0.2.1',
        '[2001:db8::1]',
      ].map((message) => ({ email_1: 'a@b.example', message })),
    ]) {
      const answer = await send(body);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('role="alert"');
    }
    const friends = (n: number) =>
      Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`email_${i}`, `f${n}-${i}@example.net`]));
    const message = 'Only 3.50 today, at 10.30. See you there... J.R.';
    for (let n = 0; n < 4; n++) expect((await send({ ...friends(n), message })).status).toBe(200);
    expect((await send(friends(4))).status).toBe(429);
  });
});

describe('sign-up forms', () => {
  const slidOf = ({ realm }: TestRealm, listId: number) => tokens.list(realm.realmId, listId);
  const contactOf = async ({ database, realm }: TestRealm, email: string) =>
    (
      await database.rows<{ contact_id: number; city: string }>(
        `SELECT contact_id, city FROM contacts WHERE realm_id = ${realm.realmId} AND email = ?`,
        [email],
      )
    )[0];

  test('sign a new address up with its fields, and change nothing of one that exists', async () => {
    const somebody = await reader('normal', '<p>x</p>');
    const slid = slidOf(somebody.realm, somebody.listId);
    expect(slid).toMatch(/^[0-9a-f]{32}$/);
    const body = {
      slid,
      cmd: 'subscribe',
      email: 'New@example.com',
      format: 'mime',
      city: 'Oslo',
      goto: 'https://evil.example',
      custom_none: 'x',
    };
    const answer = await ask('/bin/listctrl', { body });
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    const made = await contactOf(somebody.realm, 'new@example.com');
    expect(made!.city).toBe('Oslo');
    expect(await isOn({ ...somebody, contactId: made!.contact_id })).toBe(true);
    expect(await events(somebody.realm, made!.contact_id)).toMatchObject([
      { event_type: 20, detail: 'sign-up form' },
    ]);
    await ask('/bin/listctrl', { body: { ...body, city: 'Bergen' } });
    expect((await contactOf(somebody.realm, 'new@example.com'))!.city).toBe('Oslo');
  });

  test('double opt-in: no subscription and no other mail before the button of the confirmation', async () => {
    const somebody = await reader('normal', '<p>x</p>');
    await updateList(
      somebody.realm.database,
      somebody.realm.realm,
      somebody.listId,
      { optIn: true, sendSignupAck: true, externalSignupLink: 'https://own.example/hi' },
      new Date(),
    );
    const slid = slidOf(somebody.realm, somebody.listId);
    const email = `pending${somebody.listId}@example.com`;
    const mails = () => sink.mails.filter((mail) => mail.to.includes(email));
    await ask('/bin/listctrl', { body: { slid, cmd: 'subscribe', email } });
    const { contact_id: contactId } = (await contactOf(somebody.realm, email))!;
    const [mail] = await until(
      async () => mails(),
      (all) => all.length > 0,
    );
    const link = /https:\/\/pages\.example\/bin\/confirm\?id=[0-9A-F]{64}/.exec(await textOf(mail!))![0];
    expect(mail!.raw.toString()).not.toMatch(/^List-Unsubscribe:/im);
    await ask('/bin/listctrl', { body: { slid, cmd: 'subscribe', email } });
    expect((await ask(link)).text).toContain('<button');
    await ask(link, { method: 'HEAD' });
    expect(await isOn({ ...somebody, contactId })).toBe(false);
    const id = new URL(link).searchParams.get('id')!;
    const done = await ask('/bin/confirm', { body: { id } });
    expect([done.status, done.headers.get('location')]).toEqual([303, 'https://own.example/hi']);
    expect(await isOn({ ...somebody, contactId })).toBe(true);
    expect((await events(somebody.realm, contactId)).map((event) => event.event_type)).toEqual([33, 20]);
    await until(
      async () => mails(),
      (all) => all.length > 1,
    );
    expect(mails()).toHaveLength(2);
    expect((await ask('/bin/confirm', { body: { id } })).status).toBe(404);
  });

  test('the link of a confirmation works for 30 days and not longer', async () => {
    const somebody = await reader('normal', '<p>x</p>');
    const { database, realm } = somebody.realm;
    await updateList(database, realm, somebody.listId, { optIn: true }, new Date());
    const email = `late${somebody.listId}@example.com`;
    const body = { slid: slidOf(somebody.realm, somebody.listId), cmd: 'subscribe', email };
    await ask('/bin/listctrl', { body });
    const { contact_id: contactId } = (await contactOf(somebody.realm, email))!;
    const [mail] = await until(
      async () => sink.mails.filter(({ to }) => to.includes(email)),
      (all) => all.length > 0,
    );
    const id = /confirm\?id=([0-9A-F]{64})/.exec(await textOf(mail!))![1]!;
    const ageBy = (days: number): Promise<unknown> =>
      database.write(
        'UPDATE pending_subscriptions SET asked_at = TIMESTAMPADD(DAY, ?, asked_at) WHERE realm_id = ? AND contact_id = ?',
        [-days, realm.realmId, contactId],
      );
    await ageBy(29);
    expect((await ask(`/bin/confirm?id=${id}`)).text).toContain('<button');
    await ageBy(2);
    expect((await ask(`/bin/confirm?id=${id}`)).status).toBe(404);
    expect((await ask('/bin/confirm', { body: { id } })).status).toBe(404);
    expect(await isOn({ ...somebody, contactId })).toBe(false);
  });

  test('the SOAP call to such a list waits for the confirmation too', async () => {
    const { normal, soap } = gateway;
    const somebody = await reader('normal', '<p>x</p>', {});
    await updateList(normal.database, normal.realm, somebody.listId, { optIn: true }, new Date());
    const email = `api${somebody.listId}@example.com`;
    expect(
      await soap.call('userSubscribe', {
        session: normal.session,
        email,
        listId: somebody.listId,
        emailFormat: 99,
      }),
    ).toBe(0);
    expect(
      await soap.text('userSubscribeToLists', {
        session: normal.session,
        email,
        firstName: '',
        listIds: String(somebody.listId),
        emailFormat: 99,
        allowDuplicates: false,
      }),
    ).toBe('');
    const { contact_id: contactId } = (await contactOf(normal, email))!;
    expect(await isOn({ ...somebody, contactId })).toBe(false);
    await until(
      async () => sink.mails.filter((mail) => mail.to.includes(email)),
      (all) => all.length > 0,
    );
  });

  test('somebody who left comes back by a confirmation only', async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>');
    await ask('/u', { body: { id: new URL(somebody.links[0]!).searchParams.get('id')! } });
    const answer = await ask('/bin/listctrl', {
      body: { slid: slidOf(somebody.realm, somebody.listId), cmd: 'subscribe', email: somebody.email },
    });
    expect(answer.status).toBe(200);
    expect(await isOn(somebody)).toBe(false);
    const found = await until(
      async () =>
        sink.mails.filter((mail) => mail.to.includes(somebody.email) && mail.raw.includes('/bin/confirm')),
      (all) => all.length > 0,
    );
    const id = /confirm\?id=([0-9A-F]{64})/.exec(await textOf(found[0]!))![1]!;
    await ask('/bin/confirm', { body: { id } });
    expect(await isOn(somebody)).toBe(true);
    expect(await optOuts(somebody)).toEqual([]);
  });

  test.each(['normal', 'keyed'] as const)(
    'leaving without a token sends a link and changes nothing, in a %s realm',
    async (kind) => {
      const somebody = await reader(kind, '<p>x</p>');
      const slid = slidOf(somebody.realm, somebody.listId);
      const form = await ask(
        `/bin/listctrl?c=unsubscribe&s=${slid}&e=${encodeURIComponent(somebody.email)}&g=https://evil.example`,
      );
      expect(form.text).toContain(`value="${somebody.email}"`);
      const answers = [];
      for (const email of [somebody.email, 'stranger@example.com'])
        answers.push((await ask('/bin/listctrl', { body: { slid, cmd: 'unsubscribe', email } })).text);
      expect(answers[0]).toBe(answers[1]);
      expect(await isOn(somebody)).toBe(true);
      const [mail] = await until(
        async () =>
          sink.mails.filter((sunk) => sunk.to.includes(somebody.email) && sunk.raw.includes('To leave')),
        (all) => all.length > 0,
      );
      expect(sink.mails.some((sunk) => sunk.to.includes('stranger@example.com'))).toBe(false);
      const link = /https:\/\/pages\.example(\/u\?id=[0-9A-F]{64}&s=[0-9a-f]{32})/.exec(
        await textOf(mail!),
      )![1]!;
      expect((await ask(link)).text).toContain('List ');
      const query = new URL(link, gateway.url).searchParams;
      await ask('/u', { body: { id: query.get('id')!, s: query.get('s')! } });
      expect(await optOuts(somebody)).toMatchObject([{ level: 21, list_id: somebody.listId }]);
    },
  );

  test('in a customer-key realm nobody can sign up by address', async () => {
    const slid = slidOf(gateway.keyed, gateway.keyed.listId);
    const answer = await ask('/bin/listctrl', { body: { slid, cmd: 'subscribe', email: 'a@example.com' } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test('in a customer-key realm the page of a list has no form that could not work', async () => {
    const slid = slidOf(gateway.keyed, gateway.keyed.listId);
    const page = await ask(`/bin/listctrl?slid=${slid}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<form|userSubscribe|customer.?key/i);
    expect(page.text).toContain('You cannot sign up');
    expect((await ask(`/bin/listctrl?slid=${slid}&cmd=unsubscribe`)).text).toContain('<form');
  });

  test('bad addresses are shown again, and forms from one place run out', async () => {
    const slid = slidOf(gateway.normal, gateway.normal.listId);
    const bad = await ask('/bin/listctrl', { body: { slid, cmd: 'subscribe', email: 'nonsense' } });
    expect(bad.status).toBe(400);
    expect(bad.text).toContain('aria-invalid="true"');
    const statuses = new Set<number>();
    for (let i = 0; i < 61; i++)
      statuses.add(
        (
          await ask('/bin/listctrl', {
            from: '192.0.2.1',
            body: { slid, cmd: 'unsubscribe', email: `n${i}@example.com` },
          })
        ).status,
      );
    expect([...statuses]).toEqual([200, 429]);
  });
});

describe('courtesy messages', () => {
  test('are sent on joining and on leaving, where the list wants them', async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>', {
      sendSignupAck: true,
      sendCancelAck: true,
    });
    const mails = (text: string) =>
      sink.mails.filter((mail) => mail.to.includes(somebody.email) && mail.raw.includes(text));
    await until(
      async () => mails('You are on the list'),
      (all) => all.length === 1,
    );
    await ask('/u', { body: { id: new URL(somebody.links[0]!).searchParams.get('id')! } });
    await until(
      async () => mails('You are off the list'),
      (all) => all.length === 1,
    );
  });
});

test('what the pages call is no operation of any interface', async () => {
  const { normal, soap } = gateway;
  const token = tokens.list(normal.realm.realmId, normal.listId);
  for (const operation of ['pageListFacts', 'pageUnsubscribe', 'pageOpen'])
    expect((await soap.fault(operation, { token })).code).toBe('operation.unknown');
  for (const path of ['/wsdl/WhatCountsAPI.wsdl', '/wsdl/WhatCountsAPI-document.wsdl'])
    expect((await ask(path)).text).not.toContain('pageUnsubscribe');
});

describe('every page', () => {
  test('is private, needs no script, and cannot be framed', async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>');
    const { headers, text } = await ask(somebody.links[0]!);
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
    const style = /<style>([^]*?)<\/style>/.exec(text)![1]!;
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(text).not.toMatch(/<script|javascript:|\son\w+=/i);
    expect(text).toContain('<html lang="en">');
  });

  test('shows whose it is: the name of the realm, or the name, the logo and the colour of its owner', async () => {
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>');
    const page = `/u?id=${new URL(somebody.links[0]!).searchParams.get('id')!}`;
    const plain = await ask(page);
    expect(plain.text).toContain('<header>normal</header>');
    expect(plain.headers.get('content-security-policy')).not.toContain('img-src');

    // A realm of its own, so that no remembered one is answered.
    const branded = await startTestGateway();
    try {
      const { realm, listId } = branded.normal;
      for (const [name, value] of [
        ['brand_name', 'Ann’s "Shop" & <Co>'],
        ['brand_logo', 'https://cdn.example/logo.png?a=1&b=2'],
        ['brand_colour', '#FFE066'],
      ] as const)
        await changeRealm(branded.control, realm, name, value);
      const slid = new PublicTokens(branded.secret).list(realm.realmId, listId);
      const answer = await fetch(`${branded.url}/bin/listctrl?slid=${slid}`);
      const text = await answer.text();
      expect(text).toContain(
        '<img src="https://cdn.example/logo.png?a=1&amp;b=2" alt="Ann’s &quot;Shop&quot; &amp; &lt;Co&gt;"',
      );
      const policy = answer.headers.get('content-security-policy')!;
      expect(policy).toContain('img-src https://cdn.example;');
      const styles = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style]) => style!);
      expect(styles.at(-1)).toContain('background: #ffe066');
      expect(styles.at(-1)).toContain('color: #000');
      for (const style of styles)
        expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
      for (const [name, value] of [
        ['brand_logo', 'javascript:alert(1)'],
        ['brand_logo', 'http://cdn.example/logo.png'],
        ['brand_logo', "https://x;script-src 'unsafe-inline'/"],
        ['brand_colour', 'red;} body { display: none'],
        ['brand_name', 'a\nb'],
      ] as const)
        await expect(changeRealm(branded.control, realm, name, value)).rejects.toThrow(name);
    } finally {
      await branded.close();
    }
  });

  test('shows stored and sent values as text', async () => {
    const { normal, soap } = gateway;
    const somebody = await reader('normal', '<a href="%%UNSUB_HREF%%">x</a>');
    const listName = HOSTILE.replace('\u0000', '').slice(0, 90);
    await updateList(
      normal.database,
      normal.realm,
      somebody.listId,
      { name: listName, optIn: true },
      new Date(),
    );
    await soap.call('sendMessage', {
      session: normal.session,
      xmlFlags: `<to><email>${somebody.email}</email></to><list_id>${somebody.listId}</list_id>`,
      subject: '</title><script>alert(3)</script>%%$none%%',
      htmlBody: '',
      plainTextBody: '</pre><script>alert(4)</script>',
      predata: null,
    });
    const id = new URL(somebody.links[0]!).searchParams.get('id')!;
    const slid = tokens.list(normal.realm.realmId, somebody.listId);
    const bad = encodeURIComponent(HOSTILE);
    const pages = [
      await ask(`/u?id=${id}&s=${bad}`),
      await ask(`/u?id=${id}`),
      await ask(`/u?id=${bad}`),
      await ask(`/dm?id=${id}`),
      await ask(`/ftaf?id=${id}&name=${bad}&message=${bad}&email_1=${bad}`),
      await ask('/ftaf', { body: { id, name: HOSTILE, message: HOSTILE, email_1: HOSTILE } }),
      await ask(`/bin/listctrl?s=${slid}&e=${bad}&first=${bad}`),
      await ask(`/bin/listctrl?s=${slid}&c=unsubscribe&e=${bad}`),
      await ask('/bin/listctrl', { body: { slid, cmd: 'subscribe', email: HOSTILE, first: HOSTILE } }),
      await ask('/bin/listctrl', { body: { slid, cmd: 'unsubscribe', email: 'x@example.com' } }),
      await ask(`/bin/confirm?id=${bad}`),
    ];
    for (const { text } of pages) {
      expect(text).not.toMatch(/<script|<img|alert\(\d\)<\/script>/i);
      expect(text).not.toContain('onerror=alert(2)>');
    }
    expect(pages[1]!.text).toContain('&lt;script&gt;');
    expect(pages[3]!.text).toContain('&lt;/pre&gt;');
  });

  test('answers other methods with 405, and unknown paths with 404', async () => {
    expect((await ask('/u', { method: 'DELETE' })).status).toBe(405);
    expect((await ask('/dm', { method: 'POST', body: 'a=b' })).status).toBe(405);
    expect((await ask('/bin/none')).status).toBe(404);
    expect((await ask('/u', { method: 'POST', body: `id=${'x'.repeat(100_000)}` })).status).toBe(413);
  });
});
