/** `template show`: a template as it is stored. */
import { templateGetData } from '../operations/templates/templateGetData';
import {
  TEMPLATE_PARTS,
  type TemplatePart as Part,
} from '../operations/administration/templates/templateImport';
import { UsageError, type Command, type CommandInput } from './command';
import { namedTemplate, realmArgument, templateArgument } from './namedThings';
import { withOperations } from './operationCaller';
import { facts } from './table';

const NAMES: Readonly<Record<string, Part>> = {
  text: 'plainText',
  html: 'html',
  mobile: 'mobile',
  subject: 'subject',
};

export const templateShow: Command = {
  name: 'template show',
  summary: 'Show a template as it is stored; what it prints shows "template preview".',
  args: [realmArgument, templateArgument],
  options: { part: { value: 'PART', doc: `Print one part alone: ${Object.keys(NAMES).join(', ')}.` } },
  run: (input, terminal) => {
    const part = partOption(input);
    return withOperations(terminal, input.args[0]!, async (caller) => {
      const template = await namedTemplate(caller, input.args[1]!);
      if (part) {
        const element = TEMPLATE_PARTS.indexOf(part);
        const text = await caller.call<string>(templateGetData, { templateName: template.name, element });
        return { text, json: { templateId: template.templateId, part, text } };
      }
      return {
        text: [
          facts([
            ['Template', template.name],
            ['Id', template.templateId],
            ['Subject', template.subject],
          ]),
          ...(['plainText', 'html', 'mobile'] as const)
            .filter((each) => template[each] !== '')
            .map((each) => `\n${each === 'plainText' ? 'text' : each}:\n${template[each]}`),
        ].join('\n'),
        json: template,
      };
    });
  },
};

/** @throws {UsageError} */
function partOption(input: CommandInput): Part | null {
  const named = input.option('part');
  if (named === undefined) return null;
  const part = Object.hasOwn(NAMES, named) && NAMES[named];
  if (part) return part;
  throw new UsageError(`--part is one of ${Object.keys(NAMES).join(', ')}.`);
}
