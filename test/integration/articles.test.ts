/** Articles from the command line to the mails, previews and lists that show them, in both kinds of realm. */
import { writeFile } from 'node:fs/promises';
import PostalMime, { type Email } from 'postal-mime';
import type { ArticleElements } from '../../src/core/articles/article';
import { createArticle } from '../../src/core/articles/articles';
import { addVersion } from '../../src/core/articles/saveArticle';
import { createList } from '../../src/core/lists/lists';
import { runHere, type Outcome } from '../support/commandLine';
import { makeTemplate, newestCampaign, subscribeMany, until } from '../support/launchParts';
import { makeDue } from '../support/makeDue';
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

const run = (...words: string[]): Promise<Outcome> => runHere(gateway.environment, ['article', ...words]);
const json = async <T>(...words: string[]): Promise<T> => {
  const { code, out, error } = await run(...words, '--json');
  expect([code, error]).toEqual([0, '']);
  return JSON.parse(out) as T;
};

/** An article without the command line, where that is not what a test is about. */
async function write(
  { realm, database }: TestRealm,
  name: string,
  elements: Partial<ArticleElements>,
  from = '2020-01-01',
): Promise<void> {
  const now = new Date();
  await database.transaction(async (sql) => {
    const articleId = await createArticle(sql, realm, { name, folderId: 0 }, now);
    const article = { articleId, name, folderId: 0 };
    await addVersion(sql, realm, article, { elements, startsAt: new Date(from) }, now);
  });
}

/** What a template shows, and what its preview says of its tags. */
const previewed = async (realm: TestRealm, html: string): Promise<[text: string, remark: string]> => {
  const templateId = await makeTemplate(realm, { html });
  const [row] = await realm.database.rows<{ name: string }>(
    'SELECT name FROM templates WHERE template_id = ?',
    [templateId],
  );
  const args = { session: realm.session, templateName: row!.name, format: 2 };
  const [text = '', remark = ''] = (await gateway.soap.text('templatePreview', args)).split('\n<!-- ');
  return [text, remark];
};
const preview = async (realm: TestRealm, html: string): Promise<string> => (await previewed(realm, html))[0];

const send = (realm: TestRealm, to: string, subject: string, html: string): Promise<unknown> =>
  gateway.soap.call('sendMessage', {
    session: realm.session,
    xmlFlags: `<to>${to}</to><list_id>${realm.listId}</list_id><format>2</format>`,
    subject,
    htmlBody: html,
    plainTextBody: '',
    predata: null,
  });

