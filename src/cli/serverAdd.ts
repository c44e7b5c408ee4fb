/** `server add`: a further database server for realms. */
import { serverAdd as addServer, serverReplace } from '../operations/administration/servers/serverSave';
import { UsageError, type Command } from './command';
import { withGateway } from './operationCaller';

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
    return withGateway(terminal, async (gateway) => {
      const { missingGrant } = await gateway.call(input.has('replace') ? serverReplace : addServer, {
        name,
        url,
      });
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
