/** Prints a part of a template for its author: for nobody in particular, so names are empty and link tags stay. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { ArticleTexts } from '../articles/insertArticles';
import type { Realm } from '../realms/realm';
import { FetchedTexts } from './fetchedTexts';
import { parseTemplate } from './language/parseTemplate';
import { renderTemplate, TooLong, type Place } from './language/renderTemplate';
import type { Smartget } from './smartget';

/** @throws {ApiError} `template.smartgetFailed`, `request.tooLarge` */
export async function previewTemplate(
  text: string,
  place: Place,
  { sql, realm, smartget, now }: { sql: Sql; realm: Realm; smartget: Smartget; now: Date },
): Promise<string> {
  const template = parseTemplate((await new ArticleTexts(sql, realm, now).insertInto(text)).text);
  const around = {
    values: { data: new Map<string, string>(), standard: new Map<string, string>(), custom: [] },
    timeZone: realm.timeZone,
    now,
    links: null,
  };
  const fetched = new FetchedTexts(smartget);
  try {
    await fetched.fetchFor(template, place, around);
    return renderTemplate(template, place, { ...around, fetched: fetched.texts }).text;
  } catch (error) {
    if (error instanceof TooLong)
      fail('request.tooLarge', { reason: 'the part is too long once it is filled in' });
    throw error;
  }
}
