/** Social accounts: listing, reading and deleting them. They are added on the command line (`social add`). */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import {
  checkedNetwork,
  deleteSocialProvider,
  requireSocialProvider,
  requireSocialProviderByUsername,
  socialProviders,
  type SocialProvider,
} from '../../core/social/socialProviders';
import { column, renderTable, type Column } from '../../rendering/table';
import { realmOperation } from '../context';
import { headerFlag } from '../events/reportParameters';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat } from '../reportText';
import { NOT_PUBLISHED, providerName, userName } from './socialParameters';

const providerId = required(t.int, 'Number of the account.');
const SELECTED = 'A row of social_provider_id, provider and username.';

const COLUMNS: readonly Column<SocialProvider>[] = [
  column('social_provider_id', ({ socialProviderId }) => socialProviderId),
  column('provider', ({ provider }) => provider),
  column('username', ({ username }) => username),
];

const render = (accounts: readonly SocialProvider[], format: string, header: boolean): string =>
  renderTable({ columns: COLUMNS }, accounts, checkedOutputFormat(format), header);

export const socialProvidersGetList = realmOperation({
  name: 'socialProvidersGetList',
  group: 'social',
  doc: `Answers all social accounts of the realm. They are added on the command line (social add). ${NOT_PUBLISHED}`,
  access: 'read',
  parameters: { format, header: headerFlag },
  forms: ['format header'],
  result: t.string,
  resultDoc: 'Rows of social_provider_id, provider and username, by provider and name.',
  errors: ['argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) =>
    render(await socialProviders(sql, realm), input.format, input.header),
});

export const socialProviderGetById = realmOperation({
  name: 'socialProviderGetById',
  group: 'social',
  doc: 'Answers a social account. The session is the second argument.',
  access: 'read',
  parameters: { providerId, format, header: headerFlag },
  forms: [{ takes: 'providerId format header', sessionAt: 1 }],
  result: t.string,
  resultDoc: SELECTED,
  errors: ['socialProvider.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) =>
    render([await requireSocialProvider(sql, realm, input.providerId)], input.format, input.header),
});

export const socialProviderGetByUsername = realmOperation({
  name: 'socialProviderGetByUsername',
  group: 'social',
  doc: 'Answers a social account, by its network and name. The session is the third argument.',
  access: 'read',
  parameters: { providerName, userName, format, header: headerFlag },
  forms: [{ takes: 'providerName userName format header', sessionAt: 2 }],
  result: t.string,
  resultDoc: SELECTED,
  errors: ['socialProvider.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async ({ providerName, userName, format, header }, { sql, realm }) => {
    const network = checkedNetwork('providerName', providerName);
    return render([await requireSocialProviderByUsername(sql, realm, network, userName)], format, header);
  },
});

const DELETED = '0 deleted, 1 there is no such account.';

export const socialProviderDeleteById = realmOperation({
  name: 'socialProviderDeleteById',
  group: 'social',
  doc: 'Deletes a social account. Posts of templates belong to the network and stay.',
  access: 'write',
  parameters: { providerId },
  forms: ['providerId'],
  result: t.code,
  resultDoc: DELETED,
  errors: ['socialProvider.notFound'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    await requireSocialProvider(sql, realm, input.providerId);
    await deleteSocialProvider(sql, realm, input.providerId);
    return 0;
  },
});

export const socialProviderDeleteByUsername = realmOperation({
  name: 'socialProviderDeleteByUsername',
  group: 'social',
  doc: 'Deletes a social account, by its network and name. Posts of templates belong to the network and stay.',
  access: 'write',
  parameters: { providerName, userName },
  forms: ['providerName userName'],
  result: t.code,
  resultDoc: DELETED,
  errors: ['socialProvider.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async ({ providerName, userName }, { sql, realm }) => {
    const network = checkedNetwork('providerName', providerName);
    const { socialProviderId } = await requireSocialProviderByUsername(sql, realm, network, userName);
    await deleteSocialProvider(sql, realm, socialProviderId);
    return 0;
  },
});
