/** `article show`: what an article says at a moment, and its versions. */
import { ELEMENTS_OF_ARTICLES } from '../operations/administration/articles/articleRows';
import { articleShow as showArticle } from '../operations/administration/articles/articleShow';
import { realmShow } from '../operations/administration/realms/realmShow';
import { momentOption, realmMoment } from './articleElements';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { facts } from './table';

export const articleShow: Command = {
  name: 'article show',
  summary: 'Show an article: its elements, and when its versions start.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the article.' },
  ],
  options: {
    at: { value: 'DATE', doc: 'As it is at this moment, in the time zone of the realm; now unless given.' },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const zone = await call(realmShow, {});
      const article = await call(showArticle, {
        article: input.args[1]!,
        at: momentOption(input, 'at', zone),
      });
      const { version, versions } = article;
      const starts = versions.map(
        (start) =>
          `${realmMoment(start, zone)}${start.getTime() === version?.startsAt.getTime() ? '  shown here' : ''}`,
      );
      const elements = ELEMENTS_OF_ARTICLES.filter((element) => element !== 'body');
      return {
        text: [
          facts([
            ['Article', article.name],
            ['Id', article.articleId],
            ['Folder', article.folderId],
            ...elements.map((element) => [element, version?.[element] ?? null] as const),
          ]),
          '',
          version
            ? `body:\n${printable(version.body)}`
            : 'No version has started at that moment; it prints nothing.',
          '',
          `Versions start:\n${starts.map((start) => `  ${start}`).join('\n')}`,
        ].join('\n'),
        json: { realm, ...article },
      };
    }),
};

/** Line breaks are all that a terminal is given of control characters. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, ' ');
