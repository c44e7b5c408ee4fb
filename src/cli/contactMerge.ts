/** `contact merge`: makes one contact of two. */
import {
  contactMerge as merge,
  contactMergePreview as preview,
} from '../operations/administration/contacts/contactMerge';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { facts } from './table';

export const contactMerge: Command = {
  name: 'contact merge',
  summary: 'Merge one contact into another: fields that it lacks, subscriptions, opt-outs and history.',
  details:
    'The second one stays. The number of the first leads to it from then on, and "contact unmerge" separates them again.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    {
      name: 'SOURCE',
      doc: 'The contact that goes: key where keys identify, else the address; with --id the number.',
    },
    { name: 'DESTINATION', doc: 'The contact that stays, likewise.' },
  ],
  options: {
    first: { value: 'NAME', doc: 'First name of the source, where several contacts share the address.' },
    'into-first': { value: 'NAME', doc: 'First name of the destination, likewise.' },
    id: { doc: 'Both are named by their numbers.' },
    'source-wins': { doc: 'Where both have a value that may change, take that of the source.' },
    preview: { doc: 'Only show what it would come to.' },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const isPreview = input.has('preview');
      const merged = await call(isPreview ? preview : merge, {
        source: input.args[1]!,
        sourceFirstName: input.option('first'),
        destination: input.args[2]!,
        destinationFirstName: input.option('into-first'),
        isNumber: input.has('id'),
        sourceWins: input.has('source-wins'),
      });
      const { contactId, sourceId } = merged;
      const list = (all: readonly unknown[]): string => (all.length === 0 ? 'none' : all.join(', '));
      return {
        text: [
          isPreview
            ? `Contact ${sourceId} would be merged into contact ${contactId}:`
            : `Contact ${sourceId} is merged into contact ${contactId}. Separate them with: contact unmerge ${realm} ${sourceId}`,
          '',
          facts([
            ['Fields taken over', list(merged.fields)],
            ['Lists joined', list(merged.lists)],
            ['Lists left', list(merged.leftLists)],
            ['Opt-outs', merged.optOuts],
            ['Events', merged.events],
            ['Messages', merged.messages],
            ['Devices', merged.devices],
          ]),
        ].join('\n'),
        json: { realm, preview: isPreview, ...merged },
      };
    }),
};
