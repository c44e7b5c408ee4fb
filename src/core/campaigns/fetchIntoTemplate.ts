/**
 * Puts what a template's `smartget` tags stand for into its text, once for a whole launch: the mails of a campaign
 * are alike, and nothing is fetched while they go out.
 */
import { fail } from '../../contract/errorCatalogue';
import { parseTemplate } from '../templates/language/parseTemplate';
import type { GetTag } from '../templates/language/template';
import type { PageSource } from '../templates/pageSource';

/**
 * @returns the text with the tags replaced. Tags in what was fetched stay, except that a further `smartget` in it
 *   will fetch nothing.
 * @throws {ApiError} `launch.refused`, `template.smartgetFailed`
 */
export async function fetchIntoTemplate(text: string, smartget: PageSource): Promise<string> {
  const gets = parseTemplate(text).nodes.filter(
    (node): node is GetTag => typeof node !== 'string' && node.kind === 'get',
  );
  const fetched = await Promise.all(gets.map((tag) => smartget.get(plainUrl(tag), tag.options)));
  let result = '';
  let written = 0;
  gets.forEach(({ at, source }, i) => {
    result += text.slice(written, at) + fetched[i]!;
    written = at + source.length;
  });
  return result + text.slice(written);
}

function plainUrl({ url }: GetTag): string {
  if (url.nodes.every((node) => typeof node === 'string')) return url.nodes.join('');
  return fail('launch.refused', {
    reason: 'the address of a smartget tag holds tags, and a launch fetches an address once for everybody',
  });
}
