/** Defines an endpoint of the REST door: an operation, and where its arguments stand. */
import {
  required,
  type IdentityRule,
  type InputOf,
  type Parameter,
  type Provenance,
} from '../../contract/defineOperation';
import { placed, type Endpoint, type Method } from '../../contract/endpoint';
import type { ErrorCode } from '../../contract/errorCatalogue';
import type { Group } from '../../contract/defineOperation';
import { t, type ValueOf, type WireType } from '../../contract/wireTypes';
import { realmOperation, type RealmContext } from '../context';

/** What the handler is given: every parameter of path, query and body. */
type Inputs<Q extends Parameters, B extends Parameters> = Readonly<Record<string, unknown>> & InputOf<Q & B>;
type Parameters = Record<string, Parameter>;

export interface RestSpec<P extends Parameters, Q extends Parameters, R extends WireType, T> {
  readonly method: Method;
  /** `{name}` for parameters, which `path` describes. */
  readonly at: string;
  /** Other paths that clients use. */
  readonly alsoAt?: readonly string[];
  readonly group: Group;
  readonly doc: string;
  readonly access: 'read' | 'write';
  readonly path?: P;
  readonly query?: Q;
  readonly body?: Parameter;
  readonly identity?: IdentityRule;
  readonly result: R;
  readonly resultDoc: string;
  readonly errors?: readonly ErrorCode[];
  readonly provenance?: Provenance;
  /** 200 unless given. */
  readonly status?: 200 | 204;
  readonly prepare?: (input: InputOf<P & Q> & { readonly body: never }, context: RealmContext) => Promise<T>;
  readonly handler: (
    input: InputOf<P & Q> & { readonly body: never },
    context: RealmContext,
    prepared: T,
  ) => Promise<ValueOf<R>> | ValueOf<R>;
}

export const ARTICLE = { confidence: 'seen', basis: "Documented in the vendor's help articles." } as const;
export const CLIENTS = {
  confidence: 'seen',
  basis: 'Called in public client code; no article of the vendor was found.',
} as const;

export const text = (doc: string) => required(t.string, doc);

/** Reads with a key that may read; changes need a full one. */
export function rest<
  R extends WireType,
  P extends Parameters = Record<never, never>,
  Q extends Parameters = Record<never, never>,
  T = undefined,
>(spec: RestSpec<P, Q, R, T>): Endpoint {
  const { method, at, alsoAt, path, query, body, status, prepare, handler, ...common } = spec;
  const { parameters, forms, endpointOf } = placed({ method, at, alsoAt, path, query, body, status });
  const operation = realmOperation<Parameters, R, never, T>({
    ...common,
    name: `${method} ${at}`,
    parameters,
    forms,
    provenance: common.provenance ?? ARTICLE,
    ...(common.access === 'read' ? { needs: ['read'] } : {}),
    ...(prepare && { prepare: (input, context) => prepare(input as never, context) }),
    handler: (input, context, prepared) => handler(input as never, context, prepared),
  });
  return endpointOf(operation);
}

/** For bodies: the value of the parameter `body`, which the type of its definition checked. */
export const bodyOf = <W extends WireType>(
  _type: W,
  input: { readonly body: unknown },
): NonNullable<ValueOf<W>> => (input.body ?? {}) as NonNullable<ValueOf<W>>;

/** 204 has no body. */
export const NOTHING = t.json;

export type { Inputs };
