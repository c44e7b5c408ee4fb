/**
 * Puts what the `smartget` tags of a launch stand for into its texts, once for everybody: the mails of a campaign are
 * alike, and nothing is fetched while they go out.
 */
import { fail } from '../../contract/errorCatalogue';
import type { RealmPages } from '../templates/pageSource';
import { refuseTooMany } from '../templates/fetchedTexts';
import { parseTemplate } from '../templates/language/parseTemplate';
import type { GetTag } from '../templates/language/template';

/**
 * @returns the texts with the tags replaced. Tags in what was fetched stay, except that a further `smartget` in it
 *   will fetch nothing.
 * @throws {ApiError} `launch.refused`, `template.smartgetFailed`
 */
export async function fetchIntoTexts(texts: readonly string[], pages: RealmPages): Promise<string[]> {
  const tags = texts.map(getTags);
  // All are looked at before the first request: a launch that is refused sends none.
  const wanted = new Map(
    tags.flat().map((tag) => [keyOf(tag), { url: plainUrl(tag), options: tag.options }]),
  );
  refuseTooMany(wanted.size);
  const stop = new AbortController();
  const fetched = new Map<string, string>();
  await Promise.all(
    [...wanted].map(async ([key, { url, options }]) => {
      try {
        fetched.set(key, await pages.get(url, options, stop.signal));
      } catch (error) {
        stop.abort();
        throw error;
      }
    }),
  );
  return texts.map((text, i) => replaced(text, tags[i]!, fetched));
}

const getTags = (text: string): GetTag[] =>
  parseTemplate(text).nodes.filter((node): node is GetTag => typeof node !== 'string' && node.kind === 'get');

const keyOf = (tag: GetTag): string => JSON.stringify([plainUrl(tag), tag.options]);

function replaced(text: string, tags: readonly GetTag[], fetched: ReadonlyMap<string, string>): string {
  let result = '';
  let written = 0;
  for (const tag of tags) {
    result += text.slice(written, tag.at) + fetched.get(keyOf(tag))!;
    written = tag.at + tag.source.length;
  }
  return result + text.slice(written);
}

function plainUrl({ url }: GetTag): string {
  if (url.nodes.every((node) => typeof node === 'string')) return url.nodes.join('');
  return fail('launch.refused', {
    reason: 'the address of a smartget tag holds tags, and a launch fetches an address once for everybody',
  });
}
