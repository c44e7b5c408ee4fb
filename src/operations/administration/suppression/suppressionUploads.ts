/** The suppression lists that clients uploaded. */
import { t } from '../../../contract/wireTypes';
import { suppressionLists } from '../../../core/suppression/suppressionLists';
import { dataOperation } from '../context';

export const suppressionUploads = dataOperation({
  name: 'suppressionUploads',
  group: 'suppression',
  doc: 'The suppression lists that were uploaded to the realm, by name.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('SuppressionList', {
      suppressionListId: t.number,
      name: t.text,
      fileName: t.text,
      description: t.text,
      /** How many it holds. */
      addresses: t.number,
      createdAt: t.moment,
      updatedAt: t.moment,
    }),
  ),
  handler: (_input, { sql, realm }) => suppressionLists(sql, realm),
});
