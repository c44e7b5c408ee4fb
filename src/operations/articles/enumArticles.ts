/** Listing articles. */
import { t } from '../../contract/wireTypes';
import { allArticles } from '../../core/articles/articles';
import { realmOperation } from '../context';
import { listingType, renderListing } from '../listing';
import { SEEN } from '../parameters';

const COLUMNS = [
  { heading: 'Article Number', element: 'article_number' },
  { heading: 'Name', element: 'name' },
  { heading: 'Article Description', element: 'article_description' },
  { heading: 'Folder ID', element: 'folder_id' },
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
  handler: async (input, { sql, realm, now }) => {
    const rows = (await allArticles(sql, realm, now)).map((article) => [
      String(article.articleId),
      article.name,
      article.description,
      String(article.folderId),
    ]);
    return renderListing(COLUMNS, rows, input.type);
  },
});
