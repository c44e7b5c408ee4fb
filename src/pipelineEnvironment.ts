/** What the pipeline needs of the rest of the house: who is calling, the realm's transaction, and the log. */
import { ApiError, fail } from './contract/errorCatalogue';
import type { AuditLine, Environment } from './contract/invoke';
import type { ContactScans, RunScan } from './core/contacts/contactScans';
import type { SessionOwner, Sessions } from './core/sessions/sessions';
import type { RealmDatabases } from './db/realmDatabases';
import { DatabaseBusy, isBroken, isReadOnly, isTransient, isUnavailable, OutcomeUnknown } from './db/sql';
import type { Log } from './log/createLogger';
import type { PublicContext, RealmContext, Services } from './operations/context';

export interface EnvironmentParts {
  readonly services: Services;
  readonly sessions: Pick<Sessions, 'authenticate'>;
  readonly ownerOfToken: (token: string) => Promise<SessionOwner>;
  /** Whom a command acts for; left out where calls come from outside. */
  readonly localOwner?: SessionOwner;
  readonly realmDatabases: RealmDatabases;
  readonly scans: ContactScans;
  readonly log: Log;
}

export function pipelineEnvironment({
  services,
  sessions,
  ownerOfToken,
  localOwner,
  realmDatabases,
  scans,
  log,
}: EnvironmentParts): Environment<SessionOwner, PublicContext, RealmContext> {
  return {
    publicContext: (call) => ({ services, address: call.address, now: new Date() }),
    authenticate: (credential) => {
      switch (credential.kind) {
        case 'session':
          return sessions.authenticate(credential.session);
        case 'token':
          return ownerOfToken(credential.token);
        case 'local':
          return localOwner ?? fail('session.invalid');
        case 'none':
          return fail('session.invalid');
      }
    },
    inRealm: async ({ realm }, credential, write, work, call) => {
      const database = await realmDatabases.forDatabase(realm.databaseId);
      const afterCommit: (() => void)[] = [];
      const context = {
        realm,
        credential,
        services,
        now: new Date(),
        runScan: ((search) =>
          scans.run(realm.realmId, () => call.isAbandoned?.() ?? false, search)) satisfies RunScan,
        afterCommit: (task: () => void) => void afterCommit.push(task),
      };
      const result = write
        ? await database.transaction((sql) => work({ ...context, sql }), realm.realmId)
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
    // A connection can have been ended while it was idle. A second time it is no accident.
    isTransient: (error, attempt) => isTransient(error) || (attempt === 1 && isBroken(error)),
    faultOf: databaseFault,
    audit: (line: AuditLine) => log.info('call', line),
    reportDefect: (reference, operation, error) =>
      log.error('defect', { reference, operation, error: describeError(error) }),
  };
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
