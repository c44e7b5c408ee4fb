/** `list edit`: changes settings of a list. */
import { listUpdate } from '../operations/lists/listUpdate';
import { UsageError, type Command, type CommandInput } from './command';
import { LIST_OPTIONS, type ListOption } from './listOptions';
import { listArgument, namedList, namedTemplate, realmArgument } from './namedThings';
import { withOperations, type OperationCaller } from './operationCaller';

const VALUES = { text: 'TEXT', switch: 'yes|no', template: 'TEMPLATE' };

export const listEdit: Command = {
  name: 'list edit',
  summary: 'Change settings of a mailing list; what is not given stays as it is.',
  details:
    'Templates are named by number or name, or "none"; an empty text takes a setting away. See "list show".',
  args: [realmArgument, listArgument],
  options: Object.fromEntries(
    Object.entries(LIST_OPTIONS).map(([name, { kind, doc }]) => [name, { value: VALUES[kind], doc }]),
  ),
  run: (input, terminal) => {
    const given = Object.entries(LIST_OPTIONS).filter(([name]) => input.option(name) !== undefined);
    if (given.length === 0)
      throw new UsageError('Say what to change: "list edit" takes one option at least.');
    for (const [name, { kind }] of given) if (kind === 'switch') yesOrNo(name, input);
    return withOperations(terminal, input.args[0]!, async (caller) => {
      const { listId } = await namedList(caller, input.args[1]!);
      const changes: Record<string, unknown> = {};
      for (const [name, option] of given) changes[option.field] = await valueOf(name, option, input, caller);
      await caller.call(listUpdate, { listId, list: changes });
      const list = await namedList(caller, String(listId));
      return { text: `The list ${list.name} of the realm ${caller.realm.name} is changed.`, json: list };
    });
  },
};

async function valueOf(
  name: string,
  { kind }: ListOption,
  input: CommandInput,
  caller: OperationCaller,
): Promise<string | boolean | number> {
  const text = input.option(name)!;
  if (kind === 'switch') return yesOrNo(name, input);
  if (kind === 'text') return text;
  return ['none', ''].includes(text) ? -1 : (await namedTemplate(caller, text)).templateId;
}

/** @throws {UsageError} */
function yesOrNo(name: string, input: CommandInput): boolean {
  const text = input.option(name);
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new UsageError(`--${name} is yes or no.`);
}
