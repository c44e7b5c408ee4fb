/** What every case of `npm run test:faults` starts from: a durable database server of its own, a relay, and gateways. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquirePrivateServer, type PrivateServer } from '../../src/db/privateServer';
import { Database } from '../../src/db/database';
import { startCrashGateway, type CrashGateway } from '../crash/crashGateway';
import { runCommand } from '../support/commandLine';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { soapClient, type SoapClient } from '../support/soapClient';
import { temporaryDirectory } from '../support/testServer';

export interface FaultGateway extends CrashGateway {
  readonly soap: SoapClient;
  readonly session: string;
}

/** What a case found. A figure that breaks its rule makes the run fail. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value may be at most, or must be at least; no rule where neither is given. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

export class FaultWorld {
  #server: PrivateServer;
  readonly #running = new Set<CrashGateway>();

  private constructor(
    readonly directory: string,
    server: PrivateServer,
    readonly sink: SmtpSink,
    readonly isQuick: boolean,
  ) {
    this.#server = server;
  }

  static async open(isQuick: boolean): Promise<FaultWorld> {
    const directory = await temporaryDirectory('faults');
    const world = new FaultWorld(directory, await serverIn(directory), await startSmtpSink(), isQuick);
    await world.#command('realm', 'create', 'plain');
    await world.#command('licence', 'issue', 'plain', '--file', join(directory, 'plain.license'));
    const out = await world.#command(
      'list',
      'create',
      'plain',
      'News',
      '--from',
      'f@sender.example',
      '--json',
    );
    world.listId = (JSON.parse(out) as { listId: number }).listId;
    return world;
  }

  listId = 0;

  /** Starts a gateway, whose log is discarded. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<FaultGateway> {
    const gateway = await startCrashGateway('built', {
      ...this.#environment,
      DRAIN_SECONDS: '0',
      ...settings,
    });
    this.#running.add(gateway);
    const soap = soapClient(gateway.url);
    const license = await readFile(join(this.directory, 'plain.license'), 'utf8');
    return Object.assign(gateway, { soap, session: await soap.text('beginSession', { license }) });
  }

  /** @returns its exit code */
  async stop(gateway: CrashGateway): Promise<number | null> {
    this.#running.delete(gateway);
    return gateway.stop();
  }

  /** Looks into the realm's database. */
  async rows<T extends object>(statement: string): Promise<T[]> {
    const database = new Database({ ...this.#server.address, database: 'soapstone_plain' }, 1);
    try {
      return await database.rowsOf<T>(statement);
    } finally {
      await database.close();
    }
  }

  async write(statement: string): Promise<void> {
    const database = new Database({ ...this.#server.address, database: 'soapstone_plain' }, 1);
    await database.writeOf(statement).finally(() => database.close());
  }

  async signalDatabase(signal: NodeJS.Signals): Promise<void> {
    process.kill(
      Number((await readFile(join(this.directory, 'mariadb', 'server.pid'), 'utf8')).trim()),
      signal,
    );
  }

  /** Starts the database server again after it was killed for good. */
  async restartDatabase(): Promise<void> {
    await this.#server.release();
    this.#server = await serverIn(this.directory);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((gateway) => gateway.kill().catch(() => undefined)));
    await this.#server.release();
    await this.sink.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  get #environment(): Record<string, string> {
    const socketPath = encodeURIComponent(this.#server.address.socketPath!);
    return {
      DATABASE_URL: `mysql://root@localhost/soapstone?socketPath=${socketPath}`,
      VAR_DIRECTORY: this.directory,
      SETTINGS_FILE: '/dev/null',
      PORT: '0',
      BIND_ADDRESS: '127.0.0.1',
      LOG_LEVEL: 'error',
      SMTP_URL: this.sink.url,
      DELIVERY_LEASE_SECONDS: '10',
    };
  }

  async #command(...words: string[]): Promise<string> {
    const { code, out, error } = await runCommand(this.#environment, words);
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${error}`);
    return out;
  }
}

const serverIn = (directory: string): Promise<PrivateServer> =>
  acquirePrivateServer({
    directory: join(directory, 'mariadb'),
    log: () => undefined,
    bufferPoolMegabytes: 128,
  });

export const envelope = (call: string): string =>
  `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>${call}</Body></Envelope>`;

/** Bodies of calls that subscribe a contact each, always another one. */
export function subscribing({ session }: FaultGateway, listId: number): () => string {
  const mark = Math.random().toString(36).slice(2, 8);
  let count = 0;
  return () =>
    envelope(
      `<userSubscribe xmlns="urn:webservices.api.whatcounts"><session>${session}</session><email>${mark}${(count += 1)}@example.org</email><listId>${listId}</listId><emailFormat>99</emailFormat></userSubscribe>`,
    );
}

export const sendTo = ({ soap, session }: FaultGateway, ...emails: string[]): Promise<unknown> =>
  soap.call('sendMessage', {
    session,
    xmlFlags: `<from>f@sender.example</from>${emails.map((email) => `<to>${email}</to>`).join('')}`,
    subject: 's',
    htmlBody: null,
    plainTextBody: 'p',
    predata: null,
  });

/** Milliseconds until something is so, whatever goes wrong meanwhile; the given time if it is not by then. */
export async function timeUntil(within: number, isSo: () => boolean | Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < within) {
    if (await Promise.resolve(isSo()).catch(() => false)) break;
    await sleep(10);
  }
  return performance.now() - startedAt;
}

/** The status of a path, and how long it took. */
export async function ask(gateway: CrashGateway, path: string): Promise<{ status: number; took: number }> {
  const startedAt = performance.now();
  const status = await fetch(new URL(path, gateway.url)).then(
    (response) => response.status,
    () => 0,
  );
  return { status, took: performance.now() - startedAt };
}

export const descriptorsOf = async ({ processId }: CrashGateway): Promise<number> =>
  (await readdir(`/proc/${processId}/fd`)).length;

/** Most memory that the process ever had, in megabytes. */
export async function peakMemoryOf({ processId }: CrashGateway): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
}
