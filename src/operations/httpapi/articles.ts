/** The commands about articles. What they write is a version that is in force from then on. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { articleName, EMPTY_ELEMENTS, type Article, type ArticleElements } from '../../core/articles/article';
import {
  allArticles,
  createArticle as create,
  deleteArticle as remove,
  requireArticle,
  requireArticleById,
  updateArticle as move,
  versionAt,
} from '../../core/articles/articles';
import { addVersion } from '../../core/articles/saveArticle';
import { folderExists } from '../../core/lists/folders';
import { column, type Column } from '../../rendering/table';
import { ARTICLE_COLUMNS } from '../articles/enumArticles';
import type { RealmContext } from '../context';
import { ARTICLE, CLIENTS, httpCommand, inNames, number, success, text } from './httpCommand';
import { details, listing } from './namedThings';

const named = (doc: string) => required(t.string, doc);
const byName = named('Name of the article; case counts.');

export const showArticleList = listing({
  name: 'showarticlelist',
  group: 'articles',
  doc: 'Answers all articles of the realm, by name.',
  resultDoc: 'Plain text: number and name. Else Article Number, Name, Article Description, Folder ID.',
  provenance: CLIENTS,
  columns: ARTICLE_COLUMNS,
  rows: ({ sql, realm, now }) => allArticles(sql, realm, now),
});

interface Shown {
  readonly article: Article;
  readonly elements: ArticleElements;
}

const element = (name: string, of: keyof ArticleElements): Column<Shown> =>
  column(name, ({ elements }) => elements[of]);

const COLUMNS: readonly Column<Shown>[] = [
  column('article_id', ({ article }) => article.articleId),
  column('name', ({ article }) => article.name),
  element('title', 'title'),
  element('article_description', 'description'),
  element('deck', 'deck'),
  element('callout', 'callout'),
  element('article_body', 'body'),
  element('author_name', 'author_name'),
  element('author_bio', 'author_bio'),
  element('author_email', 'author_email'),
  column('folder_id', ({ article }) => article.folderId),
];

export const [getArticleWithId, getArticleWithName] = details<Article, Shown>({
  names: ['getarticlewithid', 'getarticlewithname'],
  group: 'articles',
  doc: 'Answers an article.',
  resultDoc:
    'Plain text: number and name. Else article_id, name, title, article_description, deck, callout, article_body, author_name, author_bio, author_email, folder_id, as they are in force now.',
  provenance: CLIENTS,
  number: ['article_id', 'Number of the article.'],
  name: ['article_name', byName.doc],
  notFound: 'article.notFound',
  byNumber: requireArticleById,
  byName: requireArticle,
  columns: COLUMNS,
  row: async (article, { sql, realm, now }) => ({
    article,
    elements: (await versionAt(sql, realm, article.articleId, now)) ?? EMPTY_ELEMENTS,
  }),
});

const parts = {
  article_title: text('Title.'),
  article_description: text('What the article is for.'),
  deck: text('Deck.'),
  callout: text('Callout.'),
  article_body: text('Body.'),
  author_name: text('Name of the author.'),
  author_bio: text('About the author.'),
  author_email: text('Address of the author.'),
  folder_id: number('Folder to keep the article in; 0 for the top.'),
};
type Parts = { readonly [K in Exclude<keyof typeof parts, 'folder_id'>]: string | null };
const NAMES = {
  name: 'article_name',
  title: 'article_title',
  description: 'article_description',
  body: 'article_body',
} as const;

const elementsOf = (input: Parts): ArticleElements => ({
  title: input.article_title ?? '',
  description: input.article_description ?? '',
  deck: input.deck ?? '',
  callout: input.callout ?? '',
  body: input.article_body ?? '',
  author_name: input.author_name ?? '',
  author_bio: input.author_bio ?? '',
  author_email: input.author_email ?? '',
});

const WRITE_ERRORS = [
  'article.exists',
  'article.circular',
  'template.unreadable',
  'folder.notFound',
  'argument.invalid',
  'request.tooLarge',
] as const;

async function checkedFolder(folderId: number | null, { sql, realm }: RealmContext): Promise<number> {
  if (folderId && !(await folderExists(sql, realm, 'article', folderId)))
    fail('folder.notFound', { folder: folderId });
  return folderId ?? 0;
}

const write = (
  article: Article,
  elements: ArticleElements,
  { sql, realm, now }: RealmContext,
): Promise<unknown> =>
  inNames(NAMES, () => addVersion(sql, realm, article, { elements, startsAt: now }, now));

async function make(
  given: string,
  elements: ArticleElements,
  folderId: number,
  context: RealmContext,
): Promise<string> {
  const { sql, realm, now } = context;
  const name = await inNames(NAMES, () => articleName(given));
  const articleId = await create(sql, realm, { name, folderId }, now);
  await write({ articleId, name, folderId }, elements, context);
  return success(articleId);
}

const newName = named('Name of the new article, unique in the realm.');

export const createArticle = httpCommand({
  name: 'createarticle',
  group: 'articles',
  doc: 'Creates an article.',
  access: 'write',
  parameters: { article_name: newName, ...parts },
  resultDoc: 'SUCCESS: ARTICLE_ID.',
  errors: WRITE_ERRORS,
  provenance: CLIENTS,
  handler: async (input, context) =>
    make(input.article_name, elementsOf(input), await checkedFolder(input.folder_id, context), context),
});

export const createBlankArticle = httpCommand({
  name: 'createblankarticle',
  group: 'articles',
  doc: 'Creates an article without content.',
  access: 'write',
  parameters: { article_name: newName },
  resultDoc: 'SUCCESS: ARTICLE_ID.',
  errors: WRITE_ERRORS,
  provenance: CLIENTS,
  handler: (input, context) => make(input.article_name, EMPTY_ELEMENTS, 0, context),
});

export const copyArticle = httpCommand({
  name: 'copyarticle',
  group: 'articles',
  doc: 'Copies an article, as it is in force now, under a new name.',
  access: 'write',
  parameters: { article_name: byName, dst_article_name: newName },
  resultDoc: 'SUCCESS: ARTICLE_ID, of the copy.',
  errors: ['article.notFound', ...WRITE_ERRORS],
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const source = await requireArticle(sql, realm, input.article_name);
    const version = await versionAt(sql, realm, source.articleId, now);
    return make(input.dst_article_name, { ...EMPTY_ELEMENTS, ...version }, source.folderId, context);
  },
});

export const updateArticle = httpCommand({
  name: 'updatearticle',
  group: 'articles',
  doc: 'Replaces the content of an article, from now on. An element that is left out is emptied.',
  access: 'write',
  parameters: { article_name: byName, ...parts },
  resultDoc: 'SUCCESS: ARTICLE_ID.',
  errors: ['article.notFound', ...WRITE_ERRORS],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const article = await requireArticle(sql, realm, input.article_name);
    if (input.folder_id !== null)
      await move(sql, realm, { ...article, folderId: await checkedFolder(input.folder_id, context) }, now);
    await write(article, elementsOf(input), context);
    return success(article.articleId);
  },
});

export const deleteArticle = httpCommand({
  name: 'deletearticle',
  group: 'articles',
  doc: 'Deletes an article with all its versions.',
  access: 'write',
  parameters: { article_name: byName },
  resultDoc: 'SUCCESS: Article deleted.',
  errors: ['article.notFound'],
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) => {
    const { articleId } = await requireArticle(sql, realm, input.article_name);
    await remove(sql, realm, articleId);
    return success('Article deleted');
  },
});
