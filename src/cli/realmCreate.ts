/** `realm create`: a new tenant. */
import { realmCreate as createRealm, SCHEME_WORDS } from '../operations/administration/realms/realmCreate';
import { UsageError, type Command, type CommandInput } from './command';
import { realmReport } from './realmReport';
import { withGateway } from './operationCaller';

export const realmCreate: Command = {
  name: 'realm create',
  summary: 'Create a realm.',
  details: [
    'Without --server, --database and --parent the realm gets a new database on the default server.',
    'A child realm lives in the database of its parent unless another place is named, and identifies',
    'contacts as its parent does. An existing database dictates how contacts are identified, and a new',
    'one decides it for good: by address and first name, by customer key with --customer-key, or by what',
    '--identity names. "realm show" prints the rules that follow; docs/identity.md has them all.',
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
    identity: {
      value: 'SCHEME',
      doc: `By what contacts are known; only with a new database: ${SCHEME_WORDS.join(', ')}.`,
    },
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
    requireOnePlace(input);
    return withGateway(terminal, async (gateway) =>
      realmReport(
        await gateway.call(createRealm, {
          name: input.args[0]!,
          place: placeOf(input),
          server: input.option('server'),
          database: input.option('database'),
          customerKey: input.has('customer-key'),
          identity: input.option('identity'),
          parent: input.option('parent'),
          approvedBy: input.option('approved-by'),
          description: input.option('description'),
          timeZone: input.option('time-zone'),
        }),
      ),
    );
  },
};

/** @throws {UsageError} if two places are named */
function requireOnePlace(input: CommandInput): void {
  const places = ['server', 'new-database', 'database'].filter((name) => input.has(name));
  if (places.length > 1) {
    throw new UsageError(`Name one place for the realm's data: --${places.join(' or --')}.`);
  }
}

function placeOf(input: CommandInput): 'newDatabase' | 'existingDatabase' | 'databaseOfParent' {
  if (input.has('database')) return 'existingDatabase';
  const ofParent = input.has('parent') && !input.has('server') && !input.has('new-database');
  return ofParent ? 'databaseOfParent' : 'newDatabase';
}
