/** `PUT` and `PATCH /articles/{articleId}`. */
import { required } from '../../../contract/defineOperation';
import { articleName } from '../../../core/articles/article';
import { updateArticle } from '../../../core/articles/articles';
import { addVersion } from '../../../core/articles/saveArticle';
import { bodyOf, CLIENTS, rest } from '../restOperation';
import {
  ARTICLE_ERRORS,
  ArticleBody,
  articleId,
  ArticleObject,
  articleOf,
  elementsOf,
  oneArticle,
} from './articleObject';

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/articles/{articleId}',
    group: 'articles',
    doc: 'Changes an article from now on; what is left out stays as it is.',
    access: 'write',
    path: { articleId },
    body: required(ArticleBody, 'The elements; a new name or folder.'),
    result: ArticleObject,
    resultDoc: 'The article as it is now.',
    errors: ARTICLE_ERRORS,
    provenance: CLIENTS,
    handler: async (input, context) => {
      const { sql, realm, now } = context;
      const model = bodyOf(ArticleBody, input);
      const before = await articleOf(context, input.articleId);
      const article = {
        ...before,
        ...(model.name ? { name: articleName(model.name) } : {}),
        ...(typeof model.folderId === 'number' ? { folderId: model.folderId } : {}),
      };
      await updateArticle(sql, realm, article, now);
      const elements = elementsOf(model);
      if (Object.keys(elements).length > 0)
        await addVersion(sql, realm, article, { elements, startsAt: now }, now);
      return oneArticle(context, input.articleId);
    },
  });

export const putArticle = change('PUT');
export const patchArticle = change('PATCH');
