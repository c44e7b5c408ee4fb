/**
 * Puts what article tags stand for into a template's text, before its links are numbered and its pages fetched: what
 * an article holds is then treated like all of the template.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { parseTemplate } from '../templates/language/parseTemplate';
import { positionCounter, tagBeginning } from '../templates/language/positionCounter';
import type { ArticleElement, Problem, Tag } from '../templates/language/template';
import { elementAt } from './articles';

export interface ExpandedText {
  readonly text: string;
  /** Tags that print nothing of an article and stay as text, at their places in the template. */
  readonly problems: readonly Problem[];
  /** The first of them where articles hold one another in a circle. */
  readonly circle: Problem | null;
}

/** Articles around an article, itself included. */
const MAX_NESTING = 5;
/** Of one part. */
const MAX_INSERTIONS = 1000;
const MAX_BYTES = 3_500_000;

/** One element of one article. */
export interface ElementName {
  readonly name: string;
  readonly element: ArticleElement;
}

type ArticleTag = Extract<Tag, { readonly kind: 'article' }>;

/** Articles as they are at one moment, read once for all parts of a message. */
export class ArticleExpander {
  readonly #sql: Sql;
  readonly #realm: Pick<Realm, 'realmId'>;
  readonly #at: Date;
  /** By key; null if there is no such article. */
  readonly #read = new Map<string, string | null>();

  constructor(sql: Sql, realm: Pick<Realm, 'realmId'>, at: Date) {
    this.#sql = sql;
    this.#realm = realm;
    this.#at = at;
  }

  /**
   * @param inside the element that the text is, where it is one: it cannot hold itself
   * @throws {ApiError} `request.tooLarge`
   */
  async expand(text: string, inside: ElementName | null = null): Promise<ExpandedText> {
    const insertion = new Insertion((tag) => this.#find(tag));
    const result = await insertion.expand(text, inside ? [keyOf(inside)] : []);
    return { text: result, problems: insertion.problems, circle: insertion.circle };
  }

  async #find(tag: ArticleTag): Promise<string | null> {
    const key = keyOf(tag);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const text = await elementAt(this.#sql, this.#realm, tag.name, tag.element, this.#at);
    this.#read.set(key, text);
    return text;
  }
}

/** Two texts are one if they are the same element of the same article. */
const keyOf = ({ name, element }: ElementName): string => `${element} ${name.trim()}`;

/** One part of a message. */
class Insertion {
  readonly problems: Problem[] = [];
  circle: Problem | null = null;
  readonly #find: (tag: ArticleTag) => Promise<string | null>;
  #insertions = 0;
  #bytes = 0;

  constructor(find: (tag: ArticleTag) => Promise<string | null>) {
    this.#find = find;
  }

  /** @param around keys of the elements that this text stands in, the outermost first */
  async expand(text: string, around: readonly string[], outermost: Outermost | null = null): Promise<string> {
    if (!MAY_HOLD_ARTICLES.test(text)) return text;
    const placeOf = positionCounter(text);
    let result = '';
    let written = 0;
    for (const tag of parseTemplate(text).nodes) {
      if (typeof tag === 'string' || tag.kind !== 'article') continue;
      const outer = outermost ?? { ...placeOf(tag.at), tag: tagBeginning(tag.source) };
      const inserted = await this.#insert(tag, around, outer);
      if (inserted === null) continue;
      result += text.slice(written, tag.at) + inserted;
      written = tag.at + tag.source.length;
    }
    return result + text.slice(written);
  }

  /** @returns null if the tag stays */
  async #insert(tag: ArticleTag, around: readonly string[], outermost: Outermost): Promise<string | null> {
    const refuse = (reason: string): null => {
      const here = tagBeginning(tag.source);
      const through = here === outermost.tag ? '' : `in it, ${here}: `;
      this.problems.push({ ...outermost, reason: through + reason, effect: 'left as text' });
      return null;
    };
    if (++this.#insertions > MAX_INSERTIONS) tooLarge(`${MAX_INSERTIONS} articles`);
    const key = keyOf(tag);
    if (around.includes(key)) {
      refuse('the article holds itself');
      this.circle ??= this.problems.at(-1)!;
      return null;
    }
    if (around.length >= MAX_NESTING)
      return refuse(`articles stand in one another more than ${MAX_NESTING} deep`);
    const text = await this.#find(tag);
    if (text === null) return refuse('there is no article of that name');
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > MAX_BYTES) tooLarge(`${MAX_BYTES} bytes of articles`);
    return this.expand(text, [...around, key], outermost);
  }
}

const tooLarge = (what: string): never =>
  fail('request.tooLarge', { reason: `a part has more than ${what}` });

/** Where the tag stands in the template that brought it, directly or through other articles. */
type Outermost = Pick<Problem, 'line' | 'column' | 'tag'>;

/** A quick look that spares reading most texts twice. */
const MAY_HOLD_ARTICLES = /%%\s*article/i;
