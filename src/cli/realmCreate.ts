/** `realm create`: a new tenant. */
import { createRealm, type Placement } from '../core/realms/createRealm';
import { UsageError, type Command, type CommandInput } from './command';
import { realmReport } from './realmReport';
import { withControl } from './withControl';

export const realmCreate: Command = {
  name: 'realm create',
  summary: 'Create a realm.',
  details: [
    'Without --server, --database and --parent the realm gets a new database on the default server.',
    'A child realm lives in the database of its parent unless another place is named, and identifies',
    'contacts as its parent does. An existing database dictates how contacts are identified, and a new',
    'one decides it for good: by address and first name, or by customer key with --customer-key.',
  ].join('\n'),
  args: [{ name: 'NAME', doc: '2 to 64 lower-case letters, digits and hyphens.' }],
  options: {
    server: { value: 'SERVER', doc: 'Make a new database on this database server; see "server list".' },
    'new-database': {
      doc: 'Make a new database on the default server (for a child; others get one anyway).',
    },
    database: { value: 'DATABASE', doc: 'Use this existing realm database; see "realm list".' },
    parent: { value: 'REALM', doc: 'Make it a child of this realm.' },
    'customer-key': { doc: 'Identify contacts by customer key; only with a new database.' },
    'approved-by': {
      value: 'NAME_OR_EMAIL',
      doc: 'Who approved the use of customer keys; recorded with the database.',
    },
    description: { value: 'TEXT', doc: 'A line about the realm.' },
    'time-zone': {
      value: 'ZONE',
      doc: 'Zone that times are shown in, such as Europe/Berlin; UTC unless given.',
    },
  },
  run: (input, terminal) => {
    const placement = readPlacement(input);
    return withControl(terminal, async (control) => {
      const optional = (name: string, property: string): Record<string, string> => {
        const value = input.option(name);
        return value === undefined ? {} : { [property]: value };
      };
      const realm = await createRealm(
        { control: control.database, realms: control.realms, servers: control.servers },
        {
          name: input.args[0]!,
          placement,
          customerKey: input.has('customer-key'),
          ...optional('parent', 'parent'),
          ...optional('approved-by', 'approvedBy'),
          ...optional('description', 'description'),
          ...optional('time-zone', 'timeZone'),
        },
      );
      return realmReport(realm);
    });
  },
};

/** @throws {UsageError} where two places are named */
function readPlacement(input: CommandInput): Placement {
  const places = ['server', 'new-database', 'database'].filter((name) => input.has(name));
  if (places.length > 1) {
    throw new UsageError(`Name one place for the realm's data: --${places.join(' or --')}.`);
  }
  const server = input.option('server');
  const database = input.option('database');
  if (database !== undefined) return { kind: 'existingDatabase', database };
  if (server !== undefined) return { kind: 'newDatabase', server };
  return input.has('parent') && !input.has('new-database')
    ? { kind: 'databaseOfParent' }
    : { kind: 'newDatabase' };
}
