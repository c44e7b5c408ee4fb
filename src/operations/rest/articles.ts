/** Articles over REST. */
import { optional, required } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { t, type ValueOf } from '../../contract/wireTypes';
import { articleName, EMPTY_ELEMENTS, type Article, type ArticleElements } from '../../core/articles/article';
import {
  allArticles,
  createArticle,
  deleteArticle,
  findArticle,
  findArticleById,
  updateArticle,
  versionAt,
  versionStarts,
} from '../../core/articles/articles';
import { addVersion } from '../../core/articles/saveArticle';
import type { RealmContext } from '../context';
import { COUNTERS, cut, numbered, SINGLE, skip } from './paging';
import { bodyOf, CLIENTS, NOTHING, rest } from './restOperation';
import { datesOf, type ShownDates } from './storedDates';

const fields = {
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

export const ArticleObject = t.struct('Article', { ...fields, ...COUNTERS });
const CreatedArticle = t.struct('CreatedArticle', { ...fields, ...COUNTERS, dto: ArticleObject });
const ArticleVersionObject = t.struct('ArticleVersion', { ...fields, ...COUNTERS, childCount: t.long });
type ArticleValue = NonNullable<ValueOf<typeof ArticleObject>>;

const ArticleBody = t.struct('ArticleModel', {
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

const elementsOf = (model: ArticleBodyValue): Partial<ArticleElements> =>
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

async function objects(context: RealmContext, articles: readonly Article[]) {
  const dates = await datesOf(
    context,
    'articles',
    articles.map(({ articleId }) => articleId),
  );
  const found = [];
  for (const article of articles) found.push(await shown(context, article, dates.get(article.articleId)));
  return found;
}

const articleOf = async ({ sql, realm }: RealmContext, articleId: number): Promise<Article> =>
  (await findArticleById(sql, realm, articleId)) ?? fail('article.notFound', { article: articleId });

async function one(context: RealmContext, articleId: number): Promise<ArticleValue> {
  const [object] = await objects(context, [await articleOf(context, articleId)]);
  return { ...object!, ...SINGLE };
}

const articleId = required(t.long, 'Number of the article.');
const ERRORS: readonly ErrorCode[] = [
  'article.notFound',
  'article.exists',
  'article.circular',
  'template.unreadable',
  'argument.missing',
  'argument.invalid',
];

const enumerate = rest({
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
      return numbered(await objects(context, found ? [found] : []));
    }
    return numbered(await objects(context, cut(await allArticles(sql, realm, now), input.skip)));
  },
});

const get = rest({
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
  handler: (input, context) => one(context, input.articleId),
});

const create = rest({
  method: 'POST',
  at: '/articles',
  group: 'articles',
  doc: 'Creates an article, which is in force at once. With parentArticleId it is a new version of that article.',
  access: 'write',
  body: required(ArticleBody, 'name and body; the other elements.'),
  result: CreatedArticle,
  resultDoc: 'The article, and the same again under dto.',
  errors: ERRORS,
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
    const made = await one(context, id);
    return { ...made, dto: made };
  },
});

const createVersion = rest({
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
  errors: ERRORS,
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
      ...(await one(context, article.articleId)),
      parentArticleId: article.articleId,
      childCount: versions.length - 1,
    };
  },
});

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
    errors: ERRORS,
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
      return one(context, input.articleId);
    },
  });

const remove = rest({
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

export const articles = [enumerate, get, create, createVersion, change('PUT'), change('PATCH'), remove];
