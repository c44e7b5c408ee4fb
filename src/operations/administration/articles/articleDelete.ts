/** Deletes an article with all its versions, or one version of it. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { deleteArticle, deleteVersion, requireArticle, versionStarts } from '../../../core/articles/articles';
import { formatMoment } from '../../../time/realmTime';
import { dataOperation } from '../context';
import { ARTICLE_FIELDS, articleParameter } from './articleRows';

const DeletedVersions = t.row('DeletedVersions', {
  ...ARTICLE_FIELDS,
  /** When the versions started that were deleted. */
  versions: t.rows(t.moment),
});

export const articleDelete = dataOperation({
  name: 'articleDelete',
  group: 'articles',
  doc: 'Deletes an article with all its versions. Tags that name it stay in mails as they are written.',
  rights: 'sender',
  access: 'write',
  subject: 'article',
  parameters: { article: articleParameter },
  result: DeletedVersions,
  errors: ['article.notFound'],
  handler: async (input, { sql, realm }) => {
    const article = await requireArticle(sql, realm, input.article);
    const versions = await versionStarts(sql, realm, article.articleId);
    await deleteArticle(sql, realm, article.articleId);
    return { ...article, versions };
  },
});

export const articleVersionDelete = dataOperation({
  name: 'articleVersionDelete',
  group: 'articles',
  doc: 'Deletes one version of an article.',
  rights: 'sender',
  access: 'write',
  subject: 'article',
  parameters: {
    article: articleParameter,
    startsAt: required(t.moment, 'When it starts; to the second, where one version starts in that second.'),
  },
  result: DeletedVersions,
  errors: ['article.notFound', 'realm.invalid'],
  handler: async ({ article: name, startsAt }, { sql, realm }) => {
    const article = await requireArticle(sql, realm, name);
    const starts = await versionStarts(sql, realm, article.articleId);
    const exact = starts.filter((each) => each.getTime() === startsAt.getTime());
    const second = (date: Date): number => Math.floor(date.getTime() / 1000);
    const inSecond = starts.filter((each) => second(each) === second(startsAt));
    const [start, other] = exact.length > 0 ? exact : inSecond;
    if (!start) return refuse(`No version starts ${formatMoment(startsAt, realm.timeZone)}.`);
    if (other) return refuse('Several versions start in that second; write it with milliseconds.');
    if (starts.length === 1) return refuse('It is the only version; delete the article, or edit it.');
    await deleteVersion(sql, realm, article.articleId, start);
    return { ...article, versions: [start] };
  },
});

const refuse = (reason: string): never => fail('realm.invalid', { reason });
