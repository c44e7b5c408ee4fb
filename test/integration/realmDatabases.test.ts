/** The router from a realm's database number to a connection pool. */
import { Database } from '../../src/db/database';
import { RealmDatabases, UnknownRealmDatabase } from '../../src/db/realmDatabases';
import { testDatabase, type TestSchema } from '../support/testDatabase';

const server = testDatabase();
let control: TestSchema;
let router: RealmDatabases;

beforeAll(async () => {
  control = await server.control();
});
beforeEach(() => {
  router = new RealmDatabases({
    control: control.database,
    defaultServer: server.server,
    open: (address) => new Database(address, 2),
    // Stands for the sealing of the house, which has tests of its own.
    unseal(sealed) {
      const text = sealed.toString();
      if (!text.startsWith('sealed:')) throw new Error('sealed with another secret');
      return text.slice('sealed:'.length);
    },
  });
});
afterEach(() => router.close());
afterAll(() => server.close());

async function addServer(name: string, url: string | null): Promise<number> {
  const sealed = url === null ? null : Buffer.from(url);
  return (
    await control.database.write(
      'INSERT INTO database_servers (name, url_sealed, created_at) VALUES (?, ?, NOW(3))',
      [name, sealed],
    )
  ).insertId;
}

async function addDatabase(serverId: number, name: string): Promise<number> {
  return (
    await control.database.write(
      "INSERT INTO realm_databases (server_id, name, identity_scheme, created_at) VALUES (?, ?, 'customer_key', NOW(3))",
      [serverId, name],
    )
  ).insertId;
}

const schemaOf = async (database: Database): Promise<unknown> =>
  (await database.rows<{ name: string }>('SELECT DATABASE() AS name'))[0]?.name;

test('a database is found on its server, once', async () => {
  const [onDefault, onOther] = [await server.emptySchema(), await server.emptySchema()];
  const defaultServer = await addServer('default', null);
  const otherServer = await addServer(
    'other',
    `sealed:mysql://root@localhost/?socketPath=${server.server.socketPath}`,
  );
  const first = await addDatabase(defaultServer, onDefault.name);
  const second = await addDatabase(otherServer, onOther.name);
  const [database, same] = await Promise.all([router.forDatabase(first), router.forDatabase(first)]);
  expect(same).toBe(database);
  expect(await schemaOf(database)).toBe(onDefault.name);
  expect(await schemaOf(await router.forDatabase(second))).toBe(onOther.name);
  expect(await router.addressOf(second)).toMatchObject({ database: onOther.name });
});

test('all databases are listed, later ones too, except one whose address cannot be opened', async () => {
  const before = await router.all();
  const fine = await addDatabase(await addServer('fine', null), (await server.emptySchema()).name);
  const sealedElsewhere = await addDatabase(await addServer('elsewhere', 'other'), 'nowhere');
  const ids = (await router.all()).map(({ databaseId }) => databaseId);
  expect(ids).toEqual([...before.map(({ databaseId }) => databaseId), fine]);
  await expect(router.forDatabase(sealedElsewhere)).rejects.toThrow('sealed with another secret');
});

test('an unknown number is refused, and looked up again when it is asked again', async () => {
  const next = (await addDatabase(await addServer('counted', null), 'counted')) + 1;
  await expect(router.forDatabase(next)).rejects.toBeInstanceOf(UnknownRealmDatabase);
  const schema = await server.emptySchema();
  expect(await addDatabase(await addServer('late', null), schema.name)).toBe(next);
  expect(await schemaOf(await router.forDatabase(next))).toBe(schema.name);
});

test('nothing is opened after the end', async () => {
  const id = await addDatabase(await addServer('closed', null), (await server.emptySchema()).name);
  await router.close();
  await expect(router.forDatabase(id)).rejects.toThrow('closed');
});
