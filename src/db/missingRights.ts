/** What an owner is told where a server refuses work on a schema for lack of rights: which schema, and how to give them. */
import type { RowDataPacket } from 'mysql2';
import type { DatabaseAddress } from './databaseAddress';
import { openConnection } from './openConnection';

/** The user of a database may not do what has to be done; the text holds the statement that allows it. */
export class MissingRights extends Error {
  override readonly name = 'MissingRights';
}

const REFUSALS = [
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
];

/**
 * @param address of the server, or of the schema on it
 * @throws {MissingRights} in place of the driver's error, where that is about rights
 */
export async function explainRights<T>(
  address: DatabaseAddress,
  schema: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!REFUSALS.includes(code ?? '')) throw error;
    // "ALTER command denied to user ..."
    const [, right] = /^([A-Z]+(?: [A-Z]+)?) command denied/.exec(message) ?? [];
    const user = await accountOf(address);
    throw new MissingRights(
      `The database user ${user} lacks rights on the database ${schema}${right ? ` (${right})` : ''}. Somebody who may give them can run: ${grant(schema, user)}`,
      { cause: error },
    );
  }
}

/** The statement that gives `account` all that the gateway needs of a schema. */
export const grant = (schema: string, account: string): string =>
  // An underscore stands for any character here.
  `GRANT ALL PRIVILEGES ON \`${schema.replaceAll('_', '\\_')}\`.* TO ${account};`;

/**
 * The account that the server takes this user for, as its statements write it. Of rights that come by a role nothing is
 * known here.
 */
export async function accountOf({ database: _, ...server }: DatabaseAddress): Promise<string> {
  return (await ask(server, 'SELECT CURRENT_USER() AS found'))[0]!
    .found!.split(/@(?=[^@]*$)/)
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join('@');
}

/** Whether the user is given, by itself and not by a role, the right to make a schema of this name. */
export async function mayCreate(server: DatabaseAddress, schema: string): Promise<boolean> {
  const rows = await ask(
    server,
    `SELECT 1 AS found FROM information_schema.user_privileges WHERE privilege_type = 'CREATE'
     UNION ALL SELECT 1 FROM information_schema.schema_privileges
       WHERE privilege_type = 'CREATE' AND ? LIKE table_schema`,
    [schema],
  );
  return rows.length > 0;
}

async function ask(
  server: DatabaseAddress,
  statement: string,
  values: string[] = [],
): Promise<{ found: string | null }[]> {
  const connection = (await openConnection(server)).promise();
  try {
    return (await connection.query<RowDataPacket[]>(statement, values))[0] as { found: string | null }[];
  } finally {
    connection.destroy();
  }
}
