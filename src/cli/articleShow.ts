/** `article show`: what an article says at a moment, and its versions. */
import { requireArticle, versionAt, versionStarts } from '../core/articles/articles';
import { ARTICLE_ELEMENTS } from '../core/templates/language/template';
import { momentOption, realmMoment } from './articleElements';
import type { Command } from './command';
import { facts } from './table';
import { withRealm } from './withControl';

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
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const article = await requireArticle(sql, realm, input.args[1]!);
      const at = momentOption(input, 'at', realm) ?? new Date();
      const version = await versionAt(sql, realm, article.articleId, at);
      const versions = await versionStarts(sql, realm, article.articleId);
      const starts = versions.map(
        (start) =>
          `${realmMoment(start, realm)}${start.getTime() === version?.startsAt.getTime() ? '  shown here' : ''}`,
      );
      const elements = ARTICLE_ELEMENTS.filter((element) => element !== 'body');
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
        json: { realm: realm.name, ...article, version, versions },
      };
    }),
};

/** Line breaks are all that a terminal is given of control characters. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, ' ');
