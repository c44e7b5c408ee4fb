/** `contact restore`: brings a removed contact back. */
import { contactRestore as restore } from '../operations/administration/contacts/contactRemove';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const contactRestore: Command = {
  name: 'contact restore',
  summary: 'Bring a removed contact back, with its number, fields and subscriptions.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'ID', doc: 'The number that it had.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { contactId } = await call(restore, { contact: input.args[1]! });
      return { text: `Contact ${contactId} of ${realm} is back.`, json: { realm, contactId } };
    }),
};
