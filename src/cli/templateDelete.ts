/** `template delete`: takes a template away. */
import { templateDelete as deleteOperation } from '../operations/templates/templateDelete';
import type { Command } from './command';
import { namedTemplate, realmArgument, templateArgument } from './namedThings';
import { withOperations } from './operationCaller';

export const templateDelete: Command = {
  name: 'template delete',
  summary: 'Delete a template. Launches of it that are under way go on: they keep what they send.',
  args: [realmArgument, templateArgument],
  options: {},
  run: (input, terminal) =>
    withOperations(terminal, input.args[0]!, async (caller) => {
      const { templateId, name } = await namedTemplate(caller, input.args[1]!);
      await caller.call(deleteOperation, { templateId, templateName: name });
      return {
        text: `The template ${name} of the realm ${caller.realm.name} is deleted.`,
        json: { realm: caller.realm.name, templateId, name },
      };
    }),
};
