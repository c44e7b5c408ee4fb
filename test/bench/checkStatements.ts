/** Reads from the server's own log which statements a piece of work issued, so that like is compared with like. */
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { STATEMENTS } from './statements';

interface LoggedRow extends RowDataPacket {
  thread_id: number;
  argument: Buffer | string;
}

/**
 * Sessions are read ahead of the calls that need them, connections keep the kind of transaction that they were set to,
 * and our own statement ends the log.
 */
const BACKGROUND = /\b(?:FROM|UPDATE) sessions\b|^SET autocommit\b|general_log/;
/** What the gateway does besides its calls happens every few seconds, so it cannot disturb every attempt. */
const ATTEMPTS = 5;

/** Runs `work` and answers its statements, with values replaced by `?`: those of each connection in order. */
async function statementsOf(connection: Connection, work: () => Promise<unknown>): Promise<string> {
  await connection.query('TRUNCATE TABLE mysql.general_log');
  await connection.query('SET GLOBAL general_log = 1');
  try {
    await work();
  } finally {
    await connection.query('SET GLOBAL general_log = 0');
  }
  const [rows] = await connection.query<LoggedRow[]>(
    "SELECT thread_id, argument FROM mysql.general_log WHERE command_type IN ('Query', 'Execute')",
  );
  const byConnection = new Map<number, string>();
  for (const { thread_id: id, argument } of rows) {
    const statement = withoutValues(String(argument));
    if (!BACKGROUND.test(statement)) byConnection.set(id, `${byConnection.get(id) ?? ''}${statement}\n`);
  }
  return [...byConnection.values()].sort().join('');
}

const withoutValues = (statement: string): string =>
  statement
    .replace(/(?:\b(?:X|TIMESTAMP))?'(?:[^'\\]|\\.|'')*'/gi, '?')
    .replace(/\b\d+\b/g, '?')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * @param callGateway makes one call of the operation through the gateway
 * @param callBare runs the bare loop once
 * @throws {Error} with both lists where they differ
 */
export async function checkStatements(
  connection: Connection,
  operation: keyof typeof STATEMENTS,
  callGateway: () => Promise<unknown>,
  callBare: () => Promise<unknown>,
): Promise<void> {
  await connection.query("SET GLOBAL log_output = 'TABLE'");
  let bare = '';
  let gateway = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    bare = await statementsOf(connection, callBare);
    gateway = await statementsOf(connection, callGateway);
    if (gateway === bare) return;
  }
  throw new Error(
    `${operation}: the bare loop must issue the statements of the gateway; correct test/bench/statements.ts.\n` +
      `The gateway issues:\n${gateway}\nThe bare loop issues:\n${bare}`,
  );
}
