/** Public keys of a realm for the SFTP server, and the keys of the server itself. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import type { SftpKeyRecord } from '../../../core/sessions/sftpKeys';
import { gatewayOperation, NOTHING, realmSettingOperation } from '../context';

const SftpKey = t.row('SftpKey', {
  fingerprint: t.text,
  type: t.text,
  name: t.text,
  addresses: t.rows(t.text),
  createdAt: t.moment,
  lastUsedAt: t.dateTime,
});

const keyRow = ({ addresses, ...key }: SftpKeyRecord) => ({ ...key, addresses: [...addresses] });

export const sftpKeyAdd = realmSettingOperation({
  name: 'sftpKeyAdd',
  group: 'session',
  doc: 'Lets the holder of a key log in to the SFTP server as the realm.',
  rights: 'manager',
  access: 'write',
  subject: 'name',
  parameters: {
    publicKey: required(t.text, 'The public key, as one line.'),
    name: optional(t.string, 'The program that has it; the comment of the key unless given.'),
    addresses: optional(t.rows(t.text), 'Addresses and networks it works from; all unless given.'),
  },
  result: SftpKey,
  errors: ['realm.invalid'],
  handler: async ({ publicKey, name, addresses }, { sftpKeys, realm, now }) =>
    keyRow(await sftpKeys.add(realm, { publicKey, name, addresses: addresses ?? [] }, now)),
});

export const sftpKeyRemove = realmSettingOperation({
  name: 'sftpKeyRemove',
  group: 'session',
  doc: 'Ends a key of the SFTP server; its connections end within seconds.',
  rights: 'manager',
  access: 'write',
  subject: 'fingerprint',
  parameters: { fingerprint: required(t.string, 'Its fingerprint.') },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ fingerprint }, { sftpKeys, realm }) => {
    if (!(await sftpKeys.remove(realm, fingerprint)))
      fail('realm.invalid', { reason: `The realm ${realm.name} has no key with this fingerprint.` });
    return NOTHING;
  },
});

export const sftpKeyList = realmSettingOperation({
  name: 'sftpKeyList',
  group: 'session',
  doc: 'The keys that log in to the SFTP server as the realm.',
  rights: 'manager',
  access: 'read',
  parameters: {},
  result: t.rows(SftpKey),
  handler: async (_input, { sftpKeys, realm }) => (await sftpKeys.list(realm)).map(keyRow),
});

export const sftpHostKeyList = gatewayOperation({
  name: 'sftpHostKeyList',
  group: 'session',
  doc: 'The keys by which callers know the SFTP server again; made here where there are none yet.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result: t.rows(t.row('SftpHostKey', { type: t.text, fingerprint: t.text, publicKey: t.text })),
  handler: async (_input, { sftpHostKeys }) =>
    (await sftpHostKeys()).map(({ type, fingerprint, publicKey }) => ({ type, fingerprint, publicKey })),
});
