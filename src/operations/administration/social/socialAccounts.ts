/** Accounts in social networks, kept for clients to list; nothing is published to them. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import {
  addSocialProvider,
  deleteSocialProvider,
  NETWORKS,
  requireSocialProviderByUsername,
  socialProviders,
} from '../../../core/social/socialProviders';
import { dataOperation } from '../context';

/** Their names as operations take them. */
export const SOCIAL_NETWORKS = NETWORKS;
export type SocialNetwork = (typeof NETWORKS)[number];

const SocialAccount = t.row('SocialAccount', {
  socialProviderId: t.number,
  provider: t.oneOf(...NETWORKS),
  username: t.text,
});

const parameters = {
  provider: required(t.oneOf(...NETWORKS), 'The network.'),
  username: required(t.text, 'User name of the account; case does not matter.'),
};

export const socialAdd = dataOperation({
  name: 'socialAdd',
  group: 'social',
  doc: 'Makes a social account known, so that clients can list it.',
  rights: 'sender',
  access: 'write',
  subject: 'username',
  parameters,
  result: SocialAccount,
  errors: ['argument.invalid'],
  handler: async ({ provider, username }, { sql, realm, now }) => ({
    socialProviderId: await addSocialProvider(sql, realm, provider, username, now),
    provider,
    username: username.trim(),
  }),
});

export const socialRemove = dataOperation({
  name: 'socialRemove',
  group: 'social',
  doc: 'Forgets a social account. The posts of templates stay.',
  rights: 'sender',
  access: 'write',
  subject: 'username',
  parameters,
  result: SocialAccount,
  errors: ['socialProvider.notFound'],
  handler: async ({ provider, username }, { sql, realm }) => {
    const account = await requireSocialProviderByUsername(sql, realm, provider, username);
    await deleteSocialProvider(sql, realm, account.socialProviderId);
    return account;
  },
});

export const socialList = dataOperation({
  name: 'socialList',
  group: 'social',
  doc: 'The social accounts of the realm.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(SocialAccount),
  handler: (_input, { sql, realm }) => socialProviders(sql, realm),
});
