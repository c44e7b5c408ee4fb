/** Dates at the edges of what can be kept, and dates without a zone, wherever a date can be written. */
import { readFile, writeFile } from 'node:fs/promises';
import { runHere, type Outcome } from '../support/commandLine';
import { inVar, startTestGateway, type TestGateway } from '../support/testGateway';
import { methodCall, readAnswer, struct } from '../support/xmlRpcText';

let gateway: TestGateway;
const run = (...words: string[]): Promise<Outcome> => runHere(gateway.environment, words);

beforeAll(async () => {
  gateway = await startTestGateway();
  const { soap, normal } = gateway;
  const { session, listId } = normal;
  await soap.call('customFieldCreate', { session, fieldName: 'born', fieldDescription: '', fieldType: 2 });
  await soap.call('userSubscribe', { session, email: 'ann@example.org', listId, emailFormat: 2 });
});
afterAll(() => gateway.close());

/** A session of the realm with the clocks of a zone. */
async function sessionIn(zone: string): Promise<string> {
  const { control, normal, soap } = gateway;
  await control.write('UPDATE realms SET time_zone = ? WHERE realm_id = ?', [zone, normal.realm.realmId]);
  return soap.text('beginSession', { license: normal.licence });
}

const setDate = (session: string, value: { xml: string; type?: string }): Promise<unknown> =>
  gateway.soap.call('userSetDataDate', { session, email: 'ann@example.org', fieldName: 'born', value });

const setEntry = (session: string, type: string, text: string): Promise<unknown> =>
  gateway.soap.call('userSetData', {
    session,
    email: 'ann@example.org',
    data: { xml: `<i><key>born</key><value xsi:type="xsd:${type}">${text}</value></i>` },
  });

const shown = async (session: string): Promise<string> => {
  const cell = await gateway.soap.text('userGetData', {
    session,
    email: 'ann@example.org',
    firstName: '',
    fieldName: 'born',
    returnXml: false,
  });
  return cell.replaceAll('"', '');
};

/** The stored moment, in milliseconds. */
async function stored(): Promise<number | undefined> {
  const [row] = await gateway.normal.database.rows<{ date_value: Date }>(
    'SELECT date_value FROM contact_values WHERE realm_id = ?',
    [gateway.normal.realm.realmId],
  );
  return row?.date_value.getTime();
}

const YEARS = { code: 'field.valueInvalid', faultstring: expect.stringContaining('1000 to 9999') as string };

test.each(['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Tokyo'])(
  'in %s a date is kept and read back as the same moment, or refused with the years that work',
  async (zone) => {
    const session = await sessionIn(zone);
    for (const text of [
      '9999-12-31T23:59:59.9999999-08:00',
      '9999-12-31T23:59:59.9999999',
      '9999-12-31T23:59:59Z',
      '9999-12-31',
      '1000-01-01T00:00:00',
      '0999-12-31T23:59:59-08:00',
      '0001-01-01T00:00:00',
    ]) {
      for (const set of [
        () => setEntry(session, 'dateTime', text),
        () => setDate(session, { xml: text, type: 'xsi:type="xsd:dateTime"' }),
      ]) {
        await setEntry(session, 'string', '');
        const answer: unknown = await set().catch((error: unknown) => error);
        if (answer !== 0) {
          expect(answer).toMatchObject(YEARS);
          expect(await stored()).toBeUndefined();
          continue;
        }
        const before = await stored();
        const text = await shown(session);
        expect(text).toMatch(/^\d{4}-\d\d-\d\d/);
        await setEntry(session, 'string', text);
        expect(Math.floor((await stored())! / 1000)).toBe(Math.floor(before! / 1000));
      }
    }
  },
);

