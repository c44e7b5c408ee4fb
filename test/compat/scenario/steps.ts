/**
 * The language of the scenario that every foreign client runs: a step is one call with typed arguments, and what
 * must come back. Client programs get the steps as JSON (or as source code, where a client is compiled).
 */

/** What the realm has before a run, for the run alone. Compiled clients get the values in this order. */
export interface Belongings {
  readonly listId: number;
  /** The same number as the text that names several lists. */
  readonly listIds: string;
  /** Launches the list, as the XML form of `listRun` is told to. */
  readonly launchFlags: string;
  /** A launch of the list when nobody was on it yet. */
  readonly campaignId: number;
  readonly ruleId: number;
  readonly definitionId: number;
  /** A social account. */
  readonly accountId: number;
  /** Subscriber-id tag of the reader. */
  readonly readerTag: string;
}

/** Values that only the run knows. */
export type Reference = 'licence' | keyof Belongings | Kept;
/** Comes from an earlier step. */
export type Kept = 'session' | 'templateId' | 'contactId';
/** Comes from an earlier step, to be written back with changes. */
export type Structure = 'list' | 'template';

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
  /** The structure that an earlier step answered, with some fields changed. */
  | { readonly type: Structure; readonly set: Readonly<Record<string, string | boolean>> }
);

export interface Call {
  /** Name of the step; unique in the scenario. */
  readonly step: string;
  readonly operation: string;
  readonly args: readonly Argument[];
  /** Keeps the answer for later steps. */
  readonly save?: Kept | Structure;
}

/** What a client program prints for a step. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly fault: { readonly code: string; readonly string: string } }
  /** The client itself refused, or could not read the answer. */
  | { readonly error: string };

/** What later expectations may refer to. */
export interface Seen extends Belongings {
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
