/** `social add`: makes a social account known. The SOAP API lists and deletes accounts and has no call that adds one. */
import { socialAdd as addAccount } from '../operations/administration/social/socialAccounts';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { network, NOT_PUBLISHED, socialArguments } from './socialArguments';

export const socialAdd: Command = {
  name: 'social add',
  summary: 'Make a social account known, so that clients can list it.',
  details: NOT_PUBLISHED,
  args: socialArguments,
  options: {},
  run: (input, terminal) => {
    const provider = network(input);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const account = await call(addAccount, { provider, username: input.args[2]! });
      return {
        text: `The ${provider} account ${account.username} of the realm ${realm} has the number ${account.socialProviderId}.`,
        json: { realm, ...account },
      };
    });
  },
};
