/** Launches in gateways that are processes of their own: paused, resumed, cancelled, side by side, and killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createList } from '../../src/core/lists/lists';
import { GatewayProcesses, type RunningGateway } from '../support/gatewayProcesses';
import {
  addresses,
  makeTemplate,
  reached,
  subscribeMany,
  until,
  type LaunchRealm,
} from '../support/launchParts';
import { makeDue } from '../support/makeDue';
import type { SmtpSink } from '../support/smtpSink';

// Thousands of mails through several processes, on whatever machine this is.
jest.setTimeout(240_000);

let gateways: GatewayProcesses;
let sink: SmtpSink;
let realm: LaunchRealm;

interface Progress {
  readonly status: string;
  readonly recipients: number;
  readonly expanded: number;
  readonly queued: number;
  readonly sent: number;
  readonly cancelled: number;
}

const campaign = (verb: string, id: string): Promise<Progress> =>
  gateways.json('campaign', verb, 'plain', id);

/** Waits until no worker holds a message and none is due. */
const untilQuiet = (): Promise<void> =>
  until(async () => {
    const [row] = await realm.database.rows<{ busy: number }>(
      'SELECT COUNT(*) AS busy FROM outbox WHERE lease IS NOT NULL OR due_at <= UTC_TIMESTAMP(3)',
    );
    return row!.busy === 0;
  });

/** A list with subscribers, launched by its XML form. @returns the campaign's number */
async function launch(gateway: RunningGateway, prefix: string, count: number): Promise<string> {
  const listId = await createList(
    realm.database,
    realm.realm,
    { name: prefix, fromAddress: 'list@sender.example' },
    new Date(),
  );
  await subscribeMany(realm, listId, prefix, count);
  const templateId = await makeTemplate(realm, {});
  return gateway.soap.text('listRun', {
    session: gateway.session,
    xmlFlags: `<list_id>${listId}</list_id><template_id>${templateId}</template_id>`,
  });
}

beforeAll(async () => {
  gateways = await GatewayProcesses.open('launches');
  ({ sink, realm } = gateways);
});
afterEach(() => gateways.stopAll());
afterAll(() => gateways.close());
beforeEach(() => {
  sink.mails.length = 0;
  sink.on = {};
});

it('stops when it is paused and goes on when it is resumed, and everybody gets one mail', async () => {
  const gateway = await gateways.start();
  sink.on.kept = () => new Promise((resolve) => setTimeout(resolve, 5));
  const id = await launch(gateway, 'pause', 2200);
  await until(() => sink.mails.length > 100);
  expect(await campaign('pause', id)).toMatchObject({ status: 'paused' });
  await untilQuiet();
  const paused = await campaign('show', id);
  expect(paused).toMatchObject({ status: 'paused', recipients: 2200, sent: sink.mails.length });
  expect(paused.sent).toBeLessThan(2200);
  expect(paused.queued + paused.sent).toBe(paused.expanded);
  const refused = await gateways.run('campaign', 'pause', 'plain', id);
  expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('is paused; only') as string });

  sink.on = {};
  expect((await campaign('resume', id)).status).toBe('running');
  await until(async () => (await campaign('show', id)).status === 'done');
  expect(reached(sink)).toEqual(addresses('pause', 2200));
  expect(await campaign('show', id)).toMatchObject({ queued: 0, sent: 2200, expanded: 2200 });
  const list = await gateways.run('campaign', 'list', 'plain');
  expect(list.out).toMatch(/^ID +CREATED \(UTC\) +KIND +STATUS +LIST +RECIPIENTS +PROCESSED +NAME/);
  expect(list.out).toMatch(new RegExp(`^${id} .* launch +done +\\d+ +2200 +2200 `, 'm'));
});

it('ends when it is cancelled, with an outcome for everything that was queued', async () => {
  const gateway = await gateways.start();
  sink.on.kept = () => new Promise((resolve) => setTimeout(resolve, 5));
  // Some come back later, which must not send them after all.
  sink.on.rcpt = (address) => (/[37]@/.test(address) ? [450, 'later'] : null);
  const id = await launch(gateway, 'cancel', 2200);
  await until(() => sink.mails.length > 100);
  expect(await campaign('cancel', id)).toMatchObject({ status: 'cancelled' });
  await until(async () => {
    await makeDue(realm.database);
    const [row] = await realm.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM outbox');
    return row!.n === 0;
  });
  sink.on = {};
  const ended = await campaign('show', id);
  expect(ended).toMatchObject({ status: 'cancelled', queued: 0, sent: sink.mails.length });
  expect(ended.cancelled).toBeGreaterThan(0);
  expect(ended.sent + ended.cancelled).toBe(ended.expanded);
  const [left] = await realm.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM campaign_recipients');
  expect(left!.n).toBe(0);
  expect((await gateways.run('campaign', 'resume', 'plain', id)).code).toBe(1);
  expect((await gateways.run('campaign', 'show', 'plain', '999999999')).error).toMatch(/has no campaign/);
});

it('is expanded and sent by several processes, one of which is killed, without a second copy but for mails inside SMTP', async () => {
  const first = await gateways.start();
  const second = await gateways.start();
  sink.on.kept = () => new Promise((resolve) => setTimeout(resolve, 2));
  const id = await launch(second, 'killed', 2200);
  await until(() => sink.mails.length > 300);
  await gateways.stop(first, 'SIGKILL');
  const third = await gateways.start();
  await until(() => sink.mails.length > 1200);
  await gateways.stop(second, 'SIGKILL');
  await until(async () => (await campaign('show', id)).status === 'done');
  await gateways.stop(third);

  const ids = new Map<string, Set<string>>();
  for (const { to, raw } of sink.mails) {
    const messageId = /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))![1]!;
    ids.set(to[0]!, (ids.get(to[0]!) ?? new Set()).add(messageId));
  }
  expect([...ids.keys()].sort()).toEqual(addresses('killed', 2200));
  expect([...ids.values()].every((own) => own.size === 1)).toBe(true);
  // Two kills with four connections each.
  expect(sink.mails.length - 2200).toBeLessThanOrEqual(8);
  expect(await campaign('show', id)).toMatchObject({ sent: 2200, expanded: 2200, queued: 0 });
});

test('a command that loses a deadlock does its work all the same', async () => {
  const gateway = await gateways.start();
  // Nothing leaves, so that the outbox keeps its rows.
  sink.on.mail = () => [450, 'later'];
  const id = await launch(gateway, 'deadlock', 5);
  await until(async () => (await campaign('show', id)).queued === 5);
  await gateways.stop(gateway);
  await realm.database.write('UPDATE outbox SET lease = NULL, attempts = 0');
  let paused!: Promise<Progress>;
  await realm.database.transaction(async (sql) => {
    // Larger than the command's transaction, so that the command's is the one that is rolled back.
    await sql.write("UPDATE contacts SET last_name = 'Locked'");
    await sql.rows('SELECT * FROM outbox FOR UPDATE');
    paused = campaign('pause', id);
    await until(async () => {
      // What is shown of transactions is renewed only when nobody has looked for a tenth of a second.
      await sleep(200);
      const waiting = await gateways.control.rows(
        `SELECT 1 AS found FROM information_schema.innodb_trx t
           JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
          WHERE t.trx_state = 'LOCK WAIT' AND p.db = ?`,
        [gateways.schema],
      );
      return waiting.length > 0;
    });
    await sql.write('UPDATE campaigns SET due_at = due_at WHERE campaign_id = ?', [Number(id)]);
  });
  expect(await paused).toMatchObject({ status: 'paused', queued: 5 });
  await campaign('cancel', id);
  sink.on = {};
});
