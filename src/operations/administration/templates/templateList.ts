/** The templates of a realm. */
import { t } from '../../../contract/wireTypes';
import { templateNames } from '../../../core/templates/templates';
import { dataOperation } from '../context';

export const templateList = dataOperation({
  name: 'templateList',
  group: 'templates',
  doc: 'Numbers, names and folders of the templates of the realm, by name.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(t.row('ListedTemplate', { templateId: t.number, name: t.text, folderId: t.number })),
  handler: (_input, { sql, realm }) => templateNames(sql, realm),
});
