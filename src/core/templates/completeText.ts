/** The first step from a template to a mail: its articles are put in, and a strict realm gets to see it. */
import type { ArticleExpander } from '../articles/articleExpander';
import { textProblems } from '../articles/textProblems';
import type { Realm } from '../realms/realm';
import { parseTemplate } from './language/parseTemplate';
import { isStrict, requireReadable } from './language/requireReadable';

/**
 * @param part name of the part, for a refusal
 * @param data values of the message
 * @throws {ApiError} `template.unreadable`, `request.tooLarge`
 */
export async function completeText(
  articles: ArticleExpander,
  realm: Realm,
  part: string,
  text: string,
  data?: ReadonlyMap<string, string>,
): Promise<string> {
  const whole = await articles.expand(text);
  if (isStrict(realm)) {
    requireReadable(realm, part, textProblems(text, whole), data);
    // Articles have tags of their own; places are then those of the whole text.
    requireReadable(realm, part, parseTemplate(whole.text).problems, data);
  }
  return whole.text;
}
