/** `social remove`: forgets a social account. */
import { deleteSocialProvider, requireSocialProviderByUsername } from '../core/social/socialProviders';
import type { Command } from './command';
import { network, socialArguments } from './socialArguments';
import { withRealm } from './withControl';

export const socialRemove: Command = {
  name: 'social remove',
  summary: 'Forget a social account. The posts of templates stay.',
  args: socialArguments,
  options: {},
  run: (input, terminal) => {
    const provider = network(input);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const account = await requireSocialProviderByUsername(sql, realm, provider, input.args[2]!);
      await deleteSocialProvider(sql, realm, account.socialProviderId);
      return {
        text: `The ${provider} account ${account.username} of the realm ${realm.name} is removed.`,
        json: { realm: realm.name, ...account },
      };
    });
  },
};
