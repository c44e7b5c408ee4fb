/** Prints a part of a template for its author: for nobody in particular, so names are empty and link tags stay. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { ArticleExpander } from '../articles/articleExpander';
import { textProblems } from '../articles/textProblems';
import type { Realm } from '../realms/realm';
import { FetchedTexts } from './fetchedTexts';
import { parseTemplate } from './language/parseTemplate';
import { renderTemplate, TooLong, type RenderTarget } from './language/renderTemplate';
import type { Problem } from './language/template';
import type { Values } from './language/values';
import type { PageSource } from './pageSource';

interface Preview {
  readonly sql: Sql;
  readonly realm: Realm;
  readonly smartget: PageSource;
  readonly now: Date;
  /** Of a contact; without them for nobody. */
  readonly values?: Values;
  /** Whether tags to look at are told behind the text. */
  readonly isRemarked?: boolean;
}

const NOBODY: Values = { data: new Map(), standard: new Map(), custom: [] };

/**
 * @returns the part, and behind it where the template has tags to look at: as a comment in HTML, else in a line of its own
 * @throws {ApiError} `template.smartgetFailed`, `request.tooLarge`
 */
export async function previewTemplate(
  text: string,
  place: RenderTarget,
  { sql, realm, smartget, now, values = NOBODY, isRemarked = true }: Preview,
): Promise<string> {
  const whole = await new ArticleExpander(sql, realm, now).expand(text);
  const template = parseTemplate(whole.text);
  const around = {
    values,
    timeZone: realm.timeZone,
    now,
    links: null,
  };
  const fetched = new FetchedTexts(smartget.ofRealm(realm.realmId));
  try {
    await fetched.fetchFor([{ template, place, around }]);
    const shown = renderTemplate(template, place, { ...around, fetched: fetched.texts }).text;
    return isRemarked ? shown + remark(textProblems(text, whole), place) : shown;
  } catch (error) {
    if (error instanceof TooLong)
      fail('request.tooLarge', { reason: 'the part is too long once it is filled in' });
    throw error;
  }
}

/** Most places that are told. */
const MAX_TOLD = 20;

/** At the end, since what stands in front of a doctype changes how HTML is shown. */
function remark(problems: readonly Problem[], place: RenderTarget): string {
  if (problems.length === 0) return '';
  const places = problems
    .slice(0, MAX_TOLD)
    .map(({ line, column, tag, reason }) => `line ${line}, column ${column}: ${tag}: ${reason}`);
  const more = problems.length > MAX_TOLD ? [`and ${problems.length - MAX_TOLD} more`] : [];
  const text = ['Tags to look at', ...places, ...more].join('\n').replace(/[\r\n]+/g, '\n');
  // Two hyphens, or a sign that closes, could end the comment.
  return place === 'html' ? `\n<!-- ${text.replace(/--|[<>]/g, ' ')} -->` : `\n\n[${text}]`;
}
