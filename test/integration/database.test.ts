/** The pool: transactions, and what an error tells about who asked. */
import { isDuplicateKey } from '../../src/db/sql';
import { testDatabase } from '../support/testDatabase';
import type { TestSchema } from '../support/testDatabase';

const databases = testDatabase();
let schema: TestSchema;

beforeAll(async () => {
  schema = await databases.control();
  await schema.database.write('CREATE TABLE things (id INT PRIMARY KEY) ENGINE=InnoDB');
});
afterAll(() => databases.close());

const ids = async (): Promise<number[]> =>
  (await schema.database.rows<{ id: number }>('SELECT id FROM things ORDER BY id')).map(({ id }) => id);

test('a transaction is there whole after it returned, and not at all after it threw', async () => {
  const { database } = schema;
  const answer = await database.transaction(async (sql) => {
    await sql.write('INSERT INTO things VALUES (?)', [1]);
    await sql.writeOf('INSERT INTO things VALUES (?), (?)', [2, 3]);
    expect(await ids()).toEqual([]);
    return 'done';
  });
  expect(answer).toBe('done');
  const failed = database.transaction(async (sql) => {
    await sql.write('INSERT INTO things VALUES (?)', [4]);
    await sql.write('INSERT INTO things VALUES (?)', [1]);
  });
  expect(await failed.catch(isDuplicateKey)).toBe(true);
  expect(await ids()).toEqual([1, 2, 3]);
});

test('a transaction whose connection is lost leaves nothing, and the pool goes on', async () => {
  const { database } = schema;
  const lost = database.transaction(async (sql) => {
    await sql.write('INSERT INTO things VALUES (?)', [5]);
    const [row] = await sql.rows<{ id: number }>('SELECT CONNECTION_ID() AS id');
    await database.rowsOf(`KILL ${row!.id}`);
    await sql.write('INSERT INTO things VALUES (?)', [6]);
  });
  await expect(lost).rejects.toThrow();
  expect(await ids()).toEqual([1, 2, 3]);
});

test('the stack of an error names the code that asked, for pool and transaction', async () => {
  const { database } = schema;
  async function whoAsks(): Promise<unknown> {
    return await database.rows('SELECT * FROM nowhere');
  }
  async function whoAsksInTransaction(): Promise<unknown> {
    return await database.transaction(async (sql) => await sql.write('DELETE FROM nowhere'));
  }
  const stackOf = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'no error',
      (error: Error & { errno: number }) => `${error.errno} ${error.stack}`,
    );
  expect(await stackOf(whoAsks())).toMatch(/^1146 .*nowhere.*\n[\s\S]*whoAsks/);
  expect(await stackOf(whoAsksInTransaction())).toMatch(/^1146 .*nowhere.*\n[\s\S]*whoAsksInTransaction/);
});
