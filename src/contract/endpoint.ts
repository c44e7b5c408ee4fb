/** An operation as it is reached over HTTP by a method and a path, with its arguments in path, query and body. */
import type { Operation } from './defineOperation';

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
