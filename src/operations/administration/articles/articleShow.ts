/** The articles of a realm, and what one says at a moment. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { allArticles, requireArticle, versionAt, versionStarts } from '../../../core/articles/articles';
import { dataOperation } from '../context';
import { ARTICLE_FIELDS, articleParameter, ELEMENT_FIELDS } from './articleRows';

export const articleList = dataOperation({
  name: 'articleList',
  group: 'articles',
  doc: 'The articles of the realm as they are now, by name.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('ListedArticle', {
      ...ARTICLE_FIELDS,
      title: t.text,
      description: t.text,
      /** When the version in force started; null if none has yet. */
      since: t.dateTime,
      versions: t.number,
    }),
  ),
  handler: (_input, { sql, realm, now }) => allArticles(sql, realm, now),
});

export const articleShow = dataOperation({
  name: 'articleShow',
  group: 'articles',
  doc: 'What an article says at a moment, and when its versions start.',
  rights: 'viewer',
  access: 'read',
  parameters: { article: articleParameter, at: optional(t.dateTime, 'The moment; now unless given.') },
  result: t.row('ArticleDetails', {
    ...ARTICLE_FIELDS,
    /** Null if no version has started then. */
    version: t.maybe(t.row('ArticleVersion', { startsAt: t.moment, ...ELEMENT_FIELDS })),
    versions: t.rows(t.moment),
  }),
  errors: ['article.notFound'],
  handler: async ({ article: name, at }, { sql, realm, now }) => {
    const article = await requireArticle(sql, realm, name);
    return {
      ...article,
      version: await versionAt(sql, realm, article.articleId, at ?? now),
      versions: await versionStarts(sql, realm, article.articleId),
    };
  },
});
