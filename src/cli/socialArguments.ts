/** How the social commands name an account, and what they tell about publishing. */
import { SOCIAL_NETWORKS, type SocialNetwork } from '../operations/administration/social/socialAccounts';
import { UsageError, type Argument, type CommandInput } from './command';

export const NOT_PUBLISHED =
  'Accounts, and the posts that clients set for templates, are kept for clients to read. Nothing is published: the networks take posts only from programs that they gave keys to.';

export const socialArguments: readonly Argument[] = [
  { name: 'REALM', doc: 'The realm.' },
  { name: 'PROVIDER', doc: 'facebook, twitter or linkedin.' },
  { name: 'USERNAME', doc: 'User name of the account; case does not matter.' },
];

/** @throws {UsageError} */
export function network(input: CommandInput): SocialNetwork {
  const found = SOCIAL_NETWORKS.find((name) => name === input.args[1]!.toUpperCase());
  if (found) return found;
  throw new UsageError('PROVIDER is facebook, twitter or linkedin.');
}
