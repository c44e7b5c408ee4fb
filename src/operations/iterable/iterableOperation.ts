/** Defines an endpoint of the Iterable door: an operation, and where its arguments stand. */
import type { Group, InputOf, Parameter, Provenance } from '../../contract/defineOperation';
import { optional, required } from '../../contract/defineOperation';
import { placed, type Endpoint, type Method } from '../../contract/endpoint';
import { t, type StructType, type ValueOf, type WireType } from '../../contract/wireTypes';
import { realmOperation, type RealmContext } from '../context';
import { iterableError } from './iterableError';
import { projectTypeOf, type ProjectType } from './projectType';

type Parameters = Record<string, Parameter>;

/** What handlers are given besides the context of their realm. */
export interface ProjectContext extends RealmContext {
  readonly project: ProjectType;
}

export interface IterableSpec<P extends Parameters, Q extends Parameters, B, R extends WireType> {
  readonly method: Method;
  /** Below `/api`. */
  readonly at: string;
  readonly alsoAt?: readonly string[];
  readonly group: Group;
  readonly doc: string;
  readonly access: 'read' | 'write';
  /** Apps and pages may call it with keys of their own. */
  readonly isForApps?: true;
  readonly path?: P;
  readonly query?: Q;
  readonly body?: StructType<B>;
  /** Calls without a body are understood. */
  readonly bodyIsOptional?: true;
  readonly result: R;
  readonly resultDoc: string;
  readonly status?: 200 | 201 | 202;
  /** The vendor's limit: calls in so many seconds. */
  readonly rate?: readonly [calls: number, seconds: number];
  /** Answered where a key of another kind calls; `BadApiKey` unless given. */
  readonly forbidden?: string;
  readonly provenance?: Provenance;
  readonly handler: (
    input: InputOf<P & Q> & { readonly body: NonNullable<B> },
    context: ProjectContext,
  ) => Promise<ValueOf<R>> | ValueOf<R>;
}

const DESCRIBED = {
  confidence: 'seen',
  basis: "Described in the vendor's published API description, and called by its client library.",
} as const;

export const text = (doc: string) => required(t.string, doc);

export function iterable<
  R extends WireType,
  P extends Parameters = Record<never, never>,
  Q extends Parameters = Record<never, never>,
  B = unknown,
>(spec: IterableSpec<P, Q, B, R>): Endpoint {
  const { method, at, alsoAt, path, query, body: type, status, access, ...rest } = spec;
  const body = type && (spec.bodyIsOptional ? optional(type, 'The body.') : required(type, 'The body.'));
  const { parameters, forms, endpointOf } = placed({ method, at, alsoAt, path, query, body, status });
  const needs = [
    ...(access === 'read' ? ['read-only'] : []),
    ...(rest.isForApps ? ['mobile', 'javascript'] : []),
  ];
  const operation = realmOperation<Parameters, R>({
    name: `${method} /api${at}`,
    group: rest.group,
    doc: rest.doc,
    access,
    parameters,
    forms,
    result: rest.result,
    resultDoc: rest.resultDoc,
    provenance: rest.provenance ?? DESCRIBED,
    ...(needs.length > 0 && { needs }),
    ...(rest.rate && { rate: { calls: rest.rate[0], seconds: rest.rate[1] } }),
    ...(rest.forbidden && { failures: { 'key.forbidden': rest.forbidden } }),
    handler: (input, context) => {
      const project = projectTypeOf(context.realm);
      if (project === null)
        throw iterableError(
          'Forbidden',
          `Contacts of the realm ${context.realm.name} are not identified as in a project of this API.`,
        );
      return spec.handler({ body: {}, ...dropNull(input) } as never, { ...context, project });
    },
  });
  return endpointOf(operation);
}

const dropNull = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  input.body === null ? { ...input, body: {} } : { ...input };
