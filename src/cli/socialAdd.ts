/** `social add`: makes a social account known. The SOAP API lists and deletes accounts and has no call that adds one. */
import { addSocialProvider } from '../core/social/socialProviders';
import type { Command } from './command';
import { network, NOT_PUBLISHED, socialArguments } from './socialArguments';
import { withRealm } from './withControl';

export const socialAdd: Command = {
  name: 'social add',
  summary: 'Make a social account known, so that clients can list it.',
  details: NOT_PUBLISHED,
  args: socialArguments,
  options: {},
  run: (input, terminal) => {
    const provider = network(input);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const username = input.args[2]!;
      const socialProviderId = await addSocialProvider(sql, realm, provider, username, new Date());
      return {
        text: `The ${provider} account ${username.trim()} of the realm ${realm.name} has the number ${socialProviderId}.`,
        json: { realm: realm.name, socialProviderId, provider, username: username.trim() },
      };
    });
  },
};
