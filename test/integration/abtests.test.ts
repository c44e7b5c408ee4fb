/** A/B launches through the door to the mails that arrive, decided by readers on the public pages, in both kinds of realm. */
import { createList } from '../../src/core/lists/lists';
import { createRule } from '../../src/core/segmentation/segmentationRules';
import { recordOptOut } from '../../src/core/suppression/optOuts';
import {
  letTimePass,
  mailsWith,
  makeDefinition,
  newestResult,
  untilSent,
  urlIn,
} from '../support/abtestParts';
import { addresses, campaigns, makeTemplate, reached, subscribeMany, until } from '../support/launchParts';
import { THEIRS } from '../support/neighbour';
import { startSmtpSink, type SmtpSink, type SunkMail } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const PUBLIC = 'https://mail.example';
const READER =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1';

let sink: SmtpSink;
let gateway: TestGateway;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({
    SMTP_URL: sink.url,
    PUBLIC_URL: PUBLIC,
    EVENT_FLUSH_MILLISECONDS: '20',
  });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});
beforeEach(() => {
  sink.mails.length = 0;
});

const ask = async (url: string): Promise<number> => {
  const response = await fetch(url.replace(PUBLIC, gateway.url), {
    redirect: 'manual',
    headers: { 'user-agent': READER },
  });
  await response.arrayBuffer();
  return response.status;
};
const opens = async (mail: SunkMail): Promise<void> => {
  expect(await ask(await urlIn(mail, /https:\/\/mail\.example\/t\?[^"]*t=10[^"]*/))).toBe(200);
};
const clicks = async (mail: SunkMail): Promise<void> => {
  expect(await ask(await urlIn(mail, /https:\/\/mail\.example\/t\?c=[^"]*u=\d+[^"]*/))).toBe(302);
};

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let session: string;
  beforeAll(() => {
    realm = gateway[kind];
    session = realm.session;
  });

  const newList = (): Promise<number> =>
    createList(
      realm.database,
      realm.realm,
      { name: `list ${Math.random()}`, fromAddress: 'list@sender.example' },
      new Date(),
    );
  const template = (word: string): Promise<number> =>
    makeTemplate(realm, {
      subject: `Subject ${word}`,
      plainText: `${word} for %%$first%%`,
      html: `<p>${word} for %%$first%%</p><a href="https://shop.example/">Shop</a>`,
    });
  /** A list of so many, and a definition over templates of two words. */
  async function prepare(prefix: string, count: number, wish = {}): Promise<{ listId: number; id: number }> {
    const listId = await newList();
    await subscribeMany(realm, listId, prefix, count, 2);
    const templates = [await template(`${prefix}Alpha`), await template(`${prefix}Beta`)];
    return { listId, id: await makeDefinition(realm, { listId, templates, ...wish }) };
  }
  const launch = (id: number, more = ''): Promise<string> =>
    gateway.soap.text('listRun', { session, xmlFlags: `<ab_definition_id>${id}</ab_definition_id>${more}` });
  const stats = async (id: number): Promise<Record<string, string>[]> => {
    const text = await gateway.soap.text('getAbStats', {
      session,
      abDefinitionId: id,
      format: 'csv_tab',
      header: true,
    });
    const [names, ...rows] = text
      .split('\n')
      .map((line) => line.split('\t').map((cell) => cell.slice(1, -1)));
    return rows.map((row) => Object.fromEntries(names!.map((name, i) => [name, row[i]!])));
  };
  const events = async (type: number, campaignIds: readonly string[]): Promise<number> => {
    const [row] = await realm.database.rowsOf<{ n: number }>(
      `SELECT COUNT(*) AS n FROM events WHERE event_type = ? AND campaign_id IN (${campaignIds.join(', ')})`,
      [type],
    );
    return row!.n;
  };

  it('sends the samples, counts who reads them, and sends the winner to all the others', async () => {
    const { id } = await prepare('open', 300, {
      senders: ['', '"Ann" <ann@sender.example>'],
      subjects: ['Own subject of %%$first%%'],
    });
    const answer = await launch(id, '<notify_email>owner@example.org</notify_email>');
    await untilSent(realm);
    const alpha = mailsWith(sink, 'openAlpha');
    const beta = mailsWith(sink, 'openBeta');
    expect([alpha.length, beta.length, sink.mails.length]).toEqual([30, 30, 60]);
    expect(alpha[0]!.raw.toString()).toMatch(/^Subject: Own subject of First \d+\r$/m);
    expect(alpha[0]!.raw.toString()).toMatch(/^From: list@sender\.example\r$/m);
    expect(beta[0]!.raw.toString()).toMatch(/^From: "?Ann"? <ann@sender\.example>\r$/m);
    // Parts are chosen by chance.
    expect(alpha.map(({ to }) => to[0]).sort()).not.toEqual(addresses('open', 30));

    const before = await stats(id);
    expect(before.map((row) => [row.sample, row.total_recipients, row.total_sent, row.is_winner])).toEqual([
      ['A', '30', '30', '0'],
      ['B', '30', '30', '0'],
    ]);
    expect(before[0]).toMatchObject({
      subject: 'Own subject of %%$first%%',
      test_status: 'testing',
      rest_campaign_id: answer,
      unique_open_rate: '0.00',
      ab_definition_id: String(id),
    });
    expect(before.map(({ encrypted_id }) => /^[0-9a-f]{32}$/.test(encrypted_id!))).toEqual([true, true]);

    // Two open A, one of them three times; three open B.
    for (const mail of [alpha[0]!, alpha[0]!, alpha[0]!, alpha[1]!, ...beta.slice(0, 3)]) await opens(mail);
    const ids = before.map((row) => row.campaign_id!);
    await until(async () => (await events(10, ids)) === 7);
    expect(
      (await stats(id)).map((row) => [row.total_opened, row.total_opened_unique, row.unique_open_rate]),
    ).toEqual([
      ['4', '2', '6.67'],
      ['3', '3', '10.00'],
    ]);

    await letTimePass(realm, id);
    await until(async () => (await newestResult(realm, id)).status === 'decided');
    await untilSent(realm);
    await until(() => sink.mails.length === 301);
    expect(mailsWith(sink, 'openBeta for')).toHaveLength(270);
    expect(mailsWith(sink, 'has ended')).toHaveLength(1);
    expect(reached(sink)).toEqual([...addresses('open', 300), 'owner@example.org'].sort());
    expect(await newestResult(realm, id)).toMatchObject({ winner: 'B', chosen_by: 'measure' });
    expect((await stats(id)).map((row) => [row.is_winner, row.is_deployed])).toEqual([
      ['0', '0'],
      ['1', '1'],
    ]);
    const [rest] = await campaigns(realm);
    expect(rest).toMatchObject({
      campaign_id: Number(answer),
      recipients: 240,
      expanded: 240,
      status: 'done',
    });
    // The rest has links and counts of its own.
    const late = mailsWith(sink, 'openBeta for').at(-1)!;
    await clicks(late);
    await until(async () => (await events(11, [answer])) === 1);
  });

  it('decides by clicks, and by clicks of those who opened', async () => {
    for (const [measure, winner] of [
      ['clicks', 'A'],
      ['click_to_open', 'B'],
    ] as const) {
      const prefix = `by${measure.replaceAll('_', '')}`;
      const { id } = await prepare(prefix, 40, { measure, sampleType: 'count', sampleSize: 10 });
      await launch(id);
      await untilSent(realm);
      const alpha = mailsWith(sink, `${prefix}Alpha`);
      const beta = mailsWith(sink, `${prefix}Beta`);
      // A: five open, two click. B: one opens, and clicks.
      for (const mail of [...alpha.slice(0, 5), beta[0]!]) await opens(mail);
      for (const mail of [...alpha.slice(0, 2), beta[0]!]) await clicks(mail);
      const ids = (await stats(id)).map((row) => row.campaign_id!);
      await until(async () => (await events(11, ids)) === 3 && (await events(10, ids)) === 6);
      await letTimePass(realm, id);
      await until(async () => (await newestResult(realm, id)).status === 'decided');
      await untilSent(realm);
      expect((await newestResult(realm, id)).winner).toBe(winner);
      expect(reached(sink).filter((address) => address.startsWith(prefix))).toEqual(addresses(prefix, 40));
    }
  });

  it('ends at the threshold without waiting for the time, and gives a tie to the earlier letter', async () => {
    const { id } = await prepare('sill', 40, { threshold: 2, maxMinutes: 500 });
    await launch(id);
    await untilSent(realm);
    const ids = (await stats(id)).map((row) => row.campaign_id!);
    const readers = [...mailsWith(sink, 'sillBeta').slice(0, 2), ...mailsWith(sink, 'sillAlpha').slice(0, 2)];
    await Promise.all(readers.map(opens));
    await until(async () => (await events(10, ids)) === 4);
    await realm.database.write("UPDATE ab_results SET due_at = UTC_TIMESTAMP(3) WHERE status = 'testing'");
    await until(async () => (await newestResult(realm, id)).status === 'decided');
    expect((await newestResult(realm, id)).winner).toBe('A');
    await untilSent(realm);
    expect(reached(sink)).toEqual(addresses('sill', 40));
  });

  it('waits for a choice where it is told to, and takes one', async () => {
    const { id } = await prepare('hand', 50, { afterTest: 'wait', maxMinutes: 30 });
    await launch(id, '<notify_email>owner@example.org</notify_email><campaign_alias>Spring</campaign_alias>');
    await untilSent(realm);
    await letTimePass(realm, id);
    await until(async () => (await newestResult(realm, id)).status === 'waiting');
    await until(() => mailsWith(sink, 'is over: choose').length === 1);
    expect(mailsWith(sink, 'is over: choose')[0]!.to).toEqual(['owner@example.org']);
    expect(sink.mails).toHaveLength(11);
    const [a, b] = await stats(id);
    expect(a).toMatchObject({ test_status: 'waiting', is_winner: '0' });
    const report = (): Promise<string> =>
      gateway.soap.text('getCampaignsInDateRange', {
        session,
        fromDate: '01/01/2020',
        toDate: '12/31/2099',
        showHidden: 0,
        format: 'csv',
        header: 0,
      });
    const ofRest = new RegExp(`^"${a!.rest_campaign_id}",.*"Subject handBeta"`, 'm');
    expect(await report()).toContain(`"${a!.campaign_id}",`);
    expect(await report()).not.toContain(`"${a!.rest_campaign_id}",`);
    const other = gateway[kind].neighbour.session;
    const choose = { session, encryptedId: b!.encrypted_id! };
    expect([
      (await gateway.soap.fault('abMailWinner', { ...choose, session: other })).code,
      (await gateway.soap.fault('abMailWinner', { ...choose, encryptedId: 'f'.repeat(32) })).code,
      (await gateway.soap.fault('abMailWinner', { ...choose, encryptedId: THEIRS.encryptedId })).code,
    ]).toEqual(Array(3).fill('abtest.sampleNotFound'));
    expect(await gateway.soap.call('abMailWinner', choose)).toBe('SUCCESS');
    expect([
      (await gateway.soap.fault('abMailWinner', choose)).code,
      (await gateway.soap.fault('abMailWinner', { session, encryptedId: a!.encrypted_id! })).code,
    ]).toEqual(['abtest.over', 'abtest.over']);
    await untilSent(realm);
    await until(() => mailsWith(sink, 'has ended').length === 1);
    expect(await report()).toMatch(ofRest);
    expect(mailsWith(sink, 'handBeta for')).toHaveLength(45);
    expect(await newestResult(realm, id)).toMatchObject({ winner: 'B', chosen_by: 'hand' });
    const named = (await campaigns(realm)).slice(0, 3).map(({ name }) => name);
    expect(named).toEqual(['Spring (rest)', 'Spring (B)', 'Spring (A)']);
  });

  it('sends to those of the launch, but for those who opted out, left or were deleted since', async () => {
    const { id, listId } = await prepare('since', 30, { sampleType: 'count', sampleSize: 1, maxMinutes: 90 });
    await launch(id);
    await untilSent(realm);
    const { rest_campaign_id } = await newestResult(realm, id);
    const rest = await realm.database.rows<{
      contact_id: number;
      email: string;
      first_name: string;
      customer_key?: Buffer;
    }>(
      'SELECT c.* FROM campaign_recipients r JOIN contacts c ON c.contact_id = r.contact_id WHERE r.campaign_id = ? ORDER BY 1',
      [rest_campaign_id],
    );
    expect(rest).toHaveLength(28);
    const [optedOut, left, deleted] = rest;
    await recordOptOut(
      realm.database,
      realm.realm,
      {
        email: optedOut!.email,
        firstName: optedOut!.first_name,
        customerKey: optedOut!.customer_key?.toString() ?? null,
      },
      { level: 'list', listId, source: 'test' },
      new Date(),
    );
    await realm.database.write('DELETE FROM subscriptions WHERE contact_id = ?', [left!.contact_id]);
    for (const table of ['subscriptions', 'contacts'])
      await realm.database.write(`DELETE FROM ${table} WHERE contact_id = ?`, [deleted!.contact_id]);
    await subscribeMany(realm, listId, 'later', 5);
    await letTimePass(realm, id);
    await until(async () => (await newestResult(realm, id)).status === 'decided');
    await untilSent(realm);
    const gone = [optedOut!.email, left!.email, deleted!.email];
    expect(reached(sink)).toEqual(addresses('since', 30).filter((address) => !gone.includes(address)));
  });

  it('keeps to the rule and the suppression list of the definition, in the samples and in the rest', async () => {
    const listId = await newList();
    await subscribeMany(realm, listId, 'ruled', 40, 2);
    const rule = {
      name: `early ${kind}`,
      description: '',
      folderId: 0,
      listId: 0,
      rules: 'email contains "ruled1" or email contains "ruled2"',
    };
    const segmentationId = await createRule(realm.database, realm.realm, rule, new Date());
    const kept = addresses('ruled', 40).filter((address) => /ruled[12]/.test(address));
    const out = [kept[0]!, kept[3]!, kept[7]!, kept[15]!];
    const list = { name: `out ${kind}`, fileName: '', description: '', overwrite: false };
    await gateway.soap.call('uploadSuppressionList', { session, ...list, data: out.join('\n') });
    const templates = [await template('ruledAlpha'), await template('ruledBeta')];
    const wish = { listId, templates, sampleSize: 20, segmentationId, suppressionList: list.name };
    const id = await makeDefinition(realm, wish);
    await launch(id);
    await untilSent(realm);
    await letTimePass(realm, id);
    await until(async () => (await newestResult(realm, id)).status === 'decided');
    await untilSent(realm);
    expect(reached(sink)).toEqual(kept.filter((address) => !out.includes(address)));
    await expect(makeDefinition(realm, { ...wish, segmentationId: 1 })).rejects.toMatchObject({
      code: 'segmentation.notFound',
    });
    await expect(makeDefinition(realm, { ...wish, suppressionList: '?' })).rejects.toMatchObject({
      code: 'suppressionList.notFound',
    });
  });

  it.each([
    [3, 0, 1, 1],
    [1, 1, 0, 0],
    [0, 0, 0, 0],
    [7, 5, 1, 1],
  ])('copes with a list of %i', async (count, rest, a, b) => {
    const { id } = await prepare(`few${count}x`, count, {
      sampleType: count === 3 ? 'count' : 'percent',
      sampleSize: count === 3 ? 1000 : 20,
    });
    await launch(id);
    await untilSent(realm);
    expect((await stats(id)).map((row) => Number(row.total_recipients))).toEqual([a, b]);
    await letTimePass(realm, id);
    await until(async () => (await newestResult(realm, id)).status === 'decided');
    await untilSent(realm);
    const [last] = await campaigns(realm);
    expect(last).toMatchObject({ recipients: count === 3 ? 1 : rest, status: 'done' });
    expect(reached(sink)).toEqual(addresses(`few${count}x`, count));
  });

  it('sends one mail of each sample as a test, and begins no test of the list', async () => {
    const { id } = await prepare('proof', 5);
    await launch(id, '<test_mode>1</test_mode><deployed_by_email>me@example.org</deployed_by_email>');
    await until(() => sink.mails.length === 2);
    await untilSent(realm);
    expect(sink.mails.map(({ to }) => to[0])).toEqual(['me@example.org', 'me@example.org']);
    expect([mailsWith(sink, 'proofAlpha').length, mailsWith(sink, 'proofBeta').length]).toEqual([1, 1]);
    expect(await stats(id)).toEqual([]);
  });

  it('answers definitions in typed rows, and in XML', async () => {
    const listId = await newList();
    const [one, two] = [await template('one'), await template('two')];
    const names = await realm.database.rows<{ template_id: number; name: string }>(
      'SELECT template_id, name FROM templates WHERE template_id IN (?, ?) ORDER BY template_id',
      [one, two],
    );
    const [list] = await realm.database.rows<{ name: string }>('SELECT name FROM lists WHERE list_id = ?', [
      listId,
    ]);
    const id = await makeDefinition(realm, {
      name: `Which & <why> ${kind}`,
      description: 'the "best"',
      listId,
      templates: [one, two],
      subjects: ['', 'Two'],
      senders: ['', 'two@sender.example'],
      measure: 'clicks',
      threshold: 7,
    });
    const definition = { session, abDefinitionId: id, format: 'csv' };
    expect(await gateway.soap.text('abDefinitionGetById', definition)).toBe(
      [
        `"D","${id}","Which & <why> ${kind}","the ""best""","${listId}","${list!.name}","0","","60","clicks","2","10","percent","1","1","1","time_or_threshold","7","send_winner"`,
        `"S","A","${one}","${names[0]!.name}","list@sender.example"`,
        `"S","B","${two}","${names[1]!.name}","two@sender.example"`,
      ].join('\n'),
    );
    const xml = await gateway.soap.text('abDefinitionGetById', { ...definition, format: 'xml' });
    expect(xml).toContain(`<Data><id>${id}</id><name>Which &amp; &lt;why&gt; ${kind}</name>`);
    expect(xml).toContain(
      `<sample><letter>B</letter><template_id>${two}</template_id><template_name>${names[1]!.name}</template_name><subject>Two</subject><from_address>two@sender.example</from_address></sample></Data></data>`,
    );
    const all = await gateway.soap.text('getAbDefinitions', { session, format: 'csv' });
    expect(all).toContain(await gateway.soap.text('abDefinitionGetById', definition));
    expect(all.match(/^"D",/gm)!.length).toBeGreaterThan(1);
    for (const format of ['HTML', 'plain', 'csv_pipe', 'xml2'])
      expect(await gateway.soap.text('getAbDefinitions', { session, format })).toContain(String(id));
    expect(await stats(id)).toEqual([]);
    const fault = (operation: string, args: object) =>
      gateway.soap.fault(operation, { session, ...args }).then(({ code }) => code);
    expect([
      await fault('abDefinitionGetById', { abDefinitionId: 1, format: 'csv' }),
      await fault('getAbStats', { abDefinitionId: 1, format: 'csv', header: true }),
      await fault('getAbDefinitions', { format: 'pdf' }),
    ]).toEqual(['abtest.notFound', 'abtest.notFound', 'argument.invalid']);
  });

  it('launches nothing that it cannot launch whole', async () => {
    const { id, listId } = await prepare('whole', 4);
    const empty = await makeTemplate(realm, { html: '', plainText: '' });
    const broken = await makeDefinition(realm, {
      listId,
      templates: [await template('whole'), empty],
    });
    const before = (await campaigns(realm)).length;
    const refused = async (xmlFlags: string) =>
      (await gateway.soap.fault('listRun', { session, xmlFlags })).code;
    const tag = (n: number): string => `<ab_definition_id>${n}</ab_definition_id>`;
    expect([
      await refused(tag(999_999)),
      await refused(tag(broken)),
      await refused(`${tag(id)}<template_id>${empty}</template_id>`),
      await refused(`${tag(id)}<list_id>999999</list_id>`),
      await refused(`${tag(id)}<test_mode>1</test_mode>`),
      await refused('<format>1</format>'),
    ]).toEqual([
      'abtest.notFound',
      'message.empty',
      'launch.refused',
      'list.notFound',
      'argument.missing',
      'message.flagsInvalid',
    ]);
    expect(await campaigns(realm)).toHaveLength(before);
    const [left] = await realm.database.rows<{ n: number }>(
      'SELECT COUNT(*) AS n FROM ab_results WHERE ab_definition_id IN (?, ?)',
      [id, broken],
    );
    expect(left!.n).toBe(0);
  });
});
