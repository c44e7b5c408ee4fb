/** The `segmentation` commands, as their users run them. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/db/database';
import { runHere, type Outcome } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
const databaseUrl = `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`;
let varDirectory: string;

const run = (...words: string[]): Promise<Outcome> =>
  runHere({ DATABASE_URL: databaseUrl, VAR_DIRECTORY: varDirectory }, words);
const json = async (...words: string[]): Promise<Record<string, unknown>> => {
  const { code, out, error } = await run(...words, '--json');
  expect({ words, code, error }).toEqual({ words, code: 0, error: '' });
  return JSON.parse(out) as Record<string, unknown>;
};

beforeAll(async () => {
  varDirectory = await temporaryDirectory('segmentation-commands');
  expect(await run('realm', 'create', 'shop')).toMatchObject({ code: 0 });
});

afterAll(async () => {
  const database = new Database(databases.server, 1);
  await dropRealmSchemas(database, databases.server, controlName);
  await database.close();
  await databases.close();
  await rm(varDirectory, { recursive: true, force: true });
});

test('a rule is made, shown, changed, tried and deleted', async () => {
  const { listId } = await json('list', 'create', 'shop', 'News');
  const file = join(varDirectory, 'rule.txt');
  await writeFile(file, '\uFEFFcity = "Oslo"\n  and not opened_date > today-30\n');
  const made = await json('segmentation', 'create', 'shop', 'Sleepers', '--file', file, '--list', String(listId), '--folder', '/people'); // prettier-ignore
  expect(made).toMatchObject({ name: 'Sleepers', listId });
  const id = String(made.segmentationId);

  const shown = await run('segmentation', 'show', 'shop', 'Sleepers');
  expect(shown).toMatchObject({ code: 0, error: '' });
  expect(shown.out).toMatch(/Selects +.*city = "Oslo".*today-30/);
  expect((await run('segmentation', 'list', 'shop')).out).toMatch(new RegExp(`^${id} +Sleepers `, 'm'));

  expect(
    await json('segmentation', 'edit', 'shop', id, '--rule', 'first exists', '--name', 'Named'),
  ).toMatchObject({
    name: 'Named',
    rules: 'first exists',
    listId,
    folderId: made.folderId,
  });
  expect(await json('segmentation', 'test', 'shop', 'Named', String(listId))).toMatchObject({ contacts: 0 });
  expect((await run('segmentation', 'delete', 'shop', 'Named')).out).toContain(`The rule Named (${id})`);
  const gone = await run('segmentation', 'show', 'shop', 'Named');
  expect(gone).toMatchObject({ code: 1, out: '' });
  expect(gone.error).toContain('There is no segmentation rule');
});

test('what is wrong is said with its place, and nothing is kept', async () => {
  const create = (...words: string[]) => run('segmentation', 'create', 'shop', 'Bad', ...words);
  const invalid = await create('--rule', 'city = "Oslo" and opend exists');
  expect(invalid.code).toBe(1);
  expect(invalid.error).toContain(
    'line 1, column 19: there is no field named opend in this realm (did you mean opened?).',
  );
  expect((await create()).code).toBe(2);
  expect((await create('--rule', 'city exists', '--file', 'x')).code).toBe(2);
  expect((await create('--rule', 'city exists', '--list', 'News')).code).toBe(2);
  expect((await create('--rule', 'city exists', '--list', '424242')).error).toContain('no list 424242');
  expect((await run('segmentation', 'list', 'shop')).out).toContain('has no rule yet');
  await json('segmentation', 'create', 'shop', 'Good', '--rule', 'city exists');
  expect((await run('segmentation', 'edit', 'shop', 'Good')).code).toBe(2);
  expect((await run('segmentation', 'edit', 'shop', 'Good', '--rule', 'city')).code).toBe(1);
  expect((await run('segmentation', 'create', 'shop', 'Good', '--rule', 'zip exists')).error).toContain(
    'already named Good',
  );
  expect((await run('segmentation', 'test', 'shop', 'Good', '424242')).code).toBe(1);
  expect(await json('segmentation', 'show', 'shop', 'Good')).toMatchObject({
    rules: 'city exists',
    problem: null,
  });
});

test('a stored rule that cannot be used any more is shown with what is wrong, as exit code 1', async () => {
  await json('segmentation', 'create', 'shop', 'Stale', '--rule', 'city exists');
  const database = new Database(databases.server, 1);
  const [schema] = await database.rows<{ name: string }>(
    "SELECT table_schema AS name FROM information_schema.tables WHERE table_name = 'segmentation_rules' AND LEFT(table_schema, ?) = ?",
    [controlName.length, controlName],
  );
  await database.writeOf(
    `UPDATE ${schema!.name}.segmentation_rules SET rules = 'lost = 1' WHERE name = 'Stale'`,
  );
  await database.close();
  const shown = await run('segmentation', 'show', 'shop', 'Stale');
  expect(shown.code).toBe(1);
  expect(shown.out).toMatch(/Problem +.*column 1: there is no field named lost/);
});
