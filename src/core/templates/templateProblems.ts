/** What the author of a template should look at: tags that cannot be read, and articles that there are not. */
import type { Sql } from '../../db/sql';
import { ArticleExpander } from '../articles/articleExpander';
import { textProblems } from '../articles/textProblems';
import type { Realm } from '../realms/realm';
import type { Problem } from './language/template';
import { LIVE_PARTS, type Part } from './storedTemplate';

export interface PartProblem {
  readonly part: Part;
  readonly problem: Problem;
}

/**
 * Problems part by part, each in the order of its text.
 * @throws {ApiError} `request.tooLarge`
 */
export async function templateProblems(
  sql: Sql,
  realm: Realm,
  parts: Partial<Record<Part, string>>,
  now: Date,
): Promise<PartProblem[]> {
  const articles = new ArticleExpander(sql, realm, now);
  const found: PartProblem[] = [];
  for (const part of LIVE_PARTS) {
    const text = parts[part] ?? '';
    const problems = textProblems(text, await articles.expand(text));
    found.push(...problems.map((problem) => ({ part, problem })));
  }
  return found;
}
