/** `article list`: the articles of a realm, as they are now. */
import { allArticles } from '../core/articles/articles';
import { realmMoment } from './articleElements';
import type { Command } from './command';
import { table } from './table';
import { withRealm } from './withControl';

export const articleList: Command = {
  name: 'article list',
  summary: 'List the articles of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const articles = await allArticles(sql, realm, new Date());
      return {
        text: table(
          ['ID', 'ARTICLE', 'FOLDER', 'TITLE', 'IN FORCE SINCE', 'VERSIONS'],
          articles.map((article) => [
            article.articleId,
            article.name,
            article.folderId,
            article.title,
            article.since && realmMoment(article.since, realm),
            article.versions,
          ]),
          `The realm ${realm.name} has no article yet; make one with: article create ${realm.name} NAME`,
        ),
        json: articles,
      };
    }),
};
