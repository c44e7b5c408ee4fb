/**
 * An operation is data. Its definition carries what every other room needs (names, parameters, forms, types,
 * access, identity rule, errors, provenance), so that nothing about it is written twice.
 */
import type { Admission } from './credential';
import type { ErrorCode } from './errorCatalogue';
import type { Role } from './people';
import type { ValueOf, WireType } from './wireTypes';

export interface Parameter<W extends WireType = WireType, O extends boolean = boolean> {
  readonly type: W;
  readonly doc: string;
  /**
   * An optional parameter is null in the handler where it is nil, missing, or not part of the form that was used.
   * A parameter that is not optional stands in every form, and a null for it is a fault.
   */
  readonly optional: O;
  /** Other names of it, where arguments have names and callers disagree about this one's. */
  readonly also?: readonly string[];
}

/** A required parameter. */
export const required = <W extends WireType>(type: W, doc: string): Parameter<W, false> => ({
  type,
  doc,
  optional: false,
});

/** A parameter under further names, for doors whose arguments have names. */
export const also = <P extends Parameter>(parameter: P, ...names: readonly string[]): P => ({
  ...parameter,
  also: names,
});

/** A parameter that may be null. */
export const optional = <W extends WireType>(type: W, doc: string): Parameter<W, true> => ({
  type,
  doc,
  optional: true,
});

export interface Form {
  /** Parameter names in wire order; the credential is not among them. */
  readonly parameters: readonly string[];
  /** Where the doors whose arguments are positional put the session. */
  readonly sessionAt: number;
  /** Published forms are in the WSDLs. The others are understood when a client sends them. */
  readonly published: boolean;
  /** Unique name of this form in the document/literal WSDL; the operation's name unless given. */
  readonly documentName: string;
  /** Where the form asks more of the realm than the operation does. */
  readonly identity?: IdentityRule & { /** What the fault calls it. */ readonly called: string };
  /** What this form answers: the operation's result, unless the legacy platform had another type for it. */
  readonly result: WireType;
}

/** How sure we are that the legacy platform had exactly this signature. */
export type Confidence =
  /** Called in public client code. */
  | 'seen'
  /** Stands in public client code, commented out. */
  | 'seen, commented out'
  /** The name is documented, the signature is our inference. */
  | 'name documented, signature inferred'
  /** Neither is documented; follows from its siblings. */
  | 'inferred'
  /** Added by Soapstone. */
  | 'ours';

export interface Provenance {
  readonly confidence: Confidence;
  /** What the confidence rests on, in a sentence. */
  readonly basis: string;
}

/**
 * What an operation asks of the realm's identity scheme. `byEmail` and `byKey` single out or create one contact
 * and are legal in one kind of realm only; the fault names the counterpart.
 */
export type IdentityRule =
  | { readonly kind: 'any' }
  /** `how` completes the counterpart's name in the fault, where one form of it is meant. */
  | { readonly kind: 'byEmail'; readonly counterpart: string; readonly how?: string }
  | { readonly kind: 'byKey'; readonly counterpart: string }
  /** Does not exist in customer-key realms at all; `advice` completes the fault text. */
  | { readonly kind: 'normalOnly'; readonly advice: string };

export const GROUPS = [
  'session',
  'realm',
  'contacts',
  'subscriptions',
  'lists',
  'templates',
  'messages',
  'campaigns',
  'events',
  'segmentation',
  'articles',
  'abtests',
  'social',
  'suppression',
  'customfields',
] as const;
export type Group = (typeof GROUPS)[number];

/** `public` reaches no realm. `read` runs without a transaction, `write` inside one. */
export type Access = 'public' | 'read' | 'write';

/**
 * What an operation works on. `data`: the database of the caller's realm, in one transaction where it writes.
 * `realm`: what the control database keeps of that realm, or its data in transactions of its own (long work).
 * `gateway`: what belongs to no realm.
 */
export type Scope = 'data' | 'realm' | 'gateway';

/** What every operation declares, whatever its types. */
export interface Operation {
  readonly name: string;
  readonly group: Group;
  readonly doc: string;
  readonly access: Access;
  readonly scope: Scope;
  readonly admits: Admission;
  /** The least role of a person who may call it. */
  readonly rights: Role;
  /** The parameter that names what is changed, for the audit log. */
  readonly subject?: string;
  /** The same as a field of the answer, where callers name it by what the log must not keep. */
  readonly answeredSubject?: string;
  /** It leaves a line in the audit log although it changes nothing: data leaves the gateway. */
  readonly isAudited?: true;
  /** Rights of which a key needs one; without any, a key that may not do everything may not call it. */
  readonly needs?: readonly string[];
  /** Where the calls of a key are limited by themselves. */
  readonly rate?: { readonly calls: number; readonly seconds: number };
  readonly identity: IdentityRule;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The first is the one that clients with a simple WSDL reader get; order matters, see the SOAP door. */
  readonly forms: readonly Form[];
  readonly resultDoc: string;
  /** Errors of the catalogue that this operation adds to those of the pipeline. */
  readonly errors: readonly ErrorCode[];
  readonly provenance: Provenance;
  /** An operation of this name exists under a second name as well. */
  readonly aliasOf?: string;
  /** Further names of a command, for doors that know it by several. */
  readonly aliases?: readonly string[];
  /** What a door with texts of its own says in place of the catalogue's; `{name}` as there. */
  readonly failures?: Partial<Readonly<Record<ErrorCode, string>>> | undefined;
  /** See `OperationSpec`. */
  readonly lessAtOnce?: string;
  /** See `OperationSpec`. */
  readonly prepare?: (input: Readonly<Record<string, unknown>>, context: never) => Promise<unknown>;
  readonly handler: (input: Readonly<Record<string, unknown>>, context: never, prepared: never) => unknown;
}

