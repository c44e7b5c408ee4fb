/** Adds versions to articles, and keeps articles from holding themselves. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { ARTICLE_ELEMENTS, type ArticleElement, type Problem } from '../templates/language/template';
import { requireReadable } from '../templates/language/requireReadable';
import { formatDateTime } from '../../time/realmTime';
import { checkedElements, EMPTY_ELEMENTS, type Article, type ArticleElements } from './article';
import { nextStarts, saveVersion, versionAt } from './articles';
import { ArticleExpander } from './articleExpander';
import { textProblems } from './textProblems';

export interface NewVersion {
  /** What is not given stays as it is at that moment. */
  readonly elements: Partial<ArticleElements>;
  readonly startsAt: Date;
}

export interface ElementProblem {
  readonly element: ArticleElement;
  readonly problem: Problem;
}

/**
 * @returns tags that its author should look at
 * @throws {ApiError} `argument.invalid`, `article.circular`, `template.unreadable`, `request.tooLarge`
 */
export async function addVersion(
  sql: Sql,
  realm: Realm,
  article: Article,
  { elements, startsAt }: NewVersion,
  now: Date,
): Promise<ElementProblem[]> {
  const given = checkedElements(elements);
  const before = await versionAt(sql, realm, article.articleId, startsAt);
  const version = { ...EMPTY_ELEMENTS, ...before, ...given };
  await saveVersion(sql, realm, article.articleId, { ...version, startsAt }, now);
  const problems: ElementProblem[] = [];
  // What it holds may itself change later, while this version is in force.
  const moments = [startsAt, ...(await nextStarts(sql, realm, article.articleId, startsAt))];
  for (const [i, at] of moments.entries()) {
    const texts = new ArticleExpander(sql, realm, at);
    for (const element of ARTICLE_ELEMENTS) {
      const found = await texts.expand(version[element], { name: article.name, element });
      if (found.circle)
        fail('article.circular', {
          article: article.name,
          element,
          tag: found.circle.tag,
          reason: found.circle.reason,
          at: formatDateTime(at, realm.timeZone),
        });
      if (i > 0) continue;
      const toReview = textProblems(version[element], found);
      requireReadable(realm, element, toReview);
      problems.push(...toReview.map((problem) => ({ element, problem })));
    }
  }
  return problems;
}
