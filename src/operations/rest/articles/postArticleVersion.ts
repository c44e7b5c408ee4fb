/** `POST /articles/{articleId}/versions`. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { versionStarts } from '../../../core/articles/articles';
import { addVersion } from '../../../core/articles/saveArticle';
import { COUNTERS } from '../paging';
import { bodyOf, rest } from '../restOperation';
import {
  ARTICLE_ERRORS,
  ArticleBody,
  articleFields,
  articleId,
  articleOf,
  elementsOf,
  oneArticle,
} from './articleObject';

const ArticleVersionObject = t.struct('ArticleVersion', {
  ...articleFields,
  ...COUNTERS,
  childCount: t.long,
});

export const postArticleVersion = rest({
  method: 'POST',
  at: '/articles/{articleId}/versions',
  alsoAt: ['/articles/{articleId}'],
  group: 'articles',
  doc: 'Adds a version to an article, which is in force at once; what is left out is as before.',
  access: 'write',
  path: { articleId },
  body: required(ArticleBody, 'The elements.'),
  result: ArticleVersionObject,
  resultDoc: 'The article as it is now, and how many versions it has besides.',
  errors: ARTICLE_ERRORS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const article = await articleOf(context, input.articleId);
    await addVersion(
      sql,
      realm,
      article,
      { elements: elementsOf(bodyOf(ArticleBody, input)), startsAt: now },
      now,
    );
    const versions = await versionStarts(sql, realm, article.articleId);
    return {
      ...(await oneArticle(context, article.articleId)),
      parentArticleId: article.articleId,
      childCount: versions.length - 1,
    };
  },
});
