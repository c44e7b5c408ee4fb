/** `sftp ...`: public keys that log in to the SFTP server, and the keys of the server. */
import {
  sftpHostKeyList,
  sftpKeyAdd,
  sftpKeyList,
  sftpKeyRemove,
} from '../operations/administration/keys/sftpKeys';
import type { Command } from './command';
import { withGateway, withRealmNamed } from './operationCaller';
import { moment, table } from './table';
import { textFile } from './textFiles';

const REALM = { name: 'REALM', doc: 'The realm.' };

export const sftp: readonly Command[] = [
  {
    name: 'sftp add-key',
    summary:
      'Let the holder of a key log in to the SFTP server as a realm, beside the password of the realm.',
    args: [REALM, { name: 'FILE', doc: 'The public key (NAME.pub); - reads it from standard input.' }],
    options: {
      name: { value: 'NAME', doc: 'The program that has it; the comment of the key unless given.' },
      address: {
        value: 'ADDRESS',
        doc: 'It works from this address or network (192.0.2.0/24) only; from everywhere unless given.',
        repeatable: true,
      },
    },
    run: async (input, terminal) => {
      const [realm, file] = input.args as [string, string];
      const publicKey = file === '-' ? await terminal.readInput() : (await textFile(file)).text;
      return withRealmNamed(terminal, realm, async (administrator) => {
        const key = await administrator.call(sftpKeyAdd, {
          publicKey,
          name: input.option('name'),
          addresses: [...input.all('address')],
        });
        return {
          text: `${key.name} logs in as ${realm} with the key ${key.fingerprint}.`,
          json: { realm, ...key },
        };
      });
    },
  },
  {
    name: 'sftp list-keys',
    summary: 'List the keys that log in to the SFTP server as a realm.',
    args: [REALM],
    options: {},
    run: (input, terminal) =>
      withRealmNamed(terminal, input.args[0]!, async (administrator) => {
        const keys = await administrator.call(sftpKeyList, {});
        return {
          text: table(
            ['FINGERPRINT', 'KIND', 'NAME', 'FROM', 'ADDED (UTC)', 'LAST USED'],
            keys.map((key) => [
              key.fingerprint,
              key.type,
              key.name,
              key.addresses.join(','),
              moment(key.createdAt),
              moment(key.lastUsedAt),
            ]),
            'There is no key yet; add one with: sftp add-key REALM FILE',
          ),
          json: keys,
        };
      }),
  },
  {
    name: 'sftp remove-key',
    summary: 'End a key of the SFTP server; its connections end within seconds.',
    args: [REALM, { name: 'FINGERPRINT', doc: 'As "sftp list-keys" shows it.' }],
    options: {},
    run: (input, terminal) => {
      const [realm, fingerprint] = input.args as [string, string];
      return withRealmNamed(terminal, realm, async (administrator) => {
        await administrator.call(sftpKeyRemove, { fingerprint });
        return {
          text: `The key ${fingerprint} of the realm ${realm} is removed.`,
          json: { realm, fingerprint },
        };
      });
    },
  },
  {
    name: 'sftp host-key',
    summary: 'Show the fingerprints by which clients know the SFTP server again.',
    details: 'The keys are made on first use and kept in the file that SFTP_HOST_KEYS names.',
    args: [],
    options: {},
    run: (_input, terminal) =>
      withGateway(terminal, async (gateway) => {
        const keys = await gateway.call(sftpHostKeyList, {});
        return {
          text: keys.map(({ type, fingerprint }) => `${fingerprint} (${type})`).join('\n'),
          json: keys,
        };
      }),
  },
];
