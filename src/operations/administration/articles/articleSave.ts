/** Makes an article, and changes one: now or from a moment on. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { articleName } from '../../../core/articles/article';
import { createArticle, requireArticle, updateArticle } from '../../../core/articles/articles';
import { addVersion } from '../../../core/articles/saveArticle';
import { ensureFolderPath } from '../../../core/lists/folders';
import { dataOperation } from '../context';
import {
  ARTICLE_FIELDS,
  articleParameter,
  elementParameters,
  givenElements,
  problemRows,
  TagProblem,
} from './articleRows';

const SavedArticle = t.row('SavedArticle', {
  ...ARTICLE_FIELDS,
  /** When the version starts that was made; null if none was. */
  startsAt: t.dateTime,
  problems: t.rows(TagProblem),
});

const shared = {
  ...elementParameters,
  folder: optional(t.string, 'Folder to keep it in, such as /news; made where it is missing.'),
  startsAt: optional(t.dateTime, 'When the version starts; at once unless given.'),
};

export const articleCreate = dataOperation({
  name: 'articleCreate',
  group: 'articles',
  doc: 'Creates an article. Elements that are not given are empty.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: { name: required(t.text, 'Unique in the realm.'), ...shared },
  result: SavedArticle,
  errors: ['argument.invalid', 'article.exists', 'article.circular', 'template.unreadable'],
  handler: async (input, { sql, realm, now }) => {
    const name = articleName(input.name);
    const folderId = await ensureFolderPath(sql, realm, 'article', input.folder ?? '');
    const articleId = await createArticle(sql, realm, { name, folderId }, now);
    const startsAt = input.startsAt ?? now;
    const article = { articleId, name, folderId };
    const version = { elements: givenElements(input), startsAt };
    const problems = await addVersion(sql, realm, article, version, now);
    return { ...article, startsAt, problems: problemRows(problems) };
  },
});

export const articleEdit = dataOperation({
  name: 'articleEdit',
  group: 'articles',
  doc: 'Changes an article. Elements make a new version; those that are not given stay as they are at its start.',
  rights: 'sender',
  access: 'write',
  subject: 'article',
  parameters: { article: articleParameter, name: optional(t.string, 'Its new name.'), ...shared },
  result: SavedArticle,
  errors: [
    'article.notFound',
    'argument.invalid',
    'article.exists',
    'article.circular',
    'template.unreadable',
  ],
  handler: async (input, { sql, realm, now }) => {
    const article = await requireArticle(sql, realm, input.article);
    const elements = givenElements(input);
    const changed = {
      ...article,
      ...(input.name !== null && { name: articleName(input.name) }),
      ...(input.folder !== null && { folderId: await ensureFolderPath(sql, realm, 'article', input.folder) }),
    };
    await updateArticle(sql, realm, changed, now);
    if (Object.keys(elements).length === 0) return { ...changed, startsAt: null, problems: [] };
    const startsAt = input.startsAt ?? now;
    const problems = await addVersion(sql, realm, changed, { elements, startsAt }, now);
    return { ...changed, startsAt, problems: problemRows(problems) };
  },
});
