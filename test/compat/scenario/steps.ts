/**
 * The language of the scenario that every foreign client runs: a step is one call with typed arguments, and what
 * must come back. Client programs get the steps as JSON (or as source code, where a client is compiled).
 */

/** Values that only the run knows: the session and the list structure come from earlier steps. */
export type Reference = 'licence' | 'listId' | 'session';

export type Scalar = 'string' | 'int' | 'boolean' | 'float' | 'dateTime';

/** A pair in a MapEntry array. A dateTime is its ISO text in UTC. */
export interface Entry {
  readonly key: string;
  readonly type: Scalar;
  readonly value: string | number | boolean | null;
}

/** A record of a batch. */
export interface BatchRecord {
  readonly email: string;
  readonly firstName: string | null;
  readonly data: readonly Entry[] | null;
}

export type Argument = { readonly name: string } & (
  | { readonly ref: Reference }
  | { readonly type: Scalar; readonly value: string | number | boolean | null }
  /** A MapEntry array, or null for one. */
  | { readonly type: 'entries'; readonly value: readonly Entry[] | null }
  | { readonly type: 'records'; readonly value: readonly BatchRecord[] }
  /** The list structure that an earlier step answered, with some fields changed. */
  | { readonly type: 'list'; readonly set: Readonly<Record<string, string | boolean>> }
);

export interface Call {
  /** Name of the step; unique in the scenario. */
  readonly step: string;
  readonly operation: string;
  readonly args: readonly Argument[];
  /** Keeps the answer for later steps. */
  readonly save?: 'session' | 'list';
}

/** What a client program prints for a step. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly fault: { readonly code: string; readonly string: string } }
  /** The client itself refused, or could not read the answer. */
  | { readonly error: string };

/** What later expectations may refer to. */
export interface Seen {
  readonly listId: number;
  value(step: string): unknown;
}

export type Expectation =
  | { readonly value: unknown }
  | { readonly matches: RegExp }
  /** A whole number above this one. */
  | { readonly above: number }
  | { readonly computed: (seen: Seen) => unknown }
  /** Local name of the fault code, what XML-RPC has in its place, and what the text says. */
  | { readonly fault: string; readonly number?: number; readonly says: string | RegExp }
  | { readonly clientError: RegExp };

export interface Step extends Call {
  readonly expect: Expectation;
}

export const ref = (name: string, to: Reference): Argument => ({ name, ref: to });
export const text = (name: string, value: string | null): Argument => ({ name, type: 'string', value });
export const int = (name: string, value: number): Argument => ({ name, type: 'int', value });
export const bool = (name: string, value: boolean): Argument => ({ name, type: 'boolean', value });
export const float = (name: string, value: number): Argument => ({ name, type: 'float', value });
export const date = (name: string, value: string | null): Argument => ({ name, type: 'dateTime', value });
export const entries = (name: string, value: readonly Entry[] | null): Argument => ({
  name,
  type: 'entries',
  value,
});
export const entry = (key: string, type: Scalar, value: Entry['value']): Entry => ({ key, type, value });
