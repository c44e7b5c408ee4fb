/** Launches in gateways that are processes of their own: paused, resumed, cancelled, side by side, and killed. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createList } from '../../src/core/lists/lists';
import { Realms } from '../../src/core/realms/realms';
import { Database } from '../../src/db/database';
import { runCommand, startCommand, type RunningCommand } from '../support/commandLine';
import {
  addresses,
  makeTemplate,
  reached,
  subscribeMany,
  until,
  type LaunchRealm,
} from '../support/launchParts';
import { makeDue } from '../support/makeDue';
import { dropRealmSchemas } from '../support/realmParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { soapClient, type SoapClient } from '../support/soapClient';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

// Thousands of mails through several processes, on whatever machine this is.
jest.setTimeout(240_000);

const databases = testDatabase();
const controlName = databases.newName();
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let varDirectory: string;
let sink: SmtpSink;
let realm: LaunchRealm;
let control: Database;
const running = new Set<RunningCommand>();

interface Progress {
  readonly status: string;
  readonly recipients: number;
  readonly expanded: number;
  readonly queued: number;
  readonly sent: number;
  readonly cancelled: number;
}

const environment = (): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  VAR_DIRECTORY: varDirectory,
  PORT: '0',
  BIND_ADDRESS: '127.0.0.1',
  SMTP_URL: sink.url,
  SMTP_CONNECTIONS: '4',
  DELIVERY_LEASE_SECONDS: '10',
});

async function startGateway(): Promise<{ soap: SoapClient; session: string; command: RunningCommand }> {
  const command = startCommand(environment(), ['start', '--json']);
  running.add(command);
  const [line] = await command.says(/^\{.*\}$/m);
  const { endpoint } = JSON.parse(line) as { endpoint: string };
  const soap = soapClient(endpoint);
  const license = await readFile(join(varDirectory, 'plain.license'), 'utf8');
  return { soap, session: await soap.text('beginSession', { license }), command };
}

async function stop(command: RunningCommand, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  command.process.kill(signal);
  await command.ended;
  running.delete(command);
}

async function campaign(verb: string, id: string): Promise<Progress> {
  const { code, out, error } = await runCommand(environment(), ['campaign', verb, 'plain', id, '--json']);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as Progress;
}

/** Waits until no worker holds a message and none is due. */
const untilQuiet = (): Promise<void> =>
  until(async () => {
    const [row] = await realm.database.rows<{ busy: number }>(
      'SELECT COUNT(*) AS busy FROM outbox WHERE lease IS NOT NULL OR due_at <= UTC_TIMESTAMP(3)',
    );
    return row!.busy === 0;
  });

/** A list with subscribers, launched by its XML form. @returns the campaign's number */
async function launch(
  gateway: { soap: SoapClient; session: string },
  prefix: string,
  count: number,
): Promise<string> {
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
  varDirectory = await temporaryDirectory('launches');
  sink = await startSmtpSink();
  expect(await runCommand(environment(), ['realm', 'create', 'plain'])).toMatchObject({ code: 0 });
  expect(
    await runCommand(environment(), [
      'licence',
      'issue',
      'plain',
      '--file',
      join(varDirectory, 'plain.license'),
    ]),
  ).toMatchObject({ code: 0 });
  control = new Database({ ...databases.server, database: controlName }, 1);
  realm = {
    realm: await new Realms(control).require('plain'),
    database: new Database({ ...databases.server, database: `${controlName}_plain` }, 2),
  };
});
afterEach(async () => {
  for (const command of running) await stop(command);
});
afterAll(async () => {
  await realm.database.close();
  await control.close();
  const database = new Database(databases.server, 1);
  await dropRealmSchemas(database, databases.server, controlName);
  await database.close();
  await databases.close();
  await sink.close();
  await rm(varDirectory, { recursive: true, force: true });
});
beforeEach(() => {
  sink.mails.length = 0;
  sink.on = {};
});

it('stops when it is paused and goes on when it is resumed, and everybody gets one mail', async () => {
  const gateway = await startGateway();
  sink.on.kept = () => new Promise((resolve) => setTimeout(resolve, 5));
  const id = await launch(gateway, 'pause', 2200);
  await until(() => sink.mails.length > 100);
  expect(await campaign('pause', id)).toMatchObject({ status: 'paused' });
  await untilQuiet();
  const paused = await campaign('show', id);
  expect(paused).toMatchObject({ status: 'paused', recipients: 2200, sent: sink.mails.length });
  expect(paused.sent).toBeLessThan(2200);
  expect(paused.queued + paused.sent).toBe(paused.expanded);
  const refused = await runCommand(environment(), ['campaign', 'pause', 'plain', id]);
  expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('is paused; only') as string });

  sink.on = {};
  expect((await campaign('resume', id)).status).toBe('running');
  await until(async () => (await campaign('show', id)).status === 'done');
  expect(reached(sink)).toEqual(addresses('pause', 2200));
  expect(await campaign('show', id)).toMatchObject({ queued: 0, sent: 2200, expanded: 2200 });
  const list = await runCommand(environment(), ['campaign', 'list', 'plain']);
  expect(list.out).toMatch(new RegExp(`^${id} .* done +\\d+ +2200 +2200 `, 'm'));
});

it('ends when it is cancelled, with an outcome for everything that was queued', async () => {
  const gateway = await startGateway();
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
  expect((await runCommand(environment(), ['campaign', 'resume', 'plain', id])).code).toBe(1);
  expect((await runCommand(environment(), ['campaign', 'show', 'plain', '999999999'])).error).toMatch(
    /has no campaign/,
  );
});

it('is expanded and sent by several processes, one of which is killed, without a second copy but for mails inside SMTP', async () => {
  const first = await startGateway();
  const second = await startGateway();
  sink.on.kept = () => new Promise((resolve) => setTimeout(resolve, 2));
  const id = await launch(second, 'killed', 2200);
  await until(() => sink.mails.length > 300);
  await stop(first.command, 'SIGKILL');
  const third = await startGateway();
  await until(() => sink.mails.length > 1200);
  await stop(second.command, 'SIGKILL');
  await until(async () => (await campaign('show', id)).status === 'done');
  await stop(third.command);

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
  const gateway = await startGateway();
  // Nothing leaves, so that the outbox keeps its rows.
  sink.on.mail = () => [450, 'later'];
  const id = await launch(gateway, 'deadlock', 5);
  await until(async () => (await campaign('show', id)).queued === 5);
  await stop(gateway.command);
  await realm.database.write('UPDATE outbox SET lease = NULL, attempts = 0');
  let paused!: Promise<Progress>;
  await realm.database.transaction(async (sql) => {
    // Larger than the command's transaction, so that the command's is the one that is rolled back.
    await sql.write("UPDATE contacts SET last_name = 'Locked'");
    await sql.rows('SELECT * FROM outbox FOR UPDATE');
    paused = campaign('pause', id);
    await until(async () => {
      const waiting = await control.rows(
        `SELECT 1 AS found FROM information_schema.innodb_trx t
           JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
          WHERE t.trx_state = 'LOCK WAIT' AND p.db = ?`,
        [`${controlName}_plain`],
      );
      return waiting.length > 0;
    });
    await sql.write('UPDATE campaigns SET due_at = due_at WHERE campaign_id = ?', [Number(id)]);
  });
  expect(await paused).toMatchObject({ status: 'paused', queued: 5 });
  await campaign('cancel', id);
  sink.on = {};
});
