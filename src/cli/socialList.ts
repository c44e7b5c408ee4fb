/** `social list`: the social accounts of a realm. */
import { socialProviders } from '../core/social/socialProviders';
import type { Command } from './command';
import { NOT_PUBLISHED } from './socialArguments';
import { table } from './table';
import { withRealm } from './withControl';

export const socialList: Command = {
  name: 'social list',
  summary: 'List the social accounts of a realm.',
  details: NOT_PUBLISHED,
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const accounts = await socialProviders(sql, realm);
      return {
        text: table(
          ['ID', 'PROVIDER', 'USERNAME'],
          accounts.map(({ socialProviderId, provider, username }) => [socialProviderId, provider, username]),
          `The realm ${realm.name} has no social account.`,
        ),
        json: accounts,
      };
    }),
};
