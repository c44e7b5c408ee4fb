/** Launches that begin later: asked for over HTTP, launched once whatever the number of processes, and cancelled. */
import { changeRealm } from '../../src/core/realms/changeRealm';
import { launchDue, type Scheduling } from '../../src/core/schedules/launchDue';
import { Realms } from '../../src/core/realms/realms';
import { formatDateTime } from '../../src/time/realmTime';
import { contentsOf } from '../support/contentsOf';
import { runHere, type Outcome } from '../support/commandLine';
import { httpApi, type Arguments, type HttpApi } from '../support/httpApi';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const ZONE = 'America/New_York';

let gateway: TestGateway;
let realm: TestRealm;
let call: HttpApi;
let templateId: number;
let scheduling: Scheduling;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  realm = gateway.normal;
  await changeRealm(gateway.control, realm.realm, 'time_zone', ZONE);
  call = await httpApi(gateway, realm);
  await call('sub', { list_id: realm.listId, data: 'email^later@launch.example' });
  const made = await call('createtemplate', {
    template_name: 'Later',
    template_subject: 'S',
    template_body_plain: 'P',
  });
  templateId = Number(made.split(' ')[1]);
  const realms = new Realms(gateway.control);
  scheduling = {
    realmOf: (realmId) => realms.findById(realmId),
    note: () => undefined,
    mail: { messageIdDomain: 'gateway.example', defaultSender: '' },
    smartget: {
      ofRealm: () => ({ get: () => Promise.reject(new Error('no template here fetches anything')) }),
    },
  };
});
afterAll(() => gateway.close());
beforeEach(() =>
  realm.database.write('DELETE FROM scheduled_launches WHERE realm_id = ?', [realm.realm.realmId]),
);

const at = (year: number): Arguments => ({
  list_id: realm.listId,
  template_id: templateId,
  format: 99,
  start_year: year,
  start_month: 7,
  start_day: 4,
  hour: 9,
  minute: 30,
});

interface Row {
  readonly schedule_id: number;
  readonly status: string;
  readonly occurrence: number;
  readonly due_at: Date | null;
  readonly last_campaign_id: number | null;
  readonly last_problem: string;
}
const rows = (): Promise<Row[]> =>
  realm.database.rows(
    'SELECT schedule_id, status, occurrence, due_at, last_campaign_id, last_problem FROM scheduled_launches WHERE realm_id = ? ORDER BY schedule_id',
    [realm.realm.realmId],
  );
const campaigns = async (): Promise<number> =>
  (await realm.database.rows('SELECT campaign_id FROM campaigns WHERE realm_id = ?', [realm.realm.realmId]))
    .length;
const makeDue = (): Promise<unknown> =>
  realm.database.write(
    'UPDATE scheduled_launches SET due_at = UTC_TIMESTAMP(3) WHERE realm_id = ? AND due_at IS NOT NULL',
    [realm.realm.realmId],
  );

test('the time is that of the clocks of the realm', async () => {
  const answer = await call('schedule_deployment', at(2030));
  expect(answer).toMatch(/^SUCCESS: \d+ scheduled for 2030-07-04 09\.30$/);
  expect(await rows()).toMatchObject([
    {
      schedule_id: Number(answer.split(' ')[1]),
      status: 'waiting',
      occurrence: 0,
      due_at: new Date('2030-07-04T13:30:00Z'),
    },
  ]);
  expect(await campaigns()).toBe(0);
});

test('nothing is launched before its time, and then once, by one of many processes', async () => {
  await call('schedule_deployment', at(2030));
  expect(await launchDue(realm.database, scheduling)).toBeNull();
  const before = await campaigns();
  await makeDue();
  const launched = await Promise.all(Array.from({ length: 6 }, () => launchDue(realm.database, scheduling)));
  expect(launched.filter(Boolean)).toHaveLength(1);
  await makeDue();
  expect(await launchDue(realm.database, scheduling)).toBeNull();
  expect(await campaigns()).toBe(before + 1);
  expect(await rows()).toMatchObject([
    { status: 'done', due_at: null, last_campaign_id: launched.find(Boolean) },
  ]);
});

