/** `realm password`: sets the password of a realm, or the code of one of its API clients. */
import { randomWord } from '../secrets/randomWord';
import { realmPasswordRemove, realmPasswordSet } from '../operations/administration/realms/realmPassword';
import { UsageError, type Command, type CommandInput, type Terminal } from './command';
import { textFile } from './textFiles';
import { withRealmNamed } from './operationCaller';
import { writePrivateFile } from './writePrivateFile';

export const realmPassword: Command = {
  name: 'realm password',
  summary: 'Set the password that programs of the HTTP and REST interfaces send with the realm.',
  details:
    'Without --from a password is made and printed; it cannot be shown again. The old one ends within a second. Several programs are better told apart by keys: key issue REALM --door rest.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {
    from: { value: 'FILE', doc: 'Read it from this file; - reads it from standard input.' },
    client: { value: 'NAME', doc: 'Set the code of this API client (client_auth) instead.' },
    address: {
      value: 'ADDRESS',
      doc: 'It works from this address or network (192.0.2.0/24) only; from everywhere unless given.',
      repeatable: true,
    },
    file: {
      value: 'PATH',
      doc: 'Write a made one to this file, for this user alone, instead of printing it.',
    },
    remove: { doc: 'Remove it: nobody comes in with a password any more.' },
  },
  run: async (input, terminal) => {
    const realm = input.args[0]!;
    const client = input.option('client') ?? null;
    const what = client === null ? 'password' : `code of the client ${client}`;
    if (input.has('remove')) {
      if (['from', 'file', 'address'].some((name) => input.has(name)))
        throw new UsageError('--remove goes with --client only.');
      return withRealmNamed(terminal, realm, async (administrator) => {
        await administrator.call(realmPasswordRemove, { client });
        return {
          text: `The ${what} of the realm ${realm} is removed.`,
          json: { realm, client, removed: true },
        };
      });
    }
    const given = await readPassword(input, terminal);
    const file = input.option('file');
    if (given !== null && file !== undefined) throw new UsageError('--file is for a password that is made.');
    return withRealmNamed(terminal, realm, async (administrator) => {
      const password = given ?? randomWord();
      await administrator.call(realmPasswordSet, { password, client, addresses: [...input.all('address')] });
      const done = { realm, client };
      if (given !== null) return { text: `The ${what} of the realm ${realm} is set.`, json: done };
      if (file === undefined) terminal.secureOutput();
      else await writePrivateFile(file, `${password}\n`);
      return {
        text: file === undefined ? password : `The ${what} is in ${file}.`,
        json: { ...done, ...(file === undefined ? { password } : { file }) },
      };
    });
  },
};

async function readPassword(input: CommandInput, terminal: Terminal): Promise<string | null> {
  const from = input.option('from');
  if (from === undefined) return null;
  const text = from === '-' ? await terminal.readInput() : (await textFile(from)).text;
  return text.replace(/\r?\n$/, '');
}