const mailTo = async (address: string): Promise<Email> => {
  await until(() => sink.mails.some(({ to }) => to[0] === address));
  return PostalMime.parse(sink.mails.find(({ to }) => to[0] === address)!.raw);
};

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let name: string;
  beforeAll(async () => {
    realm = gateway[kind];
    name = realm.realm.name;
    const file = inVar(gateway, `${kind}.html`);
    await writeFile(file, '<p>News for %%$first%%, <a href="https://shop.example/%%$first%%">here</a></p>\n');
    const created = await json<{ articleId: number; folderId: number; problems: string[] }>(
      ...['create', name, 'Daily news', '--title', 'It is %%$first%%day', '--description', 'Every day'],
      ...['--body-file', file, '--author-name', 'Ann', '--folder', '/news/daily'],
    );
    expect(created.articleId).toBeGreaterThan(4000);
    expect(created.folderId).toBeGreaterThan(3000);
    expect(created.problems).toEqual([]);
  });

  it('is in the mail of one contact, tags and tracked links included', async () => {
    const email = `one-${kind}@example.org`;
    const first = 'Sun';
    await gateway.soap.call(kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe', {
      session: realm.session,
      ...(kind === 'keyed' ? { customerKey: 'A-1' } : {}),
      email,
      listId: realm.listId,
      emailFormat: 2,
    });
    await realm.database.write(
      `UPDATE contacts SET first_name_as_given = ? WHERE realm_id = ${realm.realm.realmId} AND email = ?`,
      [first, email],
    );
    const key = kind === 'keyed' ? '<customer_key>A-1</customer_key>' : '';
    await send(
      realm,
      `<email>${email}</email>${key}`,
      '%%article "Daily news" title%%',
      '%%article "Daily news"%% by %%ARTICLE "Daily news" author_name%%, %%article Lost%%',
    );
    const mail = await mailTo(email);
    expect(mail.subject).toBe('It is Sunday');
    expect(mail.html).toMatch(
      /^<p>News for Sun, <a href="https:\/\/mail\.example\/t\?c=\d+&amp;r=\d+&amp;l=\d+&amp;t=11&amp;e=[0-9A-F]{64}&amp;v=Sun&amp;s=[0-9a-f]{32}&amp;u=\d+">here<\/a><\/p>\s* by Ann, %%article Lost%%/,
    );
  });

  it('is taken along by a launch as it is at that moment', async () => {
    await write(realm, 'Hot', { body: 'first' });
    const listId = await createList(
      realm.database,
      realm.realm,
      { name: `hot ${kind}`, fromAddress: 'list@sender.example' },
      new Date(),
    );
    await subscribeMany(realm, listId, `hot-${kind}`, 3);
    const templateId = await makeTemplate(realm, { plainText: '%%article Hot%% for %%$first%%' });
    const launch = () =>
      gateway.soap.call('listRun', {
        session: realm.session,
        creatorEmail: '',
        notifyEmail: '',
        listId,
        templateId,
        segmentationId: 0,
        forcedFormat: 1,
        testMode: false,
      });
    // Nothing leaves before the article has changed.
    sink.on.mail = () => [450, 'later'];
    await launch();
    expect((await run('edit', name, 'Hot', '--body', 'second')).code).toBe(0);
    const [campaign] = await realm.database.rows<{ plain_text: string }>(
      'SELECT plain_text FROM campaigns WHERE list_id = ? AND sticky_name IS NULL',
      [listId],
    );
    expect(campaign!.plain_text).toBe('first for %%$first%%');
    sink.on = {};
    await until(async () => {
      await makeDue(realm.database);
      return [0, 1, 2].every((i) => sink.mails.some(({ to }) => to[0] === `hot-${kind}${i}@example.org`));
    });
    await newestCampaign(realm);
    expect((await mailTo(`hot-${kind}1@example.org`)).text!.trim()).toBe('first for First 1');
    sink.mails.length = 0;
    await launch();
    expect((await mailTo(`hot-${kind}1@example.org`)).text!.trim()).toBe('second for First 1');
  });

  it('changes with its versions, and keeps the old ones', async () => {
    await run('create', name, 'Season', '--body', 'winter', '--title', 'Now', '--from', '2020-12-01');
    await run('edit', name, 'Season', '--body', 'spring', '--from', '2021-03-01 06:00');
    await run('edit', name, 'Season', '--body', 'the future', '--from', '2999-01-01');
    expect(await preview(realm, '%%article Season title%%: %%article Season%%')).toBe('Now: spring');
    const at = async (date: string) =>
      (
        await json<{ version: { body: string; title: string } | null; versions: string[] }>(
          ...['show', name, 'Season', '--at', date],
        )
      ).version;
    expect(await at('2020-11-30')).toBeNull();
    expect(await at('2021-03-01 05:59')).toMatchObject({ body: 'winter', title: 'Now' });
    expect(await at('2021-03-01 06:00')).toMatchObject({ body: 'spring', title: 'Now' });
    expect(await at('2999-06-01')).toMatchObject({ body: 'the future', title: 'Now' });
    const shown = await run('show', name, 'Season');
    expect(shown.out).toContain('2021-03-01 06:00:00 +00:00  shown here');
    // A version that starts at the same moment takes its place; one can be taken away again.
    await run('edit', name, 'Season', '--body', 'corrected', '--from', '2999-01-01');
    expect(await at('2999-06-01')).toMatchObject({ body: 'corrected' });
    expect((await run('delete', name, 'Season', '--version', '2999-01-01')).code).toBe(0);
    expect(await at('2999-06-01')).toMatchObject({ body: 'spring' });
    expect((await run('delete', name, 'Season', '--version', '2999-01-01')).error).toContain(
      'No version starts',
    );
  });

  it('has versions in an hour that clocks show twice, and loses the one that is named as it is shown', async () => {
    const zone = (text: string) => runHere(gateway.environment, ['realm', 'set', name, 'time_zone', text]);
    expect((await zone('Europe/Berlin')).code).toBe(0);
    await run('create', name, 'Night', '--title', 'summer', '--from', '2097-10-27 02:30:00 +02:00');
    await run('edit', name, 'Night', '--title', 'winter', '--from', '2097-10-27 02:30:00 +01:00');
    const shown = (await run('show', name, 'Night')).out;
    const starts = shown.match(/2097-10-27 02:30:00 \S+/g)!;
    expect(starts).toEqual(['2097-10-27 02:30:00 +02:00', '2097-10-27 02:30:00 +01:00']);
    expect(await run('delete', name, 'Night', '--version', starts[1]!)).toMatchObject({ code: 0, error: '' });
    expect(await json('show', name, 'Night')).toMatchObject({ versions: ['2097-10-27T00:30:00.000Z'] });
    expect((await zone('UTC')).code).toBe(0);
  });

  it('prints nothing before its first version starts', async () => {
    await write(realm, 'Later', { body: 'x' }, '2999-01-01');
    expect(await preview(realm, '[%%article Later%%]')).toBe('[]');
  });

  it('holds articles, up to a depth, and never itself', async () => {
    for (let depth = 1; depth <= 7; depth++)
      await write(realm, `Deep ${depth}`, { body: `(${depth} %%article "Deep ${depth + 1}"%%)` });
    expect(await previewed(realm, '%%article "Deep 1"%%')).toEqual([
      '(1 (2 (3 (4 (5 %%article "Deep 6"%%)))))',
      expect.stringContaining('articles stand in one another more than 5 deep'),
    ]);
    expect(await preview(realm, '%%article "Deep 5"%%')).toBe('(5 (6 (7 %%article "Deep 8"%%)))');

    const self = await run('create', name, 'Self', '--body', 'a %%article Self%%');
    expect(self.code).toBe(1);
    expect(self.error).toContain('The article Self would hold itself: its body has %%article Self%%');
    // Its own title is something else.
    expect(
      (await run('create', name, 'Self', '--body', '%%article Self title%%', '--title', 'me')).code,
    ).toBe(0);
    expect(await preview(realm, '%%article Self%%')).toBe('me');

    await write(realm, 'Round', { body: 'plain' });
    await run('edit', name, 'Round', '--body', 'then %%article Trip%%', '--from', '2999-01-01');
    const trip = await run('create', name, 'Trip', '--body', '%%article Round%%');
    expect([trip.code, trip.error]).toEqual([1, expect.stringContaining('as of 2999-01-01 00:00:00')]);
    // What comes to be all the same (here, behind the back of the command) ends in a tag that stays.
    await write(realm, 'Trip', { body: 'x' });
    await realm.database.write(
      `UPDATE article_versions SET body = '%%article Trip%%' WHERE realm_id = ${realm.realm.realmId} AND body IN ('x', 'plain')`,
    );
    expect(await preview(realm, '%%article Trip%%')).toBe('%%article Trip%%');
  });

  it('is bounded where articles multiply', async () => {
    await write(realm, 'Many', { body: '%%article Many title%%'.repeat(40), title: 'x' });
    expect(await preview(realm, '%%article Many%%')).toBe('x'.repeat(40));
    const fault = await gateway.soap.fault('sendMessage', {
      session: realm.session,
      xmlFlags: `<to><email>x@example.org</email><customer_key>A-1</customer_key></to><list_id>${realm.listId}</list_id>`,
      subject: '',
      htmlBody: '%%article Many%%'.repeat(100),
      plainTextBody: '',
      predata: null,
    });
    expect(fault.code).toBe('request.tooLarge');
  });

  it('is listed by the command, and by enumArticles', async () => {
    const listed = await json<{ name: string; versions: number; title: string }[]>('list', name);
    expect(listed.map((article) => article.name)).toEqual([...listed.map((article) => article.name)].sort());
    expect(listed).toContainEqual(expect.objectContaining({ name: 'Season', versions: 2, title: 'Now' }));
    const [row] = await realm.database.rows<{ id: number; folder: number }>(
      `SELECT article_id AS id, folder_id AS folder FROM articles WHERE realm_id = ${realm.realm.realmId} AND name = 'Daily news'`,
    );
    const enumerate = (type: number) => gateway.soap.text('enumArticles', { session: realm.session, type });
    expect((await enumerate(0)).split('\n')).toContain(`${row!.id} Daily news`);
    expect((await enumerate(1)).split('\n')).toContain(
      `"${row!.id}","Daily news","Every day","${row!.folder}"`,
    );
    expect(await enumerate(2)).toContain(
      `<Data><article_number>${row!.id}</article_number><name>Daily news</name><article_description>Every day</article_description><folder_id>${row!.folder}</folder_id></Data>`,
    );
    expect((await gateway.soap.fault('enumArticles', { session: realm.session, type: 3 })).code).toBe(
      'argument.invalid',
    );
  });

  it('is marked by a scan where it is missing', async () => {
    await makeTemplate(realm, { html: '%%article Season%% %%article Nowhere deck%%' });
    const { code, out } = await runHere(gateway.environment, ['template', 'scan', '--realm', name]);
    expect(code).toBe(1);
    expect(out).toMatch(/^unknown +1 +1 +%%article "Nowhere" deck%%/m);
    expect(out).toMatch(/^ours +\d+ +\d+ +%%article "Season" body%%/m);
    expect(out).toMatch(/^unknown +1 +1 +%%article "Deep 8" body%% +article Deep 7 \(body\):1$/m);
  });
});

