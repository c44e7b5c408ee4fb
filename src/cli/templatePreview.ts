/** `template preview`: what a template prints, for nobody in particular. */
import { templatePreview as previewOperation } from '../operations/templates/templatePreview';
import type { Command } from './command';
import { namedTemplate, realmArgument, templateArgument } from './namedThings';
import { withOperations } from './operationCaller';

export const templatePreview: Command = {
  name: 'template preview',
  summary: 'Print a body of a template as it would be sent, with empty values of contacts.',
  details: 'Pages of smartget tags are fetched. Tags that cannot be obeyed follow at the end.',
  args: [realmArgument, templateArgument],
  options: { html: { doc: 'The HTML; the plain text unless given.' } },
  run: (input, terminal) =>
    withOperations(terminal, input.args[0]!, async (caller) => {
      const { name, templateId } = await namedTemplate(caller, input.args[1]!);
      const format = input.has('html') ? 2 : 1;
      const text = await caller.call<string>(previewOperation, { templateName: name, format });
      return { text, json: { templateId, name, format: input.has('html') ? 'html' : 'text', text } };
    }),
};
