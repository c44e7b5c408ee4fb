/** How commands about one contact are told which. */
import type { CommandInput } from './command';

export const contactArgument = {
  name: 'CONTACT',
  doc: 'Key where keys identify, else the address; with --id the number.',
};

export const contactOptions = {
  first: { value: 'NAME', doc: 'First name, where several contacts share the address.' },
  id: { doc: 'CONTACT is the number of the contact.' },
};

export const contactNamed = (
  input: CommandInput,
): { contact: string; firstName: string | undefined; isNumber: boolean } => ({
  contact: input.args[1]!,
  firstName: input.option('first'),
  isNumber: input.has('id'),
});
