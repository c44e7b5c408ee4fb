/**
 * Kills the gateway again and again while it accepts sends and launches, then lets it finish, and says whether every
 * promise was kept. The database and the relay go on; only the gateway's process dies.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createList } from '../../src/core/lists/lists';
import { Database } from '../../src/db/database';
import { addresses, makeTemplate, subscribeMany, type LaunchRealm } from '../support/launchParts';
import { realmParts } from '../support/realmParts';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { soapClient } from '../support/soapClient';
import { temporaryDirectory } from '../support/testServer';
import { startCallers, type CrashList, type CrashWork } from './crashCallers';
import { startCrashGateway, type CrashGateway, type Program } from './crashGateway';
import { LAST_LINE, readArrival, type LedgerCall, type StoredRow } from './crashLedger';
import { judgeCrash, type Verdict } from './crashVerdict';

export interface CrashOptions {
  readonly rounds: number;
  readonly program: Program;
  /** Contacts of the list that is launched now and then. */
  readonly largeList: number;
  /**
   * How many answers and mails a gateway lives for, at most. Counted rather than timed, so that something happens in
   * every round of a busy machine too.
   */
  readonly happenings: number;
  readonly progress?: (text: string) => void;
}

export interface CrashReport extends Verdict {
  readonly rounds: number;
  readonly connections: number;
  readonly seconds: number;
  /** Messages inside their final SMTP exchange at the kills: all together, and the most at one. */
  readonly insideAtKill: { readonly all: number; readonly most: number };
}

const CONNECTIONS = 5;
const SMALL_LIST = 40;
/** Milliseconds, at most, between the moment that was counted and the kill. */
const LAST_MOMENTS = 20;
/** A gateway that does nothing for so long is not going to. */
const LONGEST_LIFE = 30_000;
/** How long the relay takes over a mail that it has, at most: so that some are always inside. */
const SLOWEST_ANSWER = 15;
/** Without any progress for so long, the rest is given up as lost. Longer than a lease. */
const PATIENCE_MS = 45_000;
const TELL_EVERY_MS = 3000;

/** @throws if the gateway does not start, ends by itself, or fails a call before it is killed */
export async function runCrashTest({
  rounds,
  program,
  largeList,
  happenings,
  progress,
}: CrashOptions): Promise<CrashReport> {
  const startedAt = performance.now();
  const secret = randomBytes(32);
  const parts = await realmParts(secret);
  const sink = await startSmtpSink();
  const varDirectory = await temporaryDirectory('crash');
  let database: Database | undefined;
  let gateway: CrashGateway | undefined;
  try {
    const { server } = parts.testDatabase;
    const realm = await parts.create({ name: 'crash', placement: { kind: 'newDatabase' } });
    database = new Database({ ...server, database: realm.database }, 4);
    const { text: license } = await parts.licences.issue(realm);
    const environment = {
      DATABASE_URL: `mysql://${server.user}@localhost/${parts.controlName}?socketPath=${encodeURIComponent(server.socketPath!)}`,
      SERVER_SECRET: secret.toString('hex'),
      VAR_DIRECTORY: varDirectory,
      PORT: '0',
      BIND_ADDRESS: '127.0.0.1',
      MAIL_DOMAIN: 'gateway.example',
      SMTP_URL: sink.url,
      SMTP_CONNECTIONS: String(CONNECTIONS),
      DELIVERY_LEASE_SECONDS: '10',
      LOG_LEVEL: 'warn',
      DRAIN_SECONDS: '0',
    };
    const start = async (): Promise<CrashGateway> =>
      (gateway = await startCrashGateway(program, environment));

    const ledger: LedgerCall[] = [];
    const work = await prepare({ realm, database }, largeList, ledger);
    const inside = new Map<string, number>();
    let most = 0;
    let session = '';
    sink.on.kept = () => sleep(randomInt(0, SLOWEST_ANSWER + 1));
    for (let round = 1; round <= rounds; round++) {
      const before = sink.mails.length;
      const victim = await start();
      // Opened once: a session outlives the process that opened it.
      session ||= await soapClient(victim.url).text('beginSession', { license });
      const callers = startCallers(victim.url, { ...work, session }, round);
      await Promise.race([moment(() => ledger.length + sink.mails.length, happenings), callers.ended]);
      callers.expectEnd();
      await victim.kill();
      await callers.ended;
      while (sink.openConnections() > 0) await sleep(5);
      const atKill = await insideOf(database, sink, before);
      for (const id of atKill) inside.set(id, (inside.get(id) ?? 0) + 1);
      most = Math.max(most, atKill.length);
      progress?.(
        `round ${round} of ${rounds}: ${ledger.length} calls, ${sink.mails.length} mails, ${atKill.length} inside SMTP at the kill`,
      );
    }

    sink.on = {};
    const survivor = await start();
    await drain(database, (waiting) => progress?.(`${waiting} messages and recipients still to go`));
    const code = await survivor.stop();
    const stored = await database.rows<StoredRow>(
      'SELECT internet_message_id, recipient, status FROM messages',
    );
    const arrivals = sink.mails.map(({ raw, to }) => readArrival(raw, to.join(' ')));
    const verdict = judgeCrash(ledger, arrivals, stored, inside);
    const all = [...inside.values()].reduce((sum, times) => sum + times, 0);
    return {
      ...verdict,
      failures: [
        ...verdict.failures,
        ...(most > CONNECTIONS
          ? [`${most} messages were inside SMTP at one kill, with ${CONNECTIONS} connections`]
          : []),
        ...(code === 0 ? [] : [`the last gateway ended with ${code}`]),
      ],
      rounds,
      connections: CONNECTIONS,
      seconds: Math.round((performance.now() - startedAt) / 1000),
      insideAtKill: { all, most },
    };
  } finally {
    await gateway?.stop();
    await database?.close();
    await sink.close();
    await parts.close();
    await rm(varDirectory, { recursive: true, force: true });
  }
}

