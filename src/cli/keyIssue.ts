/** `key issue`: a key for one of the JSON interfaces. */
import { isKeyDoor, KEY_DOORS, type KeyDoor } from '../contract/keyDoors';
import { keyIssue as issueKey } from '../operations/administration/keys/keyIssue';
import { numberOption, UsageError, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { writePrivateFile } from './writePrivateFile';

const doors = Object.keys(KEY_DOORS).join(', ');
const rights = Object.entries(KEY_DOORS)
  .map(([door, rules]) => `${door}: ${Object.keys(rules.rights).join(', ')}.`)
  .join('\n');

export const keyIssue: Command = {
  name: 'key issue',
  summary: 'Issue a key for a realm and print it; it cannot be shown again.',
  details: `A key opens one interface in one realm until it is revoked. Where an interface wants a realm and a password, a key for rest does as the password.\nRights, for each interface:\n${rights}`,
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {
    door: { value: 'NAME', doc: `The interface: ${doors}.` },
    rights: { value: 'WORDS', doc: 'What it may do, with commas between; everything unless given.' },
    name: { value: 'NAME', doc: 'The program that will use it; the interface unless given.' },
    address: {
      value: 'ADDRESS',
      doc: 'It works from this address or network (192.0.2.0/24) only; from everywhere unless given.',
      repeatable: true,
    },
    'per-minute': {
      value: 'N',
      doc: 'Calls a minute, 0 for no limit; as usual for the interface unless given.',
    },
    file: { value: 'PATH', doc: 'Write it to this file, for this user alone, instead of printing it.' },
  },
  run: (input, terminal) => {
    const door = doorOf(input.option('door'));
    const perMinute = numberOption(input, 'per-minute', 0, 100_000_000, -1);
    const words = input
      .option('rights')
      ?.split(/[\s,]+/)
      .filter(Boolean);
    const name = input.option('name');
    const realm = input.args[0]!;
    return withRealmNamed(terminal, realm, async (administrator) => {
      const { key, ...issued } = await administrator.call(issueKey, {
        door,
        rights: words,
        name,
        addresses: [...input.all('address')],
        callsPerMinute: perMinute === -1 ? null : perMinute,
      });
      const file = input.option('file');
      if (file === undefined) terminal.secureOutput();
      else await writePrivateFile(file, `${key}\n`);
      return {
        text: file === undefined ? key : `The key is in ${file}.`,
        json: { realm, door, ...issued, ...(file === undefined ? { key } : { file }) },
      };
    });
  },
};

function doorOf(name: string | undefined): KeyDoor {
  if (name !== undefined && isKeyDoor(name)) return name;
  throw new UsageError(`"key issue" needs --door NAME, one of ${doors}.`);
}
