/** Articles as administrative operations take and answer them. */
import { optional, required, type InputOf } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import type { ArticleElements } from '../../../core/articles/article';
import type { ElementProblem } from '../../../core/articles/saveArticle';
import { ARTICLE_ELEMENTS, type ArticleElement } from '../../../core/templates/language/template';

/** What an article consists of, for those who ask for it. */
export const ELEMENTS_OF_ARTICLES = ARTICLE_ELEMENTS;
export type ElementOfArticle = ArticleElement;

export const ARTICLE_FIELDS = { articleId: t.number, name: t.text, folderId: t.number };

export const ELEMENT_FIELDS = {
  body: t.text,
  title: t.text,
  deck: t.text,
  callout: t.text,
  author_name: t.text,
  author_email: t.text,
  author_bio: t.text,
  description: t.text,
} satisfies Record<ArticleElement, typeof t.text>;

const element = optional(t.string, 'Element of the article; it may hold tags.');

export const elementParameters = {
  body: element,
  title: element,
  deck: element,
  callout: element,
  author_name: element,
  author_email: element,
  author_bio: element,
  description: element,
} satisfies Record<ArticleElement, typeof element>;

export const articleParameter = required(t.text, 'Name of the article.');

/** Those that are given. */
export const givenElements = (input: InputOf<typeof elementParameters>): Partial<ArticleElements> =>
  Object.fromEntries(
    ARTICLE_ELEMENTS.flatMap((name) => {
      const text = input[name];
      return text === null ? [] : [[name, text] as const];
    }),
  );

/** A tag that its author should look at. */
export const TagProblem = t.row('TagProblem', {
  element: t.text,
  line: t.number,
  column: t.number,
  tag: t.text,
  reason: t.text,
});

export const problemRows = (problems: readonly ElementProblem[]) =>
  problems.map(({ element: named, problem: { line, column, tag, reason } }) => ({
    element: named,
    line,
    column,
    tag,
    reason,
  }));
