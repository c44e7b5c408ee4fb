/** The floor under the operations that use the database: mysql2 running their statements in a loop, and no more. */
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { connectionOptions, type DatabaseAddress } from '../../src/db/databaseAddress';
import { answerRequests } from './child';
import { isTransaction, STATEMENTS, type Statement } from './statements';

export type BareDatabaseRequest =
  | {
      readonly kind: 'open';
      readonly realm: DatabaseAddress;
      readonly control: DatabaseAddress;
      readonly connections: number;
    }
  | {
      readonly kind: 'run';
      readonly operation: keyof typeof STATEMENTS;
      readonly realmId: number;
      readonly listId: number;
      readonly seconds: number;
      /** Calls after which to stop, whatever the time. */
      readonly calls?: number;
      readonly numbers: { readonly first: number; readonly count: number };
    };

/** One line of work: a connection to each of the two databases, as one call of the gateway uses them. */
interface Lane {
  readonly realm: Connection;
  readonly control: Connection;
}

let lanes: Lane[] = [];

/** The settings of the gateway's own connections. */
async function openConnection(address: DatabaseAddress): Promise<Connection> {
  const connection = await createConnection(connectionOptions(address));
  await connection.query("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'");
  await connection.query("SET SESSION time_zone = '+00:00'");
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  return connection;
}

async function runOnce(
  { realm, control }: Lane,
  statements: readonly Statement[],
  realmId: number,
  listId: number,
  number: number,
): Promise<void> {
  const call = { realmId, listId, number, contactId: 0, now: new Date() };
  for (const { sql, on, prepared, values, use } of statements) {
    const connection = on === 'control' ? control : realm;
    const bound = values?.(call) ?? [];
    const [found] = prepared
      ? await connection.execute<RowDataPacket[]>(sql, bound)
      : await connection.query<RowDataPacket[]>(sql, bound);
    use?.(call, found);
  }
}

answerRequests<BareDatabaseRequest>(async (request) => {
  if (request.kind === 'open') {
    lanes = await Promise.all(
      Array.from({ length: request.connections }, async () => ({
        realm: await openConnection(request.realm),
        control: await openConnection(request.control),
      })),
    );
    return null;
  }
  const { operation, realmId, listId, seconds, calls = Infinity, numbers } = request;
  const statements = STATEMENTS[operation];
  const autocommit = isTransaction(statements) ? 0 : 1;
  await Promise.all(lanes.map(({ realm }) => realm.query(`SET autocommit = ${autocommit}`)));
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let done = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      while (performance.now() < end && done < calls) {
        const number = numbers.first + (done++ % numbers.count);
        await runOnce(lane, statements, realmId, listId, number);
      }
    }),
  );
  return { calls: done, seconds: (performance.now() - startedAt) / 1000 };
});
