/** The article object of the REST interface, and what a caller can say of an article. */
import { required } from '../../../contract/defineOperation';
import { fail, type ErrorCode } from '../../../contract/errorCatalogue';
import { t, type ValueOf } from '../../../contract/wireTypes';
import { EMPTY_ELEMENTS, type Article, type ArticleElements } from '../../../core/articles/article';
import { findArticleById, versionAt } from '../../../core/articles/articles';
import type { RealmContext } from '../../context';
import { COUNTERS, SINGLE } from '../paging';
import { datesOf, type ShownDates } from '../storedDates';

export const articleFields = {
  articleId: t.long,
  realmId: t.long,
  name: t.string,
  description: t.string,
  authorEmail: t.string,
  authorName: t.string,
  authorBio: t.string,
  title: t.string,
  createdDate: t.string,
  updatedDate: t.string,
  folderId: t.long,
  dek: t.string,
  callout: t.string,
  body: t.string,
  parentArticleId: t.long,
} as const;

export const ArticleObject = t.struct('Article', { ...articleFields, ...COUNTERS });

type ArticleValue = NonNullable<ValueOf<typeof ArticleObject>>;

export const ArticleBody = t.struct('ArticleModel', {
  name: t.string,
  description: t.string,
  authorEmail: t.string,
  authorName: t.string,
  authorBio: t.string,
  title: t.string,
  folderId: t.long,
  dek: t.string,
  callout: t.string,
  body: t.string,
  parentArticleId: t.long,
});

type ArticleBodyValue = NonNullable<ValueOf<typeof ArticleBody>>;

/** Names of the model, and of the elements that they set. */
const ELEMENTS = {
  body: 'body',
  title: 'title',
  dek: 'deck',
  callout: 'callout',
  authorName: 'author_name',
  authorEmail: 'author_email',
  authorBio: 'author_bio',
  description: 'description',
} as const;

export const elementsOf = (model: ArticleBodyValue): Partial<ArticleElements> =>
  Object.fromEntries(
    Object.entries(ELEMENTS)
      .filter(([name]) => model[name as keyof typeof ELEMENTS] !== undefined)
      .map(([name, element]) => [element, model[name as keyof typeof ELEMENTS] ?? '']),
  );

async function shown(
  { sql, realm, now }: RealmContext,
  article: Article,
  dates: ShownDates | undefined,
): Promise<Omit<ArticleValue, 'skip' | 'max'>> {
  const version = (await versionAt(sql, realm, article.articleId, now)) ?? EMPTY_ELEMENTS;
  return {
    articleId: article.articleId,
    realmId: realm.realmId,
    name: article.name,
    ...(Object.fromEntries(
      Object.entries(ELEMENTS).map(([name, element]) => [name, version[element]]),
    ) as Record<keyof typeof ELEMENTS, string>),
    createdDate: dates?.created ?? null,
    updatedDate: dates?.updated ?? null,
    folderId: article.folderId,
    parentArticleId: 0,
  };
}

export async function articleObjects(context: RealmContext, articles: readonly Article[]) {
  const dates = await datesOf(
    context,
    'articles',
    articles.map(({ articleId }) => articleId),
  );
  const found = [];
  for (const article of articles) found.push(await shown(context, article, dates.get(article.articleId)));
  return found;
}

export const articleOf = async ({ sql, realm }: RealmContext, articleId: number): Promise<Article> =>
  (await findArticleById(sql, realm, articleId)) ?? fail('article.notFound', { article: articleId });

export async function oneArticle(context: RealmContext, articleId: number): Promise<ArticleValue> {
  const [object] = await articleObjects(context, [await articleOf(context, articleId)]);
  return { ...object!, ...SINGLE };
}

export const articleId = required(t.long, 'Number of the article.');

export const ARTICLE_ERRORS: readonly ErrorCode[] = [
  'article.notFound',
  'article.exists',
  'article.circular',
  'template.unreadable',
  'argument.missing',
  'argument.invalid',
];
