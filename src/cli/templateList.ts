/** `template list`: the templates of a realm. */
import { templateNames } from '../core/templates/templates';
import type { Command } from './command';
import { realmArgument } from './namedThings';
import { table } from './table';
import { withRealm } from './withControl';

export const templateList: Command = {
  name: 'template list',
  summary: 'List the templates of a realm.',
  args: [realmArgument],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const templates = await templateNames(sql, realm);
      return {
        text: table(
          ['ID', 'TEMPLATE'],
          templates.map(({ templateId, name }) => [templateId, name]),
          `The realm ${realm.name} has no template yet; make some with: template import ${realm.name} FOLDER`,
        ),
        json: templates,
      };
    }),
};
