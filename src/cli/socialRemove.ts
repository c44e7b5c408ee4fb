/** `social remove`: forgets a social account. */
import { socialRemove as removeAccount } from '../operations/administration/social/socialAccounts';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { network, socialArguments } from './socialArguments';

export const socialRemove: Command = {
  name: 'social remove',
  summary: 'Forget a social account. The posts of templates stay.',
  args: socialArguments,
  options: {},
  run: (input, terminal) => {
    const provider = network(input);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const account = await call(removeAccount, { provider, username: input.args[2]! });
      return {
        text: `The ${provider} account ${account.username} of the realm ${realm} is removed.`,
        json: { realm, ...account },
      };
    });
  },
};
