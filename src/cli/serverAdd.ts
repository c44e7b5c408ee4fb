/** `server add`: a further database server for realms. */
import { UsageError, type Command } from './command';
import { withControl } from './withControl';

export const serverAdd: Command = {
  name: 'server add',
  summary: 'Add a database server that realms can be created on.',
  args: [{ name: 'NAME', doc: '2 to 64 lower-case letters, digits and hyphens.' }],
  options: {
    url: {
      value: 'URL',
      doc: 'mysql://user:password@host:3306; - reads it from standard input. Stored encrypted.',
    },
    replace: { doc: 'Give a known server this URL; running gateways use it after a restart.' },
  },
  run: async (input, terminal) => {
    const name = input.args[0]!;
    const given = input.option('url');
    if (given === undefined) throw new UsageError('"server add" needs --url URL.');
    const url = given === '-' ? (await terminal.readInput()).trim() : given;
    return withControl(terminal, async ({ servers }) => {
      if (input.has('replace')) await servers.replace(name, url);
      else await servers.add(name, url);
      const missingGrant = await servers.missingGrant(name);
      return {
        text: [
          `The database server ${name} is ${input.has('replace') ? 'changed' : 'added'}.`,
          ...(missingGrant
            ? [
                'Its user seems to have no right to make databases for realms there. Somebody who may give it can run:',
                `  ${missingGrant}`,
              ]
            : []),
        ].join('\n'),
        json: { name, missingGrant },
      };
    });
  },
};
