/** `contact set`: changes what a contact is known by. */
import { contactSet as setContact } from '../operations/administration/contacts/contactSet';
import { UsageError, type Command } from './command';
import { contactArgument, contactNamed, contactOptions } from './contactArgument';
import { withRealmNamed } from './operationCaller';

export const contactSet: Command = {
  name: 'contact set',
  summary: 'Set, change or clear the address or the key of a contact.',
  details: 'What may change follows from the realm; "realm show" tells. An empty value clears.',
  args: [{ name: 'REALM', doc: 'The realm.' }, contactArgument],
  options: {
    ...contactOptions,
    email: { value: 'ADDRESS', doc: 'The new address.' },
    key: { value: 'KEY', doc: 'The new key.' },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      if (!input.has('email') && !input.has('key'))
        throw new UsageError('Say what to set: --email or --key.');
      const named = contactNamed(input);
      const { contactId } = await call(setContact, {
        ...named,
        email: input.option('email'),
        key: input.option('key'),
      });
      return { text: `Contact ${contactId} of ${realm} is changed.`, json: { realm, contactId } };
    }),
};
