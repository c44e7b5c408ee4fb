/**
 * No statement reaches the rows of two realms: every statement that the product ran in the tests says of which realm the
 * rows are, for every table that has a `realm_id`. What serves all realms of a schema is listed here, with the reason.
 */
import { recordedStatements, tablesOfRealms } from '../support/recordedStatements';
import { unboundTables } from '../support/unboundTables';

/** Statements that bind no realm, by a part of their text that no other has. */
const OF_ALL_REALMS: readonly { readonly table: string; readonly part: string; readonly why: string }[] = [
  // The queues of a schema. What is done with a row that was found names its realm.
  {
    table: 'outbox',
    part: 'FROM outbox FORCE INDEX (outbox_due) WHERE route = ? AND due_at <= UTC_TIMESTAMP(3)',
    why: 'a worker delivers for every realm of a schema, the longest due first',
  },
  {
    table: 'outbox',
    part: "SELECT DISTINCT route FROM outbox WHERE route > ''",
    why: 'which routes have mail: a worker for each',
  },
  {
    table: 'outbox',
    part: "UPDATE outbox SET route = '' WHERE route = ?",
    why: 'mail of a route that nobody knows goes the default way, whose ever it is',
  },
  {
    table: 'campaigns',
    part: 'FROM campaigns FORCE INDEX (campaigns_due) WHERE due_at <= UTC_TIMESTAMP(3)',
    why: 'launches are expanded for every realm of a schema, the longest due first',
  },
  {
    table: 'ab_results',
    part: 'FROM ab_results FORCE INDEX (ab_results_due) WHERE due_at <= UTC_TIMESTAMP(3)',
    why: 'A/B tests are ended for every realm of a schema',
  },
  {
    table: 'scheduled_launches',
    part: 'FROM scheduled_launches FORCE INDEX (scheduled_launches_due) WHERE due_at <= UTC_TIMESTAMP(3)',
    why: 'scheduled launches begin for every realm of a schema',
  },
  {
    table: 'lifecycle_members',
    part: 'FROM lifecycle_members FORCE INDEX (lifecycle_members_due) WHERE due_at <= UTC_TIMESTAMP(3)',
    why: 'messages of life-cycle campaigns go out for every realm of a schema',
  },
  {
    table: 'campaign_counts',
    part: 'FROM campaign_counts WHERE part > 0',
    why: 'parts of counts are added up for every realm of a schema, each within its own',
  },
  {
    table: 'opt_outs',
    part: 'FROM opt_outs WHERE level = 23 AND published_at IS NULL',
    why: 'universal opt-outs of every realm go to the register of the system',
  },
  {
    table: 'outbox',
    part: 'WHERE route = ? AND due_at > UTC_TIMESTAMP(3) AND put_aside = TRUE',
    why: 'mail that waits for its turn at a domain, whose ever it is, waits no longer',
  },
  ...['messages', 'events', 'audit_log'].map((table) => ({
    table,
    part: `SELECT 1 FROM \`${table}\` WHERE`,
    why: 'whether a transaction was committed whose answer was lost: by the number of a row that it inserted',
  })),
  {
    table: 'commit_marks',
    part: 'DELETE FROM commit_marks WHERE written_at <',
    why: 'marks of connections that are long gone',
  },
  ...['contacts', 'lists', 'custom_fields', 'messages'].map((table) => ({
    table,
    part: `SELECT 1 FROM ${table} LIMIT 1`,
    why: 'whether a database that a realm is to be made in holds anybody at all',
  })),
  // The control database: what finds a realm cannot know it before.
  {
    table: 'licences',
    part: 'FROM licences WHERE key_hash = ?',
    why: 'the key of a licence says whose it is',
  },
  { table: 'licences', part: 'FROM sessions s JOIN licences l', why: 'joined by what the session names' },
  { table: 'api_clients', part: 'FROM sessions s JOIN licences l', why: 'joined by what the session names' },
  {
    table: 'licences',
    part: 'IN (SELECT licence_id FROM licences WHERE revoked_at IS NOT NULL)',
    why: 'sessions of all realms end',
  },
  {
    table: 'api_clients',
    part: 'FROM api_clients WHERE client_id = ? FOR UPDATE',
    why: 'a lock, by a number just read',
  },
  {
    table: 'api_keys',
    part: 'WHERE k.key_hash = ? AND k.door = ?',
    why: 'a key says whose it is',
  },
  {
    table: 'sftp_keys',
    part: 'FROM sftp_keys k JOIN (realms r',
    why: 'joined by the realm that the caller names',
  },
  {
    table: 'realm_passwords',
    part: 'LEFT JOIN realm_passwords p ON p.realm_id = r.realm_id',
    why: 'joined by the realm that the caller names',
  },
  {
    table: 'api_keys',
    part: 'FROM api_keys k JOIN realms r ON r.realm_id = k.realm_id',
    why: 'the owner lists the keys of all realms',
  },
  ...['licences', 'api_clients'].map((table) => ({
    table,
    part: 'FROM licences l JOIN realms r ON r.realm_id = l.realm_id JOIN api_clients c',
    why: 'the owner lists the licences of all realms',
  })),
  {
    table: 'console_roles',
    part: 'FROM console_roles c JOIN realms r ON r.realm_id = c.realm_id',
    why: 'the roles of a user in all realms',
  },
];

/** The register, whose rows are the realms themselves, and sessions, which only the hash of a secret finds. */
const NOT_OF_ONE_REALM = ['realms', 'sessions'];

const tables = tablesOfRealms();
for (const table of NOT_OF_ONE_REALM) tables.delete(table);
const statements = recordedStatements();
const findings = statements.flatMap(({ statement, place }) =>
  unboundTables(statement, tables).map((table) => ({ table, statement, place })),
);
const isListed = ({ table, statement }: { table: string; statement: string }): boolean =>
  OF_ALL_REALMS.some((entry) => entry.table === table && statement.includes(entry.part));

test('there are statements to look at, and they touch every table of realms', () => {
  expect(tables.size).toBeGreaterThan(30);
  const texts = statements.map(({ statement }) => statement).join('\n');
  expect([...tables].filter((table) => !new RegExp(`\\b${table}\\b`).test(texts))).toEqual([]);
});

test('every statement binds the realm of every table that it touches, or is listed with the reason', () => {
  expect(findings.filter((finding) => !isListed(finding))).toEqual([]);
});

test.each(OF_ALL_REALMS)('the listed statement is still there: $part ($table)', ({ table, part }) => {
  expect(findings.filter((each) => each.table === table && each.statement.includes(part))).not.toEqual([]);
});
