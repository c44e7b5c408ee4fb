/** `contact unmerge`: separates two contacts that were made one. */
import { contactUnmerge as unmerge } from '../operations/administration/contacts/contactMerge';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const contactUnmerge: Command = {
  name: 'contact unmerge',
  summary: 'Separate a contact again that was merged into another.',
  details:
    'What was changed since stays with the other one. Several merges are undone one by one, the last one first.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'ID', doc: 'The number of the contact that was merged into another.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { contactId, survivorId } = await call(unmerge, { contact: input.args[1]! });
      return {
        text: `Contact ${contactId} of ${realm} is back, apart from contact ${survivorId}.`,
        json: { realm, contactId, survivorId },
      };
    }),
};
