/** `article list`: the articles of a realm, as they are now. */
import { articleList as listArticles } from '../operations/administration/articles/articleShow';
import { realmShow } from '../operations/administration/realms/realmShow';
import { realmMoment } from './articleElements';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

export const articleList: Command = {
  name: 'article list',
  summary: 'List the articles of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const zone = await call(realmShow, {});
      const articles = await call(listArticles, {});
      return {
        text: table(
          ['ID', 'ARTICLE', 'FOLDER', 'TITLE', 'IN FORCE SINCE', 'VERSIONS'],
          articles.map((article) => [
            article.articleId,
            article.name,
            article.folderId,
            article.title,
            article.since && realmMoment(article.since, zone),
            article.versions,
          ]),
          `The realm ${realm} has no article yet; make one with: article create ${realm} NAME`,
        ),
        json: articles,
      };
    }),
};
