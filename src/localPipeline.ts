/**
 * Operations for whoever has the databases anyway, as the command line does: the same pipeline as for calls from
 * outside, without a licence, and with the name of the operating system's user as the actor.
 */
import { userInfo } from 'node:os';
import { buildServices } from './buildServices';
import type { Settings } from './config/settings';
import { ApiError } from './contract/errorCatalogue';
import { Pipeline } from './contract/invoke';
import type { Person } from './contract/people';
import { ReturnMailIntake } from './core/bounces/returnMailIntake';
import { ContactScans } from './core/contacts/contactScans';
import { EventBuffer } from './core/events/eventBuffer';
import { ConsoleAccess } from './core/people/consoleAccess';
import { migrateRealms } from './core/realms/migrateRealms';
import { LoginThrottle } from './core/sessions/loginThrottle';
import type { Realm } from './core/realms/realm';
import type { SessionOwner, Sessions } from './core/sessions/sessions';
import { UniversalOptOuts } from './core/suppression/universalOptOuts';
import type { Log } from './log/createLogger';
import type { Control } from './openControl';
import type { ControlContext } from './operations/administration/context';
import type { PublicContext, RealmContext } from './operations/context';
import { pipelineEnvironment } from './pipelineEnvironment';
import { Sealer } from './secrets/sealer';
import { ReturnPaths } from './secrets/returnPaths';

export type LocalPipeline = Pipeline<SessionOwner, PublicContext, RealmContext, ControlContext>;

export interface LocalPipelineParts {
  readonly settings: Settings;
  readonly control: Control;
  /** Told what a person should look at, though the call worked. */
  readonly note: (text: string) => void;
  /** Told of an error that no operation foresees, before the caller is told that there was one. */
  readonly onDefect: (error: unknown) => void;
  /** The owner unless given. */
  readonly person?: Person;
}

/** Who has the databases can do everything. */
const localOwner = (): Person => ({ actor: userName(), role: 'owner' });

/** A user without an entry in the list of users, as containers have them, has a number only. */
function userName(): string {
  try {
    return userInfo().username.slice(0, 255);
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Takes in mail from files. Realms do not change while a command runs. */
function returnMailOf(settings: Settings, { realms, realmDatabases, secret }: Control): ReturnMailIntake {
  const known = new Map<number, Promise<Realm | null>>();
  return new ReturnMailIntake({
    returnPaths: new ReturnPaths(secret),
    rules: { softBounces: settings.bounceSoftCount, softDays: settings.bounceSoftDays },
    realmOf: (realmId) => {
      const realm = known.get(realmId) ?? realms.findById(realmId);
      known.set(realmId, realm);
      return realm;
    },
    databaseOf: (databaseId) => realmDatabases.forDatabase(databaseId),
  });
}

export function localPipeline({
  settings,
  control,
  note,
  onDefect,
  person = localOwner(),
}: LocalPipelineParts): LocalPipeline {
  const { searchSeconds, eventFlushMilliseconds: flushMilliseconds } = settings;
  const { realmDatabases, database, secret } = control;
  const nothing = (): void => undefined;
  const noteEvent = (event: string, details: unknown): void => note(`${event}: ${JSON.stringify(details)}`);
  const log: Log = { error: noteEvent, warn: nothing, info: nothing, debug: nothing, flush: nothing };
  const refuse = (): never => {
    throw new ApiError('session.invalid');
  };
  const sessions: Sessions = { authenticate: refuse, begin: refuse, end: refuse };
  const universalOptOuts = new UniversalOptOuts(database);
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
    takeSnapshot: nothing,
    wakeLaunches: nothing,
    publishUniversalOptOuts: nothing,
    note: noteEvent,
    // What happened is what the command itself says.
    logEvent: nothing,
  });
  const environment = pipelineEnvironment({
    services,
    sessions,
    ownerOfToken: refuse,
    people: {
      local: { person, realmNamed: (name) => control.realms.require(name) },
      services: {
        ...control,
        control: database,
        // Nobody logs in here; whoever is logged in has an account all the same.
        consoleAccess: new ConsoleAccess({
          control: database,
          realms: control.realms,
          sealer: new Sealer(secret),
          throttle: new LoginThrottle(database, { slowedAfter: 0, refusedAfter: 0, windowMs: 60_000 }),
        }),
        universalOptOuts,
        returnMail: returnMailOf(settings, control),
        databaseOf: ({ databaseId }) => realmDatabases.forDatabase(databaseId),
        migrateRealms: () => migrateRealms(control),
      },
    },
    realmDatabases,
    scans: new ContactScans({ atOnce: 1, waiting: 0, milliseconds: searchSeconds * 1000 }),
    log,
  });
  return new Pipeline({
    ...environment,
    reportDefect: (_reference, _operation, error) => onDefect(error),
  });
}
