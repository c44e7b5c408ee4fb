/** `contact remove`: takes a contact away so that it can come back. */
import { contactRemove as remove } from '../operations/administration/contacts/contactRemove';
import type { Command } from './command';
import { contactArgument, contactNamed, contactOptions } from './contactArgument';
import { withRealmNamed } from './operationCaller';

export const contactRemove: Command = {
  name: 'contact remove',
  summary: 'Remove a contact from every list and search; "contact restore" brings it back.',
  args: [{ name: 'REALM', doc: 'The realm.' }, contactArgument],
  options: contactOptions,
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { contactId } = await call(remove, contactNamed(input));
      return {
        text: `Contact ${contactId} is removed. Bring it back with: contact restore ${realm} ${contactId}`,
        json: { realm, contactId },
      };
    }),
};