async function prepare(
  realm: LaunchRealm,
  largeList: number,
  ledger: LedgerCall[],
): Promise<Omit<CrashWork, 'session'>> {
  const list = async (name: string, size: number): Promise<CrashList> => {
    const settings = { name, fromAddress: '"The list" <list@sender.example>' };
    const listId = await createList(realm.database, realm.realm, settings, new Date());
    await subscribeMany(realm, listId, name, size, 1);
    return { listId, recipients: addresses(name, size) };
  };
  return {
    templateId: await makeTemplate(realm, {
      plainText: `Dear %%$first%% at %%$email%%\n${LAST_LINE}`,
      html: '',
    }),
    small: await list('small', SMALL_LIST),
    large: await list('large', largeList),
    ledger,
  };
}

/** A random moment of a gateway's work, counted by what has happened. */
async function moment(happened: () => number, most: number): Promise<void> {
  const enough = happened() + randomInt(1, most + 1);
  const end = performance.now() + LONGEST_LIFE;
  while (happened() < enough && performance.now() < end) await sleep(1);
  await sleep(randomInt(0, LAST_MOMENTS));
}

/** Mails that the relay has since a time, and that the database, now that the gateway is dead, does not know as sent. */
async function insideOf(database: Database, sink: SmtpSink, before: number): Promise<string[]> {
  const waiting = await database.rows<{ id: string }>(
    `SELECT m.internet_message_id AS id FROM outbox o
       JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
      WHERE o.sent_at IS NULL`,
  );
  const ids = new Set(waiting.map(({ id }) => id));
  return sink.mails
    .slice(before)
    .map(({ raw, to }) => readArrival(raw, to.join(' ')).messageId)
    .filter((id) => ids.has(id));
}

/** Waits until nothing is left to send. */
async function drain(database: Database, tell: (waiting: number) => void): Promise<void> {
  let least = Infinity;
  let since = performance.now();
  let told = -Infinity;
  for (;;) {
    const [row] = await database.rows<{ waiting: number; unfinished: number }>(
      `SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM campaign_recipients) AS waiting,
              (SELECT COUNT(*) FROM campaigns WHERE due_at IS NOT NULL) AS unfinished`,
    );
    const waiting = row!.waiting + row!.unfinished;
    if (waiting === 0) return;
    if (waiting < least) {
      least = waiting;
      since = performance.now();
    }
    if (performance.now() - told > TELL_EVERY_MS) {
      told = performance.now();
      tell(waiting);
    }
    if (performance.now() - since > PATIENCE_MS) return;
    await sleep(250);
  }
}
