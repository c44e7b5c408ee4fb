/** `GET /articles` and `/articles/{articleId}`: articles as they are now. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { allArticles, findArticle } from '../../../core/articles/articles';
import { cut, numbered, skip } from '../paging';
import { CLIENTS, rest } from '../restOperation';
import { articleId, ArticleObject, articleObjects, oneArticle } from './articleObject';

export const getArticles = rest({
  method: 'GET',
  at: '/articles',
  group: 'articles',
  doc: 'Lists the articles of the realm, as they are now, or the one of a name.',
  access: 'read',
  query: { name: optional(t.string, 'Only the article of this name, exactly.'), skip },
  result: t.arrayOf(ArticleObject),
  resultDoc: 'Articles by name.',
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    if (input.name !== null) {
      const found = await findArticle(sql, realm, input.name);
      return numbered(await articleObjects(context, found ? [found] : []));
    }
    return numbered(await articleObjects(context, cut(await allArticles(sql, realm, now), input.skip)));
  },
});

export const getArticle = rest({
  method: 'GET',
  at: '/articles/{articleId}',
  group: 'articles',
  doc: 'Reads an article as it is now.',
  access: 'read',
  path: { articleId },
  result: ArticleObject,
  resultDoc: 'The article.',
  errors: ['article.notFound'],
  provenance: CLIENTS,
  handler: (input, context) => oneArticle(context, input.articleId),
});
