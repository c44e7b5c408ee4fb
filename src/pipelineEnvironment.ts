/** What the pipeline needs of the rest of the house: who is calling, the realm's transaction, and the log. */
import type { Credential } from './contract/credential';
import { ApiError, fail } from './contract/errorCatalogue';
import type { AuditLine, Environment, PeopleEnvironment } from './contract/invoke';
import type { Person } from './contract/people';
import { endOnGateway, keepInRealm, keepOnGateway } from './core/audit/auditLog';
import type { ContactScans, RunScan } from './core/contacts/contactScans';
import type { ConsoleAccess } from './core/people/consoleAccess';
import type { Realm } from './core/realms/realm';
import type { Realms } from './core/realms/realms';
import type { CallRates } from './core/sessions/callRates';
import type { KeyHolders } from './core/sessions/keyHolders';
import type { PasswordHolders } from './core/sessions/passwordHolders';
import type { SftpKeyHolders } from './core/sessions/sftpKeyHolders';
import type { SessionOwner, Sessions } from './core/sessions/sessions';
import { looksLikeApiKey } from './secrets/apiKey';
import { AskedRegister } from './core/suppression/askedRegister';
import { PagesBefore } from './core/templates/pagesBefore';
import { withOutsideFirst } from './contract/outsideFirst';
import type { RealmDatabases } from './db/realmDatabases';
import {
  DatabaseBusy,
  isBroken,
  isReadOnly,
  isTransient,
  isUnavailable,
  OutcomeUnknown,
  type Transaction,
} from './db/sql';
import type { Log } from './log/createLogger';
import type { AdministrationServices, ControlContext } from './operations/administration/context';
import type { PublicContext, RealmContext, Services } from './operations/context';

/** What knows the holders of keys and passwords. */
export interface Holders {
  readonly keys: Pick<KeyHolders, 'authenticate'>;
  readonly passwords: Pick<PasswordHolders, 'authenticate'>;
  readonly sftpKeys: Pick<SftpKeyHolders, 'authenticate'>;
  readonly rates: Pick<CallRates, 'take'>;
  readonly realms: Pick<Realms, 'requireChild'>;
}

/** What people's calls take, be they made at the command line or elsewhere. */
export interface PeopleParts {
  /** Who uses the command line; left out where there is none. */
  readonly local?: {
    readonly person: Person;
    /** @throws {ApiError} `realm.invalid` where there is none of that name */
    readonly realmNamed: (name: string) => Promise<Realm>;
  };
  /** What knows the logins to the console; left out where there is none. */
  readonly console?: Pick<ConsoleAccess, 'personOf' | 'inRealm'>;
  readonly services: AdministrationServices;
}

export interface EnvironmentParts {
  readonly services: Services;
  readonly sessions: Pick<Sessions, 'authenticate'>;
  readonly ownerOfToken: (token: string) => Promise<SessionOwner>;
  /** Left out where nobody comes with a key or a password. */
  readonly holders?: Holders;
  /** What only people call for; left out where they have no door. */
  readonly people?: PeopleParts;
  readonly realmDatabases: RealmDatabases;
  readonly scans: ContactScans;
  readonly log: Log;
}

export function pipelineEnvironment({
  services,
  sessions,
  ownerOfToken,
  holders,
  people,
  realmDatabases,
  scans,
  log,
}: EnvironmentParts): Environment<SessionOwner, PublicContext, RealmContext, ControlContext> {
  return {
    publicContext: (call) => ({ services, address: call.address, now: new Date() }),
    authenticate: (credential, address) => {
      switch (credential.kind) {
        case 'session':
          return sessions.authenticate(credential.session);
        case 'token':
          return ownerOfToken(credential.token);
        case 'key':
          return holders?.keys.authenticate(credential.door, credential.key, address) ?? noCredential();
        case 'password':
          return holders ? ownerInRealm(holders, credential, address) : noCredential();
        case 'signature':
          return (
            holders?.sftpKeys.authenticate(credential.realm, credential.fingerprint, address) ??
            noCredential()
          );
        case 'local':
          return people?.local && credential.realm !== null
            ? localOwner(people.local, credential.realm)
            : fail('session.invalid');
        case 'person':
          return people?.console && credential.realm !== null
            ? people.console.inRealm(credential.session, credential.realm)
            : fail('session.invalid');
        case 'none':
          return fail('session.invalid');
      }
    },
    countCall: async ({ keyId, callsPerMinute }, operation) => {
      if (!holders) return null;
      const { rate, name } = operation;
      // Both count where an operation has a limit of its own; what the caller is told is the narrower one.
      const all =
        callsPerMinute > 0
          ? await holders.rates.take(keyId, '', { calls: callsPerMinute, windowMs: MINUTE_MS })
          : null;
      if (!rate || all?.isAllowed === false) return all;
      return holders.rates.take(keyId, name.slice(0, 64), {
        calls: rate.calls,
        windowMs: rate.seconds * 1000,
      });
    },
    inRealm: async ({ realm }, credential, write, work, call) => {
      const database = await realmDatabases.forDatabase(realm.databaseId);
      let afterCommit: (() => void)[] = [];
      const context = {
        realm,
        credential,
        services,
        now: new Date(),
        runScan: ((search) =>
          scans.run(realm.realmId, () => call.isAbandoned?.() ?? false, search)) satisfies RunScan,
        afterCommit: (task: () => void) => void afterCommit.push(task),
      };
      const register = new AskedRegister(services.universalOptOuts);
      const smartget = new PagesBefore(services.smartget);
      const inTransaction = (sql: Transaction): ReturnType<typeof work> => {
        afterCommit = [];
        const inside = { ...services, universalOptOuts: register.within(sql), smartget };
        return work({ ...context, services: inside, sql });
      };
      const result = write
        ? await withOutsideFirst(() => database.transaction(inTransaction, realm.realmId))
        : await work({ ...context, sql: database });
      for (const task of afterCommit) {
        try {
          task();
        } catch (error) {
          log.error('work after a commit failed', { error: describeError(error) });
        }
      }
      return result;
    },
    ...(people && { people: peopleEnvironment(people, realmDatabases) }),
    // A connection can have been ended while it was idle. A second time it is no accident.
    isTransient: (error, attempt) => isTransient(error) || (attempt === 1 && isBroken(error)),
    faultOf: databaseFault,
    audit: (line: AuditLine) => log.info('call', line),
    reportDefect: (reference, operation, error) =>
      log.error('defect', { reference, operation, error: describeError(error) }),
  };
}

