/**
 * 200 realm databases on one server: connections and prepared statements stay within the bounds of the process, and
 * every realm is served. The databases hold views of the tables of one, because making the tables would take minutes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createList } from '../../src/core/lists/lists';
import type { Realm } from '../../src/core/realms/realm';
import { Realms } from '../../src/core/realms/realms';
import type { Database } from '../../src/db/database';
import type { SqlValue } from '../../src/db/sql';
import { createDatabaseUser, type DatabaseUser } from '../support/databaseUser';
import { testDatabase } from '../support/testDatabase';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const DATABASES = 200;
const CONNECTIONS = 20;
/** What the tables of a subscribing are. */
const TABLES = ['lists', 'contacts', 'subscriptions', 'opt_outs', 'events', 'forgotten_identifiers'];
/** Different statements of a connection that serves nothing else. */
const STATEMENTS = 20;

let user: DatabaseUser;
let gateway: TestGateway;
const schemas: string[] = [];
const callers: { readonly realm: Realm; readonly session: string; readonly listId: number }[] = [];

type Row = Readonly<Record<string, SqlValue>>;

/** Puts a row like another one beside it. @returns its number */
async function insertLike(control: Database, table: string, like: Row, changes: Row): Promise<number> {
  const [row] = await control.rowsOf<Row>(
    `SELECT * FROM ${table} WHERE ${Object.keys(like).join(' = ? AND ')} = ?`,
    Object.values(like),
  );
  const wanted = Object.entries({ ...row, ...changes }).filter(([column]) => !(column in like));
  const { insertId } = await control.writeOf(
    `INSERT INTO ${table} (${wanted.map(([column]) => column).join(', ')}) VALUES (${wanted.map(() => '?').join(', ')})`,
    wanted.map(([, value]) => value),
  );
  return insertId;
}

beforeAll(async () => {
  user = await createDatabaseUser(testDatabase().server);
  gateway = await startTestGateway(
    { DELIVERY_ENABLED: 'no', DATABASE_CONNECTIONS: '8', DATABASE_CONNECTIONS_TOTAL: String(CONNECTIONS) },
    user.address,
  );
  const { control, normal, licences } = gateway;
  const realms = new Realms(control);
  const { realmId, databaseId } = normal.realm;
  const [original] = await control.rows<{ name: string }>(
    'SELECT name FROM realm_databases WHERE database_id = ?',
    [databaseId],
  );
  const make = async (i: number): Promise<void> => {
    const name = `${original!.name}_${i}`;
    await user.root.writeOf(`CREATE DATABASE ${name}`);
    schemas.push(name);
    for (const table of TABLES)
      await user.root.writeOf(`CREATE VIEW ${name}.${table} AS SELECT * FROM ${original!.name}.${table}`);
    const database = await insertLike(control, 'realm_databases', { database_id: databaseId }, { name });
    await insertLike(control, 'realms', { realm_id: realmId }, { name: `many${i}`, database_id: database });
    const realm = await realms.require(`many${i}`);
    const { text: license } = await licences.issue(realm);
    const list = { name: 'News', fromAddress: 'f@sender.example' };
    callers.push({
      realm,
      session: await gateway.soap.text('beginSession', { license }),
      listId: await createList(normal.database, realm, list, new Date()),
    });
  };
  for (let i = 0; i < DATABASES; i += 8) await Promise.all(Array.from({ length: 8 }, (_, n) => make(i + n)));
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all(schemas.map((schema) => user.root.writeOf(`DROP DATABASE ${schema}`)));
  await user.close();
});

const connections = async (): Promise<number> => {
  const [row] = await user.root.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = ?',
    [user.address.user],
  );
  return row!.n;
};
const preparedStatements = async (): Promise<number> => {
  const [row] = await user.root.rowsOf<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
  return Number(row!.Value);
};

test('every realm is served over a bounded number of connections and statements', async () => {
  const before = await preparedStatements();
  let isDone = false;
  const most = { connections: 0, statements: 0 };
  const watching = (async () => {
    while (!isDone) {
      most.connections = Math.max(most.connections, await connections());
      most.statements = Math.max(most.statements, (await preparedStatements()) - before);
      await sleep(20);
    }
  })();
  const subscribe = ({ session, listId }: (typeof callers)[number], round: number): Promise<unknown> =>
    gateway.soap.call('userSubscribe', {
      session,
      email: `r${round}@example.org`,
      listId,
      emailFormat: 99,
    });
  for (const round of [1, 2]) {
    const waiting = [...callers];
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop())
          expect(await subscribe(next, round)).toBe(0);
      }),
    );
  }
  isDone = true;
  await watching;
  const [row] = await gateway.normal.database.rows<{ n: number }>(
    `SELECT COUNT(*) AS n FROM contacts WHERE realm_id >= ? AND email IN ('r1@example.org', 'r2@example.org')`,
    [Math.min(...callers.map(({ realm }) => realm.realmId))],
  );
  expect(row!.n).toBe(2 * DATABASES);
  // Those of the control database, which are not among them, and one that watches the server.
  expect(most.connections).toBeLessThanOrEqual(CONNECTIONS + 8 + 2);
  expect(most.connections).toBeGreaterThan(8);
  expect(most.statements).toBeLessThanOrEqual(most.connections * STATEMENTS);
});
