/** Listing articles. */
import { t } from '../../contract/wireTypes';
import { allArticles, type ListedArticle } from '../../core/articles/articles';
import { titledColumn, type Column } from '../../rendering/table';
import { realmOperation } from '../context';
import { listingType, renderListing } from '../listing';
import { SEEN } from '../parameters';

export const ARTICLE_COLUMNS: readonly Column<ListedArticle>[] = [
  titledColumn('Article Number', ({ articleId }) => articleId),
  titledColumn('Name', ({ name }) => name),
  titledColumn('Article Description', ({ description }) => description),
  titledColumn('Folder ID', ({ folderId }) => folderId),
];

export const enumArticles = realmOperation({
  name: 'enumArticles',
  group: 'articles',
  doc: 'Answers all articles of the realm. Articles are written on the command line.',
  access: 'read',
  parameters: { type: listingType },
  forms: ['type'],
  result: t.string,
  resultDoc:
    'Rows of article number, name, description (of the version in force) and folder (0 is the top); plain text has the first two only. Sorted by name.',
  provenance: {
    ...SEEN,
    basis: 'Called in public client code; that type selects the output is our reading.',
  },
  handler: async (input, { sql, realm, now }) =>
    renderListing(ARTICLE_COLUMNS, await allArticles(sql, realm, now), input.type),
});
