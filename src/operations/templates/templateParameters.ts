/** What the template operations share: their parameters, and the note about tags that cannot be read. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { PARTS, type Part, type TemplateChanges } from '../../core/templates/storedTemplate';
import { requireReadable } from '../../core/templates/language/requireReadable';
import { templateProblems } from '../../core/templates/templateProblems';
import type { RealmContext } from '../context';

export const templateName = required(
  t.string,
  'Name of the template, exactly; blanks around it do not count.',
);
export const templateId = required(t.int, 'Number of the template.');
export const element = required(
  t.int,
  'Part: 0 subject, 1 description, 2 notes, 3 plain text, 4 HTML, 5 AOL, 6 mobile (WAP).',
);
export const content = optional(t.string, 'The whole new text of the part; nil for an empty one.');

/** @throws {ApiError} `argument.invalid` */
export const partOf = (number: number): Part =>
  PARTS[number] ?? fail('argument.invalid', { name: 'element', reason: 'it is a number from 0 to 6' });

/**
 * Tells the owner where a template that was saved has tags that cannot be read; never what they hold.
 * @throws {ApiError} `template.unreadable` if the realm is strict: then it is not saved
 */
export async function reviewTemplate(
  { sql, realm, services, now }: RealmContext,
  template: number,
  changes: TemplateChanges,
): Promise<void> {
  const problems = await templateProblems(sql, realm, changes, now);
  if (problems.length === 0) return;
  for (const { part, problem } of problems) requireReadable(realm, part, [problem]);
  const places = problems
    .slice(0, 10)
    .map(({ part, problem }) => `${part} ${problem.line}:${problem.column} ${problem.effect}`);
  services.note('template saved with tags to look at', {
    realm: realm.name,
    template,
    count: problems.length,
    places: places.join(', '),
  });
}
