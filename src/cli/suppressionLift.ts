/** `suppression lift`: lets mail to an address through again. */
import { liftSuppression } from '../core/suppression/suppressions';
import { CommandError, type Command } from './command';
import { withRealm } from './withControl';

export const suppressionLift: Command = {
  name: 'suppression lift',
  summary: 'Send to an address again; what came back from it before no longer counts.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'ADDRESS', doc: 'The address.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const email = input.args[1]!;
      if (!(await liftSuppression(sql, realm, email)))
        throw new CommandError(`The realm ${realm.name} sends to ${email} already.`);
      return {
        text: `The realm ${realm.name} sends to ${email} again.`,
        json: { realm: realm.name, email },
      };
    }),
};