/** The handler's argument object for a set of parameters. */
export type InputOf<P extends Record<string, Parameter>> = {
  readonly [K in keyof P]: P[K]['optional'] extends true
    ? ValueOf<P[K]['type']> | null
    : NonNullable<ValueOf<P[K]['type']>>;
};

/** `R` is the type of the result, `F` that of the forms which declare one of their own, `T` what `prepare` finds. */
export interface OperationSpec<
  P extends Record<string, Parameter>,
  R extends WireType,
  C,
  F extends WireType = never,
  T = undefined,
> {
  readonly name: string;
  readonly group: Group;
  readonly doc: string;
  readonly access: Access;
  /** `data` unless given. */
  readonly scope?: Scope;
  readonly admits?: Admission;
  /** For people: unless given, viewers may read, managers write. */
  readonly rights?: Role;
  readonly subject?: string;
  readonly answeredSubject?: string;
  readonly isAudited?: true;
  readonly needs?: readonly string[];
  readonly rate?: NonNullable<Operation['rate']>;
  readonly identity?: IdentityRule;
  readonly parameters: P;
  readonly forms: readonly FormSpec<F>[];
  readonly result: R;
  readonly resultDoc: string;
  readonly errors?: readonly ErrorCode[];
  readonly provenance: Provenance;
  readonly aliasOf?: string;
  /** What to ask where an answer is too large, in the words of a fault: `read single fields with userGetData`. */
  readonly lessAtOnce?: string;
  readonly aliases?: readonly string[];
  readonly failures?: Operation['failures'];
  /**
   * What may take long and needs no transaction, such as fetching a page: done once, before the transaction begins, on
   * plain statements as a reading operation has them. What it answers is handed to the handler on every attempt, which
   * therefore must stand whatever changed in between.
   */
  readonly prepare?: (input: InputOf<P>, context: C) => Promise<T>;
  readonly handler: (input: InputOf<P>, context: C, prepared: T) => Promise<ValueOf<R | F>> | ValueOf<R | F>;
}

/** A form as it is written in a definition: parameter names separated by blanks. */
export type FormSpec<F extends WireType = never> =
  | string
  | {
      readonly takes: string;
      /** Where this form answers another type than the operation's result. */
      readonly result?: F;
      /** Understood, not published. */
      readonly acceptOnly?: boolean;
      readonly documentName?: string;
      readonly identity?: Form['identity'];
      /** In front of everything unless given. */
      readonly sessionAt?: number;
    };

/** A form that is understood but not published. */
export const accept = (takes: string): FormSpec => ({ takes, acceptOnly: true });

/** Makes an `Operation` of a specification; the context type is fixed by the room that runs the handlers. */
export function defineOperation<
  P extends Record<string, Parameter>,
  R extends WireType,
  C,
  F extends WireType = never,
  T = undefined,
>({ result, prepare, ...spec }: OperationSpec<P, R, C, F, T>): Operation {
  return {
    ...spec,
    scope: spec.scope ?? 'data',
    rights: spec.rights ?? (spec.access === 'write' ? 'manager' : 'viewer'),
    admits: spec.admits ?? (spec.access === 'public' ? 'anyone' : 'clients'),
    identity: spec.identity ?? { kind: 'any' },
    errors: spec.errors ?? [],
    ...subjectOf(spec),
    forms: spec.forms.map((form) => toForm(spec.name, result, form)),
    // The registry only ever calls a handler with the input and context that its own definition asks for.
    handler: spec.handler as unknown as Operation['handler'],
    ...(prepare && { prepare: prepare as unknown as NonNullable<Operation['prepare']> }),
  };
}

/** Parameters of the programs' commands that name a thing; addresses and keys of contacts never reach the audit log. */
const NAMING = new Set([
  'listId',
  'templateId',
  'templateName',
  'srcName',
  'fieldName',
  'segmentationRuleId',
  'encryptedId',
  'providerId',
  'name',
]);

function subjectOf({
  subject,
  parameters,
}: {
  readonly subject?: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
}): { readonly subject?: string } {
  const named = subject ?? Object.keys(parameters).find((name) => NAMING.has(name));
  return named === undefined ? {} : { subject: named };
}

function toForm(operation: string, usual: WireType, spec: FormSpec<WireType>): Form {
  const { takes, result, acceptOnly, documentName, sessionAt, identity } =
    typeof spec === 'string' ? { takes: spec } : { ...spec };
  return {
    parameters: takes.split(/\s+/).filter(Boolean),
    sessionAt: sessionAt ?? 0,
    ...(identity && { identity }),
    published: !acceptOnly,
    documentName: documentName ?? operation,
    result: result ?? usual,
  };
}
