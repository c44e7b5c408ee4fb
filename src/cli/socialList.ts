/** `social list`: the social accounts of a realm. */
import { socialList as listAccounts } from '../operations/administration/social/socialAccounts';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { NOT_PUBLISHED } from './socialArguments';
import { table } from './table';

export const socialList: Command = {
  name: 'social list',
  summary: 'List the social accounts of a realm.',
  details: NOT_PUBLISHED,
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const accounts = await call(listAccounts, {});
      return {
        text: table(
          ['ID', 'PROVIDER', 'USERNAME'],
          accounts.map(({ socialProviderId, provider, username }) => [socialProviderId, provider, username]),
          `The realm ${realm} has no social account.`,
        ),
        json: accounts,
      };
    }),
};
