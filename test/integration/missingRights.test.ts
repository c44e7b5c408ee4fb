/** A database user that lacks rights: the command says which database it is about, and the statement that mends it works. */
import { rm } from 'node:fs/promises';
import { runHere } from '../support/commandLine';
import { createDatabaseUser, type DatabaseUser } from '../support/databaseUser';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const control = databases.newName();
let user: DatabaseUser;
let account: string;
let varDirectory: string;

beforeAll(async () => {
  varDirectory = await temporaryDirectory('rights');
  user = await createDatabaseUser(databases.server, 'test\\_nothing');
  account = `'${user.address.user}'@'localhost'`;
});
afterAll(async () => {
  await dropRealmSchemas(user.root, databases.server, control);
  await user.close();
  await databases.close();
  await rm(varDirectory, { recursive: true, force: true });
});

const urlOf = (schema: string): string =>
  `mysql://${user.address.user}@localhost/${schema}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
const run = (...words: string[]) =>
  runHere({ DATABASE_URL: urlOf(control), VAR_DIRECTORY: varDirectory }, words);
const escaped = (schema: string): string => schema.replaceAll('_', '\\_');

/** The command fails for lack of rights on `schema`; what it says to run is run. */
async function grantAsTold(schema: string, ...words: string[]): Promise<void> {
  const { code, out, error } = await run(...words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toContain(`${account} lacks rights on the database ${schema}`);
  const statement = `GRANT ALL PRIVILEGES ON \`${escaped(schema)}\`.* TO ${account};`;
  expect(error).toContain(statement);
  await user.root.writeOf(statement.slice(0, -1));
}

test('from nothing to a realm by doing what is said', async () => {
  await grantAsTold(control, 'migrate');
  expect(await run('migrate')).toMatchObject({ code: 0, error: '' });
  await grantAsTold(`${control}_shop`, 'realm', 'create', 'shop');
  expect(await run('realm', 'create', 'shop')).toMatchObject({ code: 0, error: '' });

  // A right that is taken away later, and is needed by a migration.
  await user.root.writeOf(`REVOKE SELECT ON \`${escaped(`${control}_shop`)}\`.* FROM ${account}`);
  await grantAsTold(`${control}_shop`, 'migrate');
  expect(await run('migrate')).toMatchObject({ code: 0, error: '' });
});

test('a server that is added tells what its user lacks', async () => {
  const url = urlOf('').replace('localhost/?', 'localhost?');
  const added = await run('server', 'add', 'second', '--url', url);
  const statement = `GRANT ALL PRIVILEGES ON \`${escaped(`${control}_`)}%\`.* TO ${account};`;
  expect(added).toMatchObject({ code: 0, error: '' });
  expect(added.out).toContain(statement);
  await user.root.writeOf(statement.slice(0, -1));
  const again = await run('server', 'add', 'second', '--url', url, '--replace', '--json');
  expect(JSON.parse(again.out)).toEqual({ name: 'second', missingGrant: null });
  expect(await run('realm', 'create', 'far', '--server', 'second')).toMatchObject({ code: 0, error: '' });
});
