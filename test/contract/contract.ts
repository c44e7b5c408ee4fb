/**
 * The language of the contract table: what each operation promises, written by hand from docs/ and from what is known
 * of the legacy platform, and never derived from the definitions under test.
 */
import type { Value } from '../support/doors';

export interface Contract {
  readonly operation: string;
  /** The kinds of realm in which it works; `none` for a call that needs no session. */
  readonly realms: 'both' | 'normal' | 'keyed' | 'none';
  /** In the other kind of realm: the call to use instead, or what else the refusal says. */
  readonly instead?: string;
  /** It exists in no form in the other kind of realm, and has no counterpart there. */
  readonly existsNowhereElse?: true;
  /** A call that reads leaves every table of its realm as it was. */
  readonly does: 'reads' | 'writes';
  readonly examples: readonly Example[];
}

/** A real call, for every form that it fits. */
export interface Example {
  /** Only for forms that take this argument. */
  readonly takes?: string;
  /** Only for forms that do not take this one. */
  readonly lacks?: string;
  /** By name; a form is sent those that it takes. Texts may hold names of `caseWorld` in braces. */
  readonly args: Readonly<Record<string, Value>>;
  readonly answer: Expected;
  /** Statements and the rows that they find after the call. */
  readonly after?: readonly (readonly [sql: string, rows: readonly (readonly Value[])[]])[];
  /** Where an address singles nobody out this form is refused, with a fault that says so. */
  readonly refusedByKey?: string;
  /** What is different where the person has no address; `{email}` is empty there. */
  readonly withoutAddress?: Partial<Pick<Example, 'answer' | 'after'>>;
}

/** What comes back. Times of the last minutes are `#`. */
export type Expected =
  | { readonly is: Value }
  /** One of the lines of a text. */
  | { readonly line: string }
  | { readonly matches: RegExp };

type Common = Omit<Contract, 'realms' | 'instead' | 'operation'>;

/** A command that names a contact by address, and its twin that names it by customer key. */
export const pair = (operation: string, common: Common, twin = `${operation}ByCustomerKey`): Contract[] => [
  { ...common, operation, realms: 'normal', instead: twin },
  { ...common, operation: twin, realms: 'keyed', instead: operation },
];

/** A search by address, which works in both kinds of realm, and its twin by customer key. */
export const searchPair = (
  operation: string,
  common: Common,
  twins = [`${operation}ByCustomerKey`],
): Contract[] => [
  { ...common, operation, realms: 'both' },
  ...twins.map((twin): Contract => ({ ...common, operation: twin, realms: 'keyed', instead: operation })),
];

export const inBoth = (operation: string, common: Common): Contract => ({
  ...common,
  operation,
  realms: 'both',
});

/** Headings of the columns of a row in CSV. */
export const headings = (...names: readonly string[]): string => names.map((name) => `"${name}"`).join(',');
