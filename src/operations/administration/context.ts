/** What handlers of administrative operations are given, and how these operations are defined. */
import {
  defineOperation,
  type Group,
  type InputOf,
  type Operation,
  type Parameter,
} from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import type { Person, Role } from '../../contract/people';
import type { ValueOf, WireType } from '../../contract/wireTypes';
import type { ConsoleAccess } from '../../core/people/consoleAccess';
import type { ConsoleUsers } from '../../core/people/consoleUsers';
import type { ReturnMailIntake } from '../../core/bounces/returnMailIntake';
import type { RealmParts } from '../../core/realms/createRealm';
import type { MigratedDatabase } from '../../core/realms/migrateRealms';
import type { Realm } from '../../core/realms/realm';
import type { DomainLimits } from '../../core/sending/domainLimits';
import type { SendingRoutes } from '../../core/sending/sendingRoutes';
import type { ApiKeys } from '../../core/sessions/apiKeys';
import type { Licences } from '../../core/sessions/licences';
import type { SftpKeys } from '../../core/sessions/sftpKeys';
import type { RealmPasswords } from '../../core/sessions/realmPasswords';
import type { UniversalOptOuts } from '../../core/suppression/universalOptOuts';
import type { RealmContext, Services } from '../context';

/** The parts of the core behind the control database. */
export interface AdministrationServices extends RealmParts {
  readonly licences: Licences;
  readonly apiKeys: ApiKeys;
  readonly realmPasswords: RealmPasswords;
  readonly sftpKeys: SftpKeys;
  /** The keys of the SFTP server, made where there are none. */
  readonly sftpHostKeys: () => Promise<
    readonly { readonly type: string; readonly fingerprint: string; readonly publicKey: string }[]
  >;
  readonly consoleUsers: ConsoleUsers;
  /** Left out where nobody logs in. */
  readonly consoleAccess?: ConsoleAccess;
  readonly routes: SendingRoutes;
  readonly domainLimits: DomainLimits;
  readonly universalOptOuts: UniversalOptOuts;
  readonly returnMail: ReturnMailIntake;
  readonly databaseOf: (realm: Realm) => Promise<RealmParts['control']>;
  /** Brings every realm database to this version. */
  readonly migrateRealms: () => Promise<readonly MigratedDatabase[]>;
}

/** Of an operation outside the transactions of a realm. */
export interface ControlContext extends AdministrationServices {
  readonly person: Person;
  readonly now: Date;
  /** The realm that it is about, where it is about one. */
  readonly realm: Realm | null;
  /** The database of that realm, for work in transactions of its own. */
  readonly realmDatabase: () => Promise<RealmParts['control']>;
  /** Tells the caller how far long work is, or hands over a piece of a long result; resolves when it takes more. */
  readonly progress: (progress: unknown) => Promise<void> | void;
}

/** Of an operation about a realm. */
export interface RealmControlContext extends ControlContext {
  readonly realm: Realm;
}

/** Of an operation on the data of a realm: the transaction, and few of the services. */
export interface DataContext extends Omit<RealmContext, 'services' | 'credential'> {
  readonly services: Pick<
    Services,
    | 'wakeDelivery'
    | 'wakeLaunches'
    | 'smartget'
    | 'mail'
    | 'publicTokens'
    | 'publicUrl'
    | 'universalOptOuts'
    | 'subscriberTokens'
    | 'tracking'
    | 'note'
  >;
}

/** What a caller gives for a set of parameters: what is optional may be left out. */
export type CallerInput<P extends Record<string, Parameter>> = {
  readonly [K in keyof P as P[K]['optional'] extends true ? never : K]: NonNullable<ValueOf<P[K]['type']>>;
} & {
  readonly [K in keyof P as P[K]['optional'] extends true ? K : never]?:
    ValueOf<P[K]['type']> | null | undefined;
};

/** An operation that tells its callers in this program what it takes and answers. */
export interface AdministrativeOperation<I = never, O = unknown> extends Operation {
  readonly admits: 'people';
  /** Never set; carry the types. */
  readonly _input?: (input: I) => void;
  readonly _output?: O;
}

interface Spec<P extends Record<string, Parameter>, R extends WireType, C, T> {
  readonly name: string;
  readonly group: Group;
  readonly doc: string;
  /** The least role that may call it. */
  readonly rights: Role;
  readonly access: 'read' | 'write';
  /** The parameter that names what is changed, for the audit log. */
  readonly subject?: keyof P & string;
  /** See `Operation`. */
  readonly answeredSubject?: keyof NonNullable<ValueOf<R>> & string;
  /** It leaves a line in the audit log although it changes nothing. */
  readonly isAudited?: true;
  readonly parameters: P;
  readonly result: R;
  readonly errors?: readonly ErrorCode[];
  /** See `OperationSpec`. */
  readonly prepare?: (input: InputOf<P>, context: C) => Promise<T>;
  readonly handler: (input: InputOf<P>, context: C, prepared: T) => Promise<ValueOf<R>> | ValueOf<R>;
}

const ADMITS = 'people';

const administrative =
  <C>(scope: Operation['scope']) =>
  <P extends Record<string, Parameter>, R extends WireType, T = undefined>(
    spec: Spec<P, R, C, T>,
  ): AdministrativeOperation<CallerInput<P>, ValueOf<R>> => ({
    ...defineOperation<P, R, C, never, T>({
      ...spec,
      scope,
      admits: ADMITS,
      forms: [Object.keys(spec.parameters).join(' ')],
      resultDoc: 'What its caller shows.',
      provenance: { confidence: 'ours', basis: 'The screens of the legacy platform had such functions.' },
    }),
    admits: ADMITS,
  });

/** About no realm. */
export const gatewayOperation = administrative<ControlContext>('gateway');

/** About what the control database keeps of a realm, or long work on its data in transactions of its own. */
export const realmSettingOperation = administrative<RealmControlContext>('realm');

/** On the data of a realm, in one transaction where it changes anything. */
export const dataOperation = administrative<DataContext>('data');

/** If there is nothing to tell. */
export const NOTHING = {} as const;