test('a name that is taken, unknown or empty is refused, and nothing changes', async () => {
  const { normal } = gateway;
  const name = normal.realm.name;
  const before = await normal.database.rows('SELECT * FROM article_versions');
  const outcomes = [
    await run('create', name, 'Season'),
    await run('edit', name, 'Season', '--name', 'Daily news'),
    await run('edit', name, 'Nobody', '--body', 'x'),
    await run('create', name, ' '),
    await run('edit', name, 'Season', '--body', 'x', '--from', 'tomorrow'),
    await run('edit', name, 'Season', '--body', 'x', '--body-file', 'y'),
    await run('edit', name, 'Season', '--body-file', '/nowhere'),
    await run('delete', name, 'Nobody'),
  ];
  expect(outcomes.map(({ error }) => error)).toEqual([
    expect.stringContaining('already named Season'),
    expect.stringContaining('already named Daily news'),
    expect.stringContaining('no article Nobody'),
    expect.stringContaining('an article has a name'),
    expect.stringContaining('takes a date'),
    expect.stringContaining('not both'),
    expect.stringContaining('no file /nowhere'),
    expect.stringContaining('no article Nobody'),
  ]);
  expect(outcomes.every(({ code }) => code === 1 || code === 2)).toBe(true);
  expect(await normal.database.rows('SELECT * FROM article_versions')).toEqual(before);
});

test('a deleted article is gone with its versions', async () => {
  const { normal } = gateway;
  const name = normal.realm.name;
  await run('edit', name, 'Later', '--name', 'Sooner', '--folder', '/x');
  expect((await run('delete', name, 'Sooner')).out).toContain(
    'The article Sooner is deleted, with 1 versions.',
  );
  const [left] = await normal.database.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM article_versions v LEFT JOIN articles a ON a.article_id = v.article_id WHERE a.article_id IS NULL',
  );
  expect(left!.n).toBe(0);
  // The other realm has its own.
  expect(await preview(gateway.keyed, '[%%article Later%%]')).toBe('[]');
  expect(await preview(normal, '[%%article Later%%]')).toBe('[%%article Later%%]');
});
