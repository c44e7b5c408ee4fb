/** `contact forget`: deletes what tells of a person, and takes nothing about them any more. */
import { contactForget as forget } from '../operations/administration/contacts/contactForget';
import type { Command } from './command';
import { contactArgument, contactNamed, contactOptions } from './contactArgument';
import { withRealmNamed } from './operationCaller';

export const contactForget: Command = {
  name: 'contact forget',
  summary: 'Delete a contact with its messages for good, and refuse data about that person from now on.',
  details: 'It cannot be undone; "contact unforget" only lets the person be written again.',
  args: [{ name: 'REALM', doc: 'The realm.' }, contactArgument],
  options: contactOptions,
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { contactId } = await call(forget, contactNamed(input));
      return { text: `Contact ${contactId} of ${realm} is forgotten.`, json: { realm, contactId } };
    }),
};
