/** `template list`: the templates of a realm. */
import { templateList as listTemplates } from '../operations/administration/templates/templateList';
import type { Command } from './command';
import { realmArgument } from './namedThings';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

export const templateList: Command = {
  name: 'template list',
  summary: 'List the templates of a realm.',
  args: [realmArgument],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const templates = await call(listTemplates, {});
      return {
        text: table(
          ['ID', 'TEMPLATE'],
          templates.map(({ templateId, name }) => [templateId, name]),
          `The realm ${realm} has no template yet; make some with: template import ${realm} FOLDER`,
        ),
        json: templates,
      };
    }),
};
