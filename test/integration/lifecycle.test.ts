/** Life-cycle campaigns: made on the command line, entered over the HTTP API, sent in the background, once each. */
import { runHere } from '../support/commandLine';
import { httpApi, type HttpApi } from '../support/httpApi';
import { makeTemplate, until } from '../support/launchParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
let environment: Record<string, string>;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url, MAIL_FROM: 'owner@sender.example' });
  const [row] = await gateway.control.rows<{ name: string }>('SELECT DATABASE() AS name');
  environment = {
    DATABASE_URL: `mysql://root@localhost/${row!.name}?socketPath=${encodeURIComponent(testDatabase().server.socketPath!)}`,
    SERVER_SECRET: gateway.secret.toString('hex'),
    VAR_DIRECTORY: gateway.varDirectory,
  };
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let call: HttpApi;
  const data = (...names: string[]): string =>
    kind === 'keyed'
      ? `email,customer_key^${names.map((name) => `${name}@${kind}.example,${name}`).join('^')}`
      : `email^${names.map((name) => `${name}@${kind}.example`).join('^')}`;
  const command = (...words: string[]) => runHere(environment, ['lifecycle', ...words]);
  const add = (...names: string[]): Promise<string> =>
    call('addtolifecyclecampaign', { lc_campaign_name: 'Welcome', data: data(...names) });
  const subjects = (name: string): string[] =>
    sink.mails
      .map(({ raw }) => raw.toString('utf8'))
      .filter((mail) => mail.includes(`${name}@${kind}.example`))
      .map((mail) => /^Subject: (.*)$/m.exec(mail)![1]!.trim());
  /** Moves what is to come back by some days. */
  const passDays = (days: number): Promise<unknown> =>
    realm.database.write(
      `UPDATE lifecycle_members SET added_at = added_at - INTERVAL ${days} DAY, due_at = due_at - INTERVAL ${days} DAY WHERE realm_id = ? AND due_at IS NOT NULL`,
      [realm.realm.realmId],
    );
  const waiting = async (): Promise<number> =>
    (
      await realm.database.rows<{ n: number }>(
        'SELECT COUNT(due_at) AS n FROM lifecycle_members WHERE realm_id = ?',
        [realm.realm.realmId],
      )
    )[0]!.n;

  beforeAll(async () => {
    realm = gateway[kind];
    call = await httpApi(gateway, realm);
    await call('sub', { list_id: realm.listId, format: 1, data: data('ann', 'bob', 'eve') });
    const [hello, tips] = [
      await makeTemplate(realm, { subject: 'Hello', plainText: 'Hello', html: '' }),
      await makeTemplate(realm, { subject: 'Tips', plainText: 'Tips', html: '' }),
    ];
    const steps = ['--step', `${tips} after 3 days`, '--step', String(hello)];
    const made = await command(
      'create',
      realm.realm.name,
      'Welcome',
      '--list',
      String(realm.listId),
      ...steps,
    );
    expect(made).toMatchObject({ code: 0 });
    const again = await command(
      'create',
      realm.realm.name,
      'Welcome',
      '--list',
      String(realm.listId),
      ...steps,
    );
    expect(again).toMatchObject({ code: 1, error: expect.stringContaining('has that name') as string });
  });

  test('a contact gets the messages one after the other, each once', async () => {
    expect(await add('ann', 'bob')).toBe(
      'SUCCESS: 2 record(s) processed. 2 users added to life-cycle campaign Welcome, Records Failed Other Error 0',
    );
    expect(await add('ann')).toMatch(/^SUCCESS: 1 .* 0 users added/);
    await until(async () => subjects('ann').length === 1 && subjects('bob').length === 1);
    expect(subjects('ann')).toEqual(['Hello']);
    expect((await command('list', realm.realm.name)).out).toMatch(
      /Welcome +\d+ +2 +\d+ \(at once\), \d+ \(3 days\)/,
    );
    await passDays(4);
    await until(async () => (await waiting()) === 0);
    await until(async () => subjects('ann').length === 2 && subjects('bob').length === 2);
    expect(subjects('ann')).toEqual(['Hello', 'Tips']);
    expect(await add('ann')).toMatch(/ 0 users added/);
  });

  test('who leaves the list, or is deleted, gets no more', async () => {
    expect(await add('eve')).toMatch(/ 1 users added/);
    await until(async () => subjects('eve').length === 1);
    await call('unsub', { list_id: realm.listId, data: data('eve') });
    await passDays(4);
    await until(async () => (await waiting()) === 0);
    expect(subjects('eve')).toEqual(['Hello']);
    expect(await add('eve')).toBe('FAILURE: The contact is not subscribed.');
    await call('delete', { data: data('bob') });
    const [left] = await realm.database.rows<{ n: number }>(
      'SELECT COUNT(*) AS n FROM lifecycle_members WHERE realm_id = ?',
      [realm.realm.realmId],
    );
    expect(left!.n).toBe(1);
  });

  test('what is wrong is said', async () => {
    expect(await add('nobody')).toBe('FAILURE: Subscriber cannot be found');
    expect(await add('nobody', 'noone')).toMatch(/^FAILURE: 2 record\(s\) processed\. 0 users .* Error 2$/);
    expect(await call('addtolifecyclecampaign', { lc_campaign_name: 'None', data: data('ann') })).toMatch(
      /^FAILURE: There is no life-cycle campaign/,
    );
    expect(await command('delete', realm.realm.name, 'Welcome')).toMatchObject({ code: 0 });
    expect(await add('ann')).toMatch(/^FAILURE: There is no life-cycle campaign/);
  });
});