test('one whose process was too slow is not launched a second time', async () => {
  await call('schedule_deployment', { ...at(2030), repeat_frequency: 'weekly' });
  const before = await campaigns();
  await makeDue();
  // The claim of the first is over before it commits: the row is due again, and another process takes it.
  const slow: Scheduling = {
    ...scheduling,
    realmOf: async (realmId) => {
      const found = await scheduling.realmOf(realmId);
      await makeDue();
      await launchDue(realm.database, scheduling);
      return found;
    },
  };
  expect(await launchDue(realm.database, slow)).toBe(0);
  expect(await campaigns()).toBe(before + 1);
});

test('weekly comes again a week later on the same clock, over the change of clocks', async () => {
  await call('schedule_deployment', {
    ...at(2030),
    start_month: 10,
    start_day: 28,
    repeat_frequency: 'weekly',
    no_end_date: 1,
  });
  await makeDue();
  expect(await launchDue(realm.database, scheduling)).toBeGreaterThan(0);
  const [row] = await rows();
  expect(row).toMatchObject({ status: 'waiting', occurrence: 1 });
  expect(formatDateTime(row!.due_at!, ZONE)).toBe('2030-11-04 09:30:00');
});

test('one that is refused in its time says why, and the next has its chance', async () => {
  const made = await call('createtemplate', {
    template_name: 'Gone',
    template_subject: 'S',
    template_body_plain: 'P',
  });
  const gone = Number(made.split(' ')[1]);
  await call('schedule_deployment', { ...at(2030), template_id: gone, repeat_frequency: 'monthly' });
  await realm.database.write('DELETE FROM templates WHERE realm_id = ? AND template_id = ?', [
    realm.realm.realmId,
    gone,
  ]);
  await makeDue();
  expect(await launchDue(realm.database, scheduling)).toBe(0);
  expect(await rows()).toMatchObject([
    { status: 'waiting', occurrence: 1, last_problem: `There is no template ${gone} in this realm.` },
  ]);
});

test.each<[string, Arguments, RegExp]>([
  ['a time that is over', { start_year: 2020 }, /start_day is not valid, that time is over/],
  ['a day that there is not', { start_month: 2, start_day: 30 }, /start_day is not valid/],
  ['an hour that there is not', { hour: 24 }, /hour is not valid/],
  ['an end before the beginning', { end_year: 2029, end_month: 1, end_day: 1 }, /end_day is not valid/],
  ['a word that is no frequency', { repeat_frequency: 'sometimes' }, /repeat_frequency is not valid/],
  ['a list of nobody', { list_id: 999_999 }, /There is no list 999999/],
  ['a limit', { limit: 5 }, /limit is not supported/],
])('%s fails and changes nothing', async (_, args, text) => {
  const before = await contentsOf(realm);
  const answer = await call('schedule_deployment', { ...at(2030), ...args });
  expect(answer).toMatch(/^FAILURE: [^:]+$/);
  expect(answer).toMatch(text);
  expect(await contentsOf(realm)).toEqual(before);
});

test('the owner sees and cancels it', async () => {
  const answer = await call('schedule_deployment', at(2031));
  const id = answer.split(' ')[1]!;
  const run = (...words: string[]): Promise<Outcome> => runHere(gateway.environment, words);
  expect((await run('schedule', 'list', realm.realm.name)).out).toContain('2031-07-04 09:30:00');
  expect((await run('schedule', 'cancel', realm.realm.name, id)).code).toBe(0);
  expect((await run('schedule', 'cancel', realm.realm.name, id)).code).not.toBe(0);
  expect(await rows()).toMatchObject([{ status: 'cancelled', due_at: null }]);
});
