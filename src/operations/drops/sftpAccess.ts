/** What the SFTP server asks of the rest: whose folder a credential opens. It asks before each file, so that one that was ended opens no more. */
import { t } from '../../contract/wireTypes';
import { realmOperation } from '../context';

export const sftpAccess = realmOperation({
  name: 'sftpAccess',
  group: 'realm',
  doc: 'Says which folder the caller may put files into.',
  access: 'read',
  parameters: {},
  forms: [''],
  result: t.string,
  resultDoc: 'The name of the realm.',
  provenance: {
    confidence: 'ours',
    basis: 'The legacy platform had a server for files whose workings are not known.',
  },
  handler: (_input, { realm }) => Promise.resolve(realm.name),
});
