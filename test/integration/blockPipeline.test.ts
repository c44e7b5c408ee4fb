/** Blocks that are stored side by side, over a real database. */
import { BlockPipeline, PARALLEL_BLOCKS, type Turn } from '../../src/transfer/blockPipeline';
import type { Sql } from '../../src/db/sql';
import { testDatabase, type TestSchema } from '../support/testDatabase';

const databases = testDatabase();
let schema: TestSchema;

beforeAll(async () => {
  schema = await databases.realm('email_first_name');
  await schema.database.write('CREATE TABLE places (name VARCHAR(20) PRIMARY KEY, block INT NOT NULL)');
});
afterAll(() => databases.close());

const stored = async (): Promise<string[]> =>
  (
    await schema.database.rows<{ name: string; block: number }>(
      'SELECT name, block FROM places ORDER BY name',
    )
  ).map(({ name, block }) => `${name} ${block}`);

const put = (sql: Sql, name: string, block: number): Promise<unknown> =>
  sql.write('INSERT INTO places VALUES (?, ?) ON DUPLICATE KEY UPDATE block = VALUES(block)', [name, block]);

/** A block that writes one place, and ends. */
const block =
  (name: string, number: number, before = (): Promise<void> => Promise.resolve()) =>
  (turn: Turn): Promise<void> =>
    schema.database.transaction(async (sql) => {
      await before();
      await put(sql, name, number);
      await turn();
    });

function signal(): { readonly given: Promise<void>; give(): void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}

test('blocks run side by side and end in their order', async () => {
  const lanes = new BlockPipeline();
  const late = signal();
  const begun: number[] = [];
  for (let i = 0; i < PARALLEL_BLOCKS; i++)
    await lanes.start(new Set([`side ${i}`]), (turn) => {
      begun.push(i);
      return block(`side ${i}`, i, i === 0 ? () => late.given : undefined)(turn);
    });
  expect(begun).toHaveLength(PARALLEL_BLOCKS);
  // Later ones are done but for their turn, for less time than they are patient.
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await stored()).toEqual([]);
  late.give();
  await lanes.ended();
  expect(await stored()).toEqual(begun.map((i) => `side ${i} ${i}`));
});

test('a block that waits for a lock of the one behind it gets it, and the one behind it ends last', async () => {
  const lanes = new BlockPipeline();
  const taken = signal();
  await lanes.start(
    new Set(['one']),
    block('lock', 1, () => taken.given),
  );
  let attempts = 0;
  await lanes.start(new Set(['other']), (turn) =>
    schema.database.transaction(async (sql) => {
      attempts += 1;
      await put(sql, 'lock', 2);
      taken.give();
      await turn();
    }),
  );
  await lanes.ended();
  expect(attempts).toBe(2);
  expect(await stored()).toContain('lock 2');
});

test('a block waits for those that change the same', async () => {
  const lanes = new BlockPipeline();
  const order: string[] = [];
  const late = signal();
  await lanes.start(new Set(['same', 'other']), (turn) =>
    block('same', 1, () => late.given)(turn).then(() => void order.push('first')),
  );
  const second = lanes.start(new Set(['same']), (turn) => {
    order.push('second begins');
    return block('same', 2)(turn);
  });
  late.give();
  await second;
  await lanes.ended();
  expect(order).toEqual(['first', 'second begins']);
  expect(await stored()).toContain('same 2');
});

test('nothing is stored behind a block that fails, and its error is the one that is told', async () => {
  const lanes = new BlockPipeline();
  const late = signal();
  const fails = async (): Promise<void> => {
    await late.given;
    throw new Error('this block cannot be stored');
  };
  await lanes.start(new Set(['a']), block('fail a', 1));
  await lanes.start(new Set(['b']), block('fail b', 2, fails));
  await lanes.start(new Set(['c']), block('fail c', 3));
  late.give();
  await expect(lanes.ended()).rejects.toThrow('this block cannot be stored');
  const more = jest.fn();
  await expect(lanes.start(new Set(['d']), more)).rejects.toThrow('this block cannot be stored');
  expect(more).not.toHaveBeenCalled();
  expect((await stored()).filter((text) => text.startsWith('fail'))).toEqual(['fail a 1']);
});
