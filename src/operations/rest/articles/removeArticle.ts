/** `DELETE /articles/{articleId}`. */
import { deleteArticle } from '../../../core/articles/articles';
import { CLIENTS, NOTHING, rest } from '../restOperation';
import { articleId, articleOf } from './articleObject';

export const removeArticle = rest({
  method: 'DELETE',
  at: '/articles/{articleId}',
  group: 'articles',
  doc: 'Deletes an article with all its versions.',
  access: 'write',
  path: { articleId },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: ['article.notFound'],
  provenance: CLIENTS,
  handler: async (input, context) => {
    const article = await articleOf(context, input.articleId);
    await deleteArticle(context.sql, context.realm, article.articleId);
    return null;
  },
});
