/** `suppression lift`: lets mail to an address through again. */
import { suppressionLift as liftSuppression } from '../operations/administration/suppression/suppressionLift';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const suppressionLift: Command = {
  name: 'suppression lift',
  summary: 'Send to an address again; what came back from it before no longer counts.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'ADDRESS', doc: 'The address.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const email = input.args[1]!;
      await call(liftSuppression, { email });
      return { text: `The realm ${realm} sends to ${email} again.`, json: { realm, email } };
    }),
};
