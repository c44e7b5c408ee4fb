/**
 * What a browser is told of the operations: plain data, made from the registry, served as JSON. Only types stand here,
 * for both sides of the wire.
 */

/** The wire types of the contract as they look in JSON. */
export type ValueType =
  | {
      readonly kind: 'string' | 'int' | 'boolean' | 'float' | 'dateTime' | 'any';
      readonly nullable: boolean;
      /** A result code: 0 done, 1 failed. */
      readonly code?: boolean;
    }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: Readonly<Record<string, ValueType>> }
  | { readonly kind: 'array'; readonly item: ValueType };

export interface ParameterDescription {
  readonly name: string;
  readonly type: ValueType;
  readonly doc: string;
  /** May be nil. */
  readonly optional: boolean;
}

export interface FormDescription {
  /** Names in wire order. */
  readonly parameters: readonly string[];
  /** In the WSDLs. */
  readonly published: boolean;
  /** Name in the document/literal WSDL. */
  readonly documentName: string;
  readonly result: ValueType;
  readonly refusedInNormal: Refusal | null;
  readonly refusedInCustomerKey: Refusal | null;
}

/** A kind of realm that does not have an operation. */
export interface Refusal {
  /** The code and the sentence of the fault that a call there ends in. */
  readonly code: string;
  readonly reason: string;
  /** Name of the operation to call instead. */
  readonly counterpart: string | null;
}

export interface OperationDescription {
  readonly name: string;
  readonly group: string;
  readonly doc: string;
  readonly access: 'public' | 'read' | 'write';
  readonly refusedInNormal: Refusal | null;
  readonly refusedInCustomerKey: Refusal | null;
  readonly parameters: readonly ParameterDescription[];
  readonly forms: readonly FormDescription[];
  readonly resultDoc: string;
  /** Codes of errors that it adds to those that every call can have. */
  readonly errors: readonly string[];
  readonly confidence: string;
  readonly basis: string;
  readonly aliasOf: string | null;
}

/** An endpoint of REST. */
export interface EndpointDescription {
  /** The name without its blank, for addresses. */
  readonly id: string;
  /** `GET /lists/{listId}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly group: string;
  readonly doc: string;
  readonly access: 'public' | 'read' | 'write';
  readonly refusedInNormal: Refusal | null;
  readonly refusedInCustomerKey: Refusal | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly place: 'path' | 'query';
    readonly type: string;
    readonly doc: string;
    readonly optional: boolean;
  }[];
  /** Null for one that takes none. */
  readonly body: {
    readonly doc: string;
    readonly optional: boolean;
    readonly fields: readonly { readonly name: string; readonly type: string }[];
  } | null;
  /** Of a good answer. */
  readonly status: number;
  readonly result: string;
  readonly resultDoc: string;
  readonly errors: readonly string[];
  readonly confidence: string;
  readonly basis: string;
}

/** Names of the wire that examples are made of. */
export interface WireNames {
  readonly namespace: string;
  readonly documentNamespace: string;
  readonly envelope: string;
  readonly encoding: string;
  readonly schema: string;
  readonly instance: string;
  readonly error: string;
}

/** Paths below the gateway's address, without a slash in front. */
export interface Paths {
  readonly soap: string;
  readonly document: string;
  readonly wsdl: string;
  readonly documentWsdl: string;
  readonly xmlRpc: string;
  readonly rest: string;
  /** The OpenAPI description of REST. */
  readonly openApi: string;
  /** What the realm of a session has, for this page alone. */
  readonly outline: string;
}

export interface GroupDescription {
  readonly id: string;
  readonly title: string;
}

export interface ApiDescription {
  readonly version: string;
  readonly groups: readonly GroupDescription[];
  readonly wire: WireNames;
  readonly paths: Paths;
  readonly operations: readonly OperationDescription[];
  readonly endpoints: readonly EndpointDescription[];
  /** Meaning of each error by its code. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface Named {
  readonly id: number;
  readonly name: string;
}

/** What the realm of a licence has; nothing of it is there before one was given. */
export interface RealmOutline {
  readonly name: string;
  /** Completes "contacts are identified by". */
  readonly contactsBy: string;
  /** Whether calls by key, and calls by address, work. */
  readonly byKey: boolean;
  readonly byAddress: boolean;
  readonly lists: readonly Named[];
  readonly templates: readonly Named[];
  /** The newest first. */
  readonly campaigns: readonly Named[];
  readonly rules: readonly Named[];
  readonly abDefinitions: readonly Named[];
  readonly fields: readonly string[];
}
