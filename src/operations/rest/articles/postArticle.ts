/** `POST /articles`: a new article, or a new version of one. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { articleName } from '../../../core/articles/article';
import { createArticle } from '../../../core/articles/articles';
import { addVersion } from '../../../core/articles/saveArticle';
import { COUNTERS } from '../paging';
import { bodyOf, rest } from '../restOperation';
import {
  ARTICLE_ERRORS,
  ArticleBody,
  articleFields,
  ArticleObject,
  articleOf,
  elementsOf,
  oneArticle,
} from './articleObject';

const CreatedArticle = t.struct('CreatedArticle', { ...articleFields, ...COUNTERS, dto: ArticleObject });

export const postArticle = rest({
  method: 'POST',
  at: '/articles',
  group: 'articles',
  doc: 'Creates an article, which is in force at once. With parentArticleId it is a new version of that article.',
  access: 'write',
  body: required(ArticleBody, 'name and body; the other elements.'),
  result: CreatedArticle,
  resultDoc: 'The article, and the same again under dto.',
  errors: ARTICLE_ERRORS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const model = bodyOf(ArticleBody, input);
    for (const name of ['name', 'body'] as const)
      if (!model[name]?.trim()) fail('argument.missing', { name });
    const folderId = model.folderId ?? 0;
    const parent = model.parentArticleId ? await articleOf(context, model.parentArticleId) : null;
    const name = articleName(model.name!);
    const id = parent?.articleId ?? (await createArticle(sql, realm, { name, folderId }, now));
    await addVersion(
      sql,
      realm,
      parent ?? { articleId: id, name, folderId },
      { elements: elementsOf(model), startsAt: now },
      now,
    );
    const made = await oneArticle(context, id);
    return { ...made, dto: made };
  },
});
