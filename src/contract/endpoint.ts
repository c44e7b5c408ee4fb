/** An operation as it is reached over HTTP by a method and a path, with its arguments in path, query and body. */
import type { Operation, Parameter } from './defineOperation';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export interface Endpoint {
  readonly operation: Operation;
  readonly method: Method;
  /**
   * Below the root of the door; `{name}` stands for a parameter, `{name*}` at the
   * end for one that may hold slashes. The first is shown, the others are understood.
   */
  readonly paths: readonly string[];
  /** Parameters that stand in the query. */
  readonly query: readonly string[];
  /** The parameter that is the whole body; null if a body is not looked at. */
  readonly body: string | null;
  /** Of a good answer; 204 has no body. */
  readonly status: number;
}

/** Parameters of a path. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\*?\}/g)].map(([, name]) => name!);

/** Where an endpoint is found and where its arguments stand, as the definitions of every door say it. */
export interface Placement {
  readonly method: Method;
  readonly at: string;
  /** Other paths that clients use. */
  readonly alsoAt?: readonly string[] | undefined;
  readonly path?: Readonly<Record<string, Parameter>> | undefined;
  readonly query?: Readonly<Record<string, Parameter>> | undefined;
  readonly body?: Parameter | undefined;
  /** 200 unless given. */
  readonly status?: number | undefined;
}

/**
 * The parameters and the one form of the operation behind an endpoint, and the endpoint once there is the operation.
 * @throws {Error} if a path holds a parameter that is not described
 */
export function placed({ method, at, alsoAt = [], path, query, body, status = 200 }: Placement): {
  readonly parameters: Record<string, Parameter>;
  readonly forms: readonly [string];
  readonly endpointOf: (operation: Operation) => Endpoint;
} {
  const parameters: Record<string, Parameter> = { ...path, ...query, ...(body && { body }) };
  const paths = [at, ...alsoAt];
  for (const each of paths)
    for (const name of pathParameters(each))
      if (!parameters[name]) throw new Error(`${method} ${each}: ${name} is not described`);
  return {
    parameters,
    forms: [Object.keys(parameters).join(' ')],
    endpointOf: (operation) => ({
      operation,
      method,
      paths,
      query: Object.keys(query ?? {}),
      body: body ? 'body' : null,
      status,
    }),
  };
}
