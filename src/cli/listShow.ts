/** `list show`: the settings of a list. */
import type { Command } from './command';
import { LIST_OPTIONS } from './listOptions';
import { listArgument, namedList, realmArgument } from './namedThings';
import { withOperations } from './operationCaller';
import { facts } from './table';

export const listShow: Command = {
  name: 'list show',
  summary: 'Show the settings of a mailing list.',
  args: [realmArgument, listArgument],
  options: {},
  run: (input, terminal) =>
    withOperations(terminal, input.args[0]!, async (caller) => {
      const list = await namedList(caller, input.args[1]!);
      return {
        text: facts([
          ['id', list.listId],
          ...Object.entries(LIST_OPTIONS).map(([option, { field, kind }]) => {
            const value = list[field];
            if (kind === 'switch') return [option, value ? 'yes' : 'no'] as const;
            return [option, kind === 'template' && value === -1 ? null : String(value)] as const;
          }),
        ]),
        json: list,
      };
    }),
};
