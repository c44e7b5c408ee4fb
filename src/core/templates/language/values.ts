/** Where the names of a template are looked up, and whose values may stand in HTML as they are. */
import type { CustomValue } from '../../contacts/fieldValues';
import { standardField } from '../../fields/standardFields';

/** What one message brings to a template. */
export interface Values {
  /** Values that came with the message (`predata`, fill-ins), by exact name; the caller passes ready markup. */
  readonly data: ReadonlyMap<string, string>;
  /** Values of the system, whose names begin with two underscores; undefined for one that it does not know. */
  readonly system?: (name: string) => string | undefined;
  /** Standard fields by wire name. */
  readonly standard: ReadonlyMap<string, string>;
  readonly custom: readonly CustomValue[];
}

export interface Value {
  readonly text: string;
  /**
   * False for what comes from a contact, since sign-up forms are open to everybody: in HTML it is shown as text.
   * What callers and authors write may hold markup.
   */
  readonly trusted: boolean;
}

/** The names of one part of one message: those that it sets itself go before all others. */
export class Scope {
  readonly #values: Values;
  readonly #variables = new Map<string, Value>();
  #custom: ReadonlyMap<string, string> | null = null;

  constructor(values: Values) {
    this.#values = values;
  }

  set(name: string, value: Value): void {
    this.#variables.set(name, value);
  }

  /** The value of a name, or undefined if nothing has it. */
  find(name: string): Value | undefined {
    const variable = this.#variables.get(name);
    if (variable) return variable;
    const given = this.#values.data.get(name);
    if (given !== undefined) return { text: given, trusted: true };
    if (name.startsWith('__')) {
      const text = this.#values.system?.(name);
      if (text !== undefined) return { text, trusted: true };
    }
    const own = this.#contactValue(name);
    return own === undefined ? undefined : { text: own, trusted: false };
  }

  #contactValue(name: string): string | undefined {
    const { standard } = this.#values;
    const field = standardField(name)?.name ?? name.toLowerCase();
    if (standard.has(field)) return standard.get(field);
    const custom = (this.#custom ??= byName(this.#values.custom));
    const bare = name.replace(/^custom_/i, '');
    return custom.get(name) ?? custom.get(bare) ?? custom.get(folded(bare));
  }
}

/** Never part of a name, so that folded names have keys of their own. */
const FOLDED = '\0';
const folded = (name: string): string => FOLDED + name.toLowerCase();

/** Custom fields by exact name, and by folded name where that is unique. */
function byName(custom: readonly CustomValue[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const several = new Set<string>();
  for (const { name, text } of custom) {
    found.set(name, text);
    const key = folded(name);
    if (found.has(key)) several.add(key);
    found.set(key, text);
  }
  for (const key of several) found.delete(key);
  return found;
}
