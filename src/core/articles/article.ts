/** An article: a named piece of content whose elements templates print, in versions that each start at a moment. */
import { fail } from '../../contract/errorCatalogue';
import { ARTICLE_ELEMENTS, type ArticleElement } from '../templates/language/template';
import { isLonger } from '../../text/isLonger';

/** What an article says. Elements may hold tags, those of other articles included. */
export type ArticleElements = Readonly<Record<ArticleElement, string>>;

export interface Article {
  readonly articleId: number;
  /** Unique in the realm, exactly. */
  readonly name: string;
  /** 0 for none. */
  readonly folderId: number;
}

export interface ArticleVersion extends ArticleElements {
  /** In force from then on, until the next version starts. */
  readonly startsAt: Date;
}

export const EMPTY_ELEMENTS: ArticleElements = {
  body: '',
  title: '',
  deck: '',
  callout: '',
  author_name: '',
  author_email: '',
  author_bio: '',
  description: '',
};

/** Characters. */
const NAME = 100;
const ELEMENT = 16_000;
/** Bytes; that of a template's body. */
const BODY = 3_500_000;

/**
 * A name as it is stored and looked up.
 * @throws {ApiError} `argument.invalid`
 */
export function articleName(text: string): string {
  const name = text.trim();
  const refuse = (reason: string): never => fail('argument.invalid', { name: 'name', reason });
  if (name === '') refuse('an article has a name');
  if (isLonger(name, NAME)) refuse(`it is longer than ${NAME} characters`);
  if (/\p{Cc}/u.test(name)) refuse('it holds control characters');
  return name;
}

/**
 * The elements among some values.
 * @throws {ApiError} `argument.invalid`, naming the element
 */
export function checkedElements(given: Partial<ArticleElements>): Partial<ArticleElements> {
  for (const element of ARTICLE_ELEMENTS) {
    const text = given[element] ?? '';
    const tooLong = element === 'body' ? Buffer.byteLength(text) > BODY : isLonger(text, ELEMENT);
    const limit = element === 'body' ? `${BODY} bytes` : `${ELEMENT} characters`;
    if (tooLong) fail('argument.invalid', { name: element, reason: `it has more than ${limit}` });
  }
  return given;
}
