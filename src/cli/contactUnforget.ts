/** `contact unforget`: lets a person be written again. */
import { contactUnforget as unforget } from '../operations/administration/contacts/contactForget';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const contactUnforget: Command = {
  name: 'contact unforget',
  summary: 'Take data about a forgotten person again; what was deleted stays so.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'IDENTIFIER', doc: 'The address or key.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { wasForgotten } = await call(unforget, { identifier: input.args[1]! });
      return {
        text: wasForgotten
          ? `The realm ${realm} takes data about that person again.`
          : `The realm ${realm} had not forgotten that person.`,
        json: { realm, wasForgotten },
      };
    }),
};
