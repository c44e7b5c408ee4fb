/** `contact set`: changes what a contact is known by. */
import { contactSet as setContact } from '../operations/administration/contacts/contactSet';
import { UsageError, type Command } from './command';
import { contactArgument, contactNamed, contactOptions } from './contactArgument';
import { withRealmNamed } from './operationCaller';

export const contactSet: Command = {
  name: 'contact set',
  summary: 'Set, change or clear what a contact is known by.',
  details: 'What may change follows from the realm; "realm show" tells. An empty value clears.',
  args: [{ name: 'REALM', doc: 'The realm.' }, contactArgument],
  options: {
    ...contactOptions,
    email: { value: 'ADDRESS', doc: 'The new address.' },
    key: { value: 'KEY', doc: 'The new key.' },
    phone: { value: 'NUMBER', doc: 'The new telephone number.' },
    'no-devices': { doc: 'The contact has no device any more.' },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      if (!['email', 'key', 'phone', 'no-devices'].some((option) => input.has(option)))
        throw new UsageError('Say what to set: --email, --key, --phone or --no-devices.');
      const named = contactNamed(input);
      const { contactId } = await call(setContact, {
        ...named,
        email: input.option('email'),
        key: input.option('key'),
        phone: input.option('phone'),
        clearsDevices: input.has('no-devices'),
      });
      return { text: `Contact ${contactId} of ${realm} is changed.`, json: { realm, contactId } };
    }),
};
