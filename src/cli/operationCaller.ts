/**
 * The command line as a door to the operations: a command names one and gives it values, and it takes the same way as a
 * call from outside, for a caller who needs no licence.
 */
import { buildServices } from '../buildServices';
import type { Operation } from '../contract/defineOperation';
import { ApiError } from '../contract/errorCatalogue';
import { Pipeline, type Call } from '../contract/invoke';
import { t } from '../contract/wireTypes';
import { ContactScans } from '../core/contacts/contactScans';
import { EventBuffer } from '../core/events/eventBuffer';
import type { Realm } from '../core/realms/realm';
import type { SessionOwner, Sessions } from '../core/sessions/sessions';
import { UniversalOptOuts } from '../core/suppression/universalOptOuts';
import type { Log } from '../log/createLogger';
import { pipelineEnvironment } from '../pipelineEnvironment';
import type { Terminal } from './command';
import type { Control } from './openControl';
import { withControl } from './withControl';

export interface OperationCaller {
  readonly realm: Realm;
  /**
   * Runs an operation in a transaction of its own.
   * @param values by parameter, for the form that takes exactly these
   * @throws {ApiError}
   */
  call<T>(operation: Operation, values: Readonly<Record<string, unknown>>): Promise<T>;
}

export async function withOperations<T>(
  terminal: Terminal,
  realmName: string,
  work: (caller: OperationCaller, control: Control) => Promise<T>,
): Promise<T> {
  return withControl(terminal, async (control) => {
    const realm = await control.realms.require(realmName);
    const pipeline = localPipeline(terminal, control, { realm, clientName: 'command line' });
    const call = async <A>(operation: Operation, values: Readonly<Record<string, unknown>>): Promise<A> => {
      const answer = await pipeline.invoke<Answer>(
        operation,
        formOf(operation, values),
        { kind: 'local' },
        { read: (name) => values[name] },
        callOf(operation),
      );
      if ('error' in answer) throw answer.error;
      return answer.value as A;
    };
    return work({ realm, call }, control);
  });
}

type Answer = { readonly value: unknown } | { readonly error: ApiError };

const callOf = (operation: Operation): Call<Answer> => ({
  door: 'cli',
  operationName: operation.name,
  address: '127.0.0.1',
  bytesIn: 0,
  startedAt: performance.now(),
  encodeResult: (value) => ({ value }),
  encodeError: (error) => ({ error }),
  sizeOf: () => 0,
});

/** A person is told why something was refused, where programs get a 1. */
function formOf(operation: Operation, values: Readonly<Record<string, unknown>>): Operation['forms'][number] {
  const names = Object.keys(values);
  const form = operation.forms.find(
    ({ parameters }) =>
      parameters.length === names.length && names.every((name) => parameters.includes(name)),
  );
  if (!form) throw new Error(`${operation.name} has no form (${names.join(', ')})`);
  return form.result.kind === 'int' ? { ...form, result: t.int } : form;
}

function localPipeline(terminal: Terminal, control: Control, localOwner: SessionOwner) {
  const settings = terminal.settings();
  const { searchSeconds, eventFlushMilliseconds: flushMilliseconds } = settings;
  const { realmDatabases, database, secret } = control;
  const universalOptOuts = new UniversalOptOuts(database);
  const nothing = (): void => undefined;
  const log: Log = {
    error: (event, details) => terminal.note(`${event}: ${JSON.stringify(details)}`),
    warn: nothing,
    info: nothing,
    debug: nothing,
    flush: nothing,
  };
  const refuse = (): never => {
    throw new ApiError('session.invalid');
  };
  const sessions: Sessions = { authenticate: refuse, begin: refuse, end: refuse };
  const services = buildServices({
    settings,
    secret,
    sessions,
    universalOptOuts,
    events: new EventBuffer({
      databaseOf: (databaseId) => realmDatabases.forDatabase(databaseId),
      flushMilliseconds,
      log,
    }),
    // Gateways look for themselves every few seconds.
    wakeDelivery: nothing,
    wakeLaunches: nothing,
    publishUniversalOptOuts: nothing,
    note: (event, details) => terminal.note(`${event}: ${JSON.stringify(details)}`),
    // What happened is what the command itself says.
    logEvent: nothing,
  });
  const scans = new ContactScans({ atOnce: 1, waiting: 0, milliseconds: searchSeconds * 1000 });
  return new Pipeline(
    pipelineEnvironment({
      services,
      sessions,
      ownerOfToken: refuse,
      localOwner,
      realmDatabases,
      scans,
      log,
    }),
  );
}
