/** What the XML options of commands have in common: tags in several spellings, and values that are switches and numbers. */
import { fail } from '../../contract/errorCatalogue';
import type { FlagElement } from './flagElements';

/** How many unknown names are kept, and how much of each. */
const MOST_UNKNOWN = 20;
const LONGEST_NAME = 40;

/** The tags that a command knows: each meaning with its spellings, compared without case, `_` and `-`. */
export class FlagTags<Meaning extends string> {
  readonly #meanings: ReadonlyMap<string, Meaning>;

  constructor(spellings: Readonly<Record<Meaning, readonly string[]>>) {
    this.#meanings = new Map(
      Object.entries<readonly string[]>(spellings).flatMap(([meaning, names]) =>
        names.map((name) => [name, meaning as Meaning] as const),
      ),
    );
  }

  meaningOf({ name }: FlagElement): Meaning | undefined {
    return this.#meanings.get(name.toLowerCase().replace(/[_-]/g, ''));
  }
}

/** Collects names of tags that are not known, safe to log: each once, at most 20. */
export class UnknownTags {
  readonly #names = new Set<string>();

  add({ name }: FlagElement): void {
    if (this.#names.size < MOST_UNKNOWN)
      this.#names.add(name.slice(0, LONGEST_NAME).replace(/[^\w.-]/g, '?'));
  }

  get names(): readonly string[] {
    return [...this.#names];
  }
}

/**
 * The elements inside a root that wraps everything, or the elements themselves.
 * @param mayBeRoot false for a tag with parts that has a meaning of its own
 */
export function withoutRoot(
  elements: readonly FlagElement[],
  mayBeRoot: (only: FlagElement) => boolean = () => true,
): readonly FlagElement[] {
  const [only, ...others] = elements;
  return only && others.length === 0 && only.children.length > 0 && mayBeRoot(only)
    ? only.children
    : elements;
}

/** A text that no tag may hold parts in. @throws {ApiError} `message.flagsInvalid` */
export const flagText = (tag: string, { children, text }: FlagElement): string =>
  children.length > 0 ? invalidFlag(tag, 'it holds text only') : text;

/** @throws {ApiError} `message.flagsInvalid` */
export function wholeNumber(tag: string, text: string): number | null {
  if (text === '') return null;
  const value = Number(text);
  const fits = /^[+-]?\d{1,10}$/.test(text) && Math.abs(value) < 2 ** 31;
  return fits ? value : invalidFlag(tag, 'it is a whole number');
}

/** A switch; nothing is no. @throws {ApiError} `message.flagsInvalid` */
export function switchFlag(tag: string, text: string): boolean {
  if (/^(?:1|true|yes|on)$/i.test(text)) return true;
  return text === '' || /^(?:0|false|no|off)$/i.test(text) ? false : invalidFlag(tag, 'it is 1 or 0');
}

export const missingFlag = (tag: string, reason: string): never =>
  fail('message.flagsInvalid', { reason: `the tag ${tag} is required: ${reason}` });

export const invalidFlag = (tag: string, reason: string): never =>
  fail('message.flagsInvalid', { reason: `the tag ${tag} is not valid: ${reason}` });
