/**
 * A realm named `plain` that is served by gateways which are processes of their own, so that tests can run several of
 * them at once, kill them, and use the command line beside them.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Realms } from '../../src/core/realms/realms';
import { Database } from '../../src/db/database';
import { runHere, startCommand, type Outcome, type RunningCommand } from './commandLine';
import type { LaunchRealm } from './launchParts';
import { dropRealmSchemas } from './realmParts';
import { startSmtpSink, type SmtpSink } from './smtpSink';
import { soapClient, type SoapClient } from './soapClient';
import { testDatabase } from './testDatabase';
import { temporaryDirectory } from './testServer';

export interface RunningGateway {
  readonly soap: SoapClient;
  readonly endpoint: string;
  readonly session: string;
  readonly command: RunningCommand;
}

export class GatewayProcesses {
  readonly #running = new Set<RunningCommand>();

  private constructor(
    readonly realm: LaunchRealm,
    readonly sink: SmtpSink,
    readonly environment: Readonly<Record<string, string>>,
    readonly control: Database,
    /** Name of the realm's schema. */
    readonly schema: string,
    readonly closeDatabases: () => Promise<void>,
  ) {}

  static async open(
    name: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<GatewayProcesses> {
    const databases = testDatabase();
    const controlName = databases.newName();
    const schema = `${controlName}_plain`;
    const varDirectory = await temporaryDirectory(name);
    const sink = await startSmtpSink();
    const environment = {
      DATABASE_URL: `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`,
      VAR_DIRECTORY: varDirectory,
      PORT: '0',
      BIND_ADDRESS: '127.0.0.1',
      SMTP_URL: sink.url,
      SMTP_CONNECTIONS: '4',
      DELIVERY_LEASE_SECONDS: '10',
      DRAIN_SECONDS: '0',
      ...settings,
    };
    for (const words of [
      ['realm', 'create', 'plain'],
      ['licence', 'issue', 'plain', '--file', licenceIn(varDirectory)],
    ])
      expect(await runHere(environment, words)).toMatchObject({ code: 0 });
    const control = new Database({ ...databases.server, database: controlName }, 2);
    const realm = {
      realm: await new Realms(control).require('plain'),
      database: new Database({ ...databases.server, database: schema }, 4),
    };
    return new GatewayProcesses(realm, sink, environment, control, schema, async () => {
      await dropRealmSchemas(control, databases.server, controlName);
      await control.close();
      await databases.close();
    });
  }

  readonly run = (...words: string[]): Promise<Outcome> => runHere(this.environment, words);

  /** The JSON of a command that must not fail. */
  readonly json = async <T>(...words: string[]): Promise<T> => {
    const { code, out, error } = await this.run(...words, '--json');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    return JSON.parse(out) as T;
  };

  readonly start = async (): Promise<RunningGateway> => {
    const command = startCommand(this.environment, ['start', '--json']);
    this.#running.add(command);
    const [line] = await command.says(/^\{.*\}$/m);
    const { endpoint } = JSON.parse(line) as { endpoint: string };
    const soap = soapClient(endpoint);
    const license = await readFile(licenceIn(this.environment.VAR_DIRECTORY!), 'utf8');
    return { soap, endpoint, session: await soap.text('beginSession', { license }), command };
  };

  readonly stop = async (
    { command }: Pick<RunningGateway, 'command'>,
    signal: NodeJS.Signals = 'SIGTERM',
  ): Promise<void> => {
    command.process.kill(signal);
    await command.ended;
    this.#running.delete(command);
  };

  /** Stops those that a test left running. */
  async stopAll(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await Promise.all([...this.#running].map((command) => this.stop({ command }, signal)));
  }

  async close(): Promise<void> {
    await this.stopAll('SIGKILL');
    await this.realm.database.close();
    await this.closeDatabases();
    await this.sink.close();
    await rm(this.environment.VAR_DIRECTORY!, { recursive: true, force: true });
  }
}

const licenceIn = (varDirectory: string): string => join(varDirectory, 'plain.license');