test('a date without a zone is what the clocks of the realm show, as an argument and as a value, at every door', async () => {
  const session = await sessionIn('America/New_York');
  const noon = Date.parse('2024-02-29T17:00:00Z');
  const email = 'ann@example.org';
  const rpc = async (...call: Parameters<typeof methodCall>): Promise<void> => {
    const headers = { 'content-type': 'text/xml' };
    const answer = await fetch(`${gateway.url}/xmlrpc`, {
      method: 'POST',
      headers,
      body: methodCall(...call),
    });
    expect(readAnswer(await answer.text())).toEqual({ value: 0 });
  };
  const compact = '<dateTime.iso8601>20240229T12:00:00</dateTime.iso8601>';
  for (const set of [
    () => setDate(session, { xml: '2024-02-29T12:00:00', type: 'xsi:type="xsd:dateTime"' }),
    () => setEntry(session, 'dateTime', '2024-02-29T12:00:00'),
    () => setEntry(session, 'string', '02/29/2024 12:00'),
    () => rpc('userSetDataDate', session, email, 'born', compact),
    () => rpc('userSetData', session, email, struct({ born: compact })),
    () => setDate(session, { xml: '2024-02-29T12:00:00-05:00', type: 'xsi:type="xsd:dateTime"' }),
  ]) {
    await setEntry(session, 'string', '');
    await set();
    expect(await stored()).toBe(noon);
    expect(await shown(session)).toContain('2024-02-29 12:00:00');
  }
});

test('an import refuses such rows with the reason, and the others go in', async () => {
  await sessionIn('UTC');
  const path = inVar(gateway, 'dates.csv');
  await writeFile(
    path,
    'email,born\nx@example.org,9999-12-31T23:59:59-08:00\ny@example.org,0001-01-01T00:00:00+01:00\nz@example.org,9999-12-31\n',
  );
  const { out } = await run('import', 'contacts', 'normal', path, '--json');
  expect(JSON.parse(out)).toMatchObject({ rows: 3, created: 1, refused: 2 });
  const refused = (await readFile(`${path}.refused.csv`, 'utf8')).split('\r\n');
  expect(refused[1]).toContain('1000 to 9999');
  expect(refused[2]).toContain('1000 to 9999');
});

test('ranges of reports and dates in rules end where time can be kept', async () => {
  const late = ['segmentation', 'create', 'normal', 'late', '--rule', 'born > "9999-12-31T23:59:59-08:00"'];
  expect((await run(...late)).error).toContain('years from 1000 to 9999');
  const made = await run(
    'segmentation',
    'create',
    'normal',
    'edges',
    '--rule',
    'born = 2024-01-01',
    '--json',
  );
  const { segmentationId: ruleId } = JSON.parse(made.out) as { segmentationId: number };
  for (const zone of ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Tokyo']) {
    const session = await sessionIn(zone);
    const report = (fromDate: string, toDate: string): Promise<unknown> =>
      gateway.soap.call('getCampaignsInDateRange', {
        session,
        fromDate,
        toDate,
        showHidden: 1,
        format: 'csv',
        header: 1,
      });
    await report('01/02/1000', '12/31/9999');
    await expect(report('01/01/0001', '12/31/9999')).rejects.toMatchObject({
      code: 'argument.invalid',
      faultstring: expect.stringContaining('1000 to 9999') as string,
    });
    await setEntry(session, 'string', '12/31/9999');
    for (const [rules, selected] of [
      ['born = 9999-12-31', 1],
      ['born > "9999-12-31T09:00:00Z"', 0],
      ['born > 1000-01-02 and created_date <= "12/31/9999"', 1],
      ['born < 1000-01-02', 0],
    ] as const) {
      const { normal, soap } = gateway;
      const ids = { realmId: 0, listId: 0, segmentationRuleId: ruleId };
      const texts = { segmentationName: '', description: null, rules };
      await soap.call('segmentationUpdateAdvancedRule', { session, ...ids, ...texts });
      const count = { session, segmentationName: 'edges', listId: normal.listId };
      expect([zone, rules, await soap.call('testSegmentationRule', count)]).toEqual([zone, rules, selected]);
    }
  }
});

test('an article that begins in a year that cannot be kept is refused', async () => {
  const { code, error } = await run(
    ...['article', 'create', 'normal', 'late', '--body', 'x', '--from', '9999-12-31T23:59:59-08:00'],
  );
  expect([code, error]).toEqual([2, expect.stringContaining('1000 to 9999')]);
});