async function localOwner(
  { person, realmNamed }: NonNullable<PeopleParts['local']>,
  realm: string,
): Promise<SessionOwner> {
  return { realm: await realmNamed(realm), clientName: 'command line', person };
}

function peopleEnvironment(
  { local, console, services }: PeopleParts,
  realmDatabases: RealmDatabases,
): PeopleEnvironment<SessionOwner, RealmContext, ControlContext> {
  return {
    personOf: (credential) => {
      if (credential.kind === 'local' && local) return local.person;
      if (credential.kind === 'person' && console) return console.personOf(credential.session);
      return fail('session.invalid');
    },
    controlContext: (principal, person, call) => ({
      ...services,
      person,
      now: new Date(),
      realm: principal?.realm ?? null,
      realmDatabase: () =>
        principal ? realmDatabases.forDatabase(principal.realm.databaseId) : fail('session.invalid'),
      progress: (progress) => call.onProgress?.(progress),
    }),
    keepWithin: ({ sql, realm, now }, change) => keepInRealm(sql, realm.realmId, change, now),
    keep: async (principal, scope, change) => {
      if (principal && scope === 'data') {
        const { realmId, databaseId } = principal.realm;
        await keepInRealm(await realmDatabases.forDatabase(databaseId), realmId, change);
        return () => Promise.resolve();
      }
      const { control } = services;
      const auditId = await keepOnGateway(control, principal?.realm.name ?? null, change);
      return (outcome) => endOnGateway(control, auditId, outcome);
    },
  };
}

const MINUTE_MS = 60_000;

const noCredential = (): never => fail('credential.invalid');

/** A parent may act in its children, by the register and by no word of the caller. */
async function ownerInRealm(
  holders: Holders,
  credential: Credential & { readonly kind: 'password' },
  address: string,
): Promise<SessionOwner> {
  const owner = await ownerOfPassword(holders, credential, address);
  if (credential.child === undefined) return owner;
  return { ...owner, realm: await holders.realms.requireChild(owner.realm, credential.child) };
}

/** Where a password is expected a key for the REST door does as well, if it belongs to the realm that is named. */
async function ownerOfPassword(
  { keys, passwords }: Holders,
  credential: Credential & { readonly kind: 'password' },
  address: string,
): Promise<SessionOwner> {
  if (!looksLikeApiKey('rest', credential.password)) return passwords.authenticate(credential, address);
  const owner = await keys.authenticate('rest', credential.password, address);
  return owner.realm.name === credential.realm ? owner : noCredential();
}

/** What a caller is told of an error of the database; null for any other error. */
function databaseFault(error: unknown): ApiError | null {
  if (error instanceof OutcomeUnknown) return new ApiError('server.outcomeUnknown');
  if (isReadOnly(error))
    return new ApiError('server.busy', { why: ': the database is read-only at the moment' });
  if (error instanceof DatabaseBusy) return new ApiError('server.busy', { why: `: ${error.message}` });
  return isUnavailable(error) ? new ApiError('server.busy') : null;
}

/** An error for the log: kind, code and stack, without statement values (driver errors carry the whole statement). */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { name, code, errno } = error as Error & { code?: unknown; errno?: unknown };
  const fromDriver = errno !== undefined;
  const frames = error.stack
    ?.split('\n')
    .map((line) => line.trim())
    // A message of several lines goes on where the frames begin.
    .filter((line) => line.startsWith('at '))
    .slice(0, 11);
  // A driver's message can repeat a value ("Duplicate entry 'x@y' for key"), which may be an address or a key.
  return { name, ...(fromDriver ? { code, errno } : { message: error.message }), frames };
}
