/** `contact save`: writes a contact by all that is known of it. */
import { contactSave as save } from '../operations/administration/contacts/contactUpsert';
import { UsageError, type Command } from './command';
import { withRealmNamed } from './operationCaller';

export const contactSave: Command = {
  name: 'contact save',
  summary: 'Write a contact: the one that the given identifiers mean, or a new one.',
  details: 'Whom they mean follows from the realm; "realm show" tells. What is left out stays as it is.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    {
      name: 'FIELD=VALUE',
      doc: 'A field of the contact; an empty value clears it.',
      optional: true,
      repeatable: true,
    },
  ],
  options: {
    email: { value: 'ADDRESS', doc: 'Its address.' },
    key: { value: 'KEY', doc: 'Its key.' },
    phone: { value: 'NUMBER', doc: 'Its telephone number; the digits count.' },
    device: { value: 'TOKEN', doc: 'Token of a device of its.' },
    first: { value: 'NAME', doc: 'Its first name.' },
    'only-existing': { doc: 'Make no new contact.' },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const fields = input.args.slice(1).map((text) => {
        const at = text.indexOf('=');
        if (at < 1) throw new UsageError(`Write fields as FIELD=VALUE, not ${text}.`);
        return { name: text.slice(0, at), text: text.slice(at + 1) };
      });
      const { contactId, outcome } = await call(save, {
        email: input.option('email'),
        key: input.option('key'),
        phone: input.option('phone'),
        device: input.option('device'),
        firstName: input.option('first'),
        fields,
        onlyExisting: input.has('only-existing'),
      });
      return { text: `Contact ${contactId} of ${realm}: ${outcome}.`, json: { realm, contactId, outcome } };
    }),
};
