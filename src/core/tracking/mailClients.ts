/** The programs that mails are read with. Each combination has a number that is made of it, the same in every process. */
import { createHash } from 'node:crypto';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface MailClient {
  readonly browser: string;
  readonly operatingSystem: string;
  readonly clientType: string;
}

/** 48 bits. */
export const clientIdOf = ({ browser, operatingSystem, clientType }: MailClient): number =>
  createHash('sha256')
    .update(`${browser}\n${operatingSystem}\n${clientType}`, 'utf8')
    .digest()
    .readUIntBE(0, 6);

/** The same, in SQL over the columns of a row of events. */
export const CLIENT_ID_SQL =
  "CAST(CONV(LEFT(SHA2(CONCAT_WS('\\n', browser, operating_system, client_type), 256), 12), 16, 10) AS SIGNED)";

/** Stores those that are new. */
export async function rememberClients(
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  clients: ReadonlyMap<number, MailClient>,
): Promise<void> {
  if (clients.size === 0) return;
  const ids = [...clients.keys()].sort((a, b) => a - b);
  const known = await sql.rowsOf<{ client_id: number }>(
    `SELECT client_id FROM mail_clients WHERE realm_id = ? AND client_id IN (${ids.map(() => '?').join(', ')})`,
    [realmId, ...ids],
  );
  const isKnown = new Set(known.map((row) => row.client_id));
  const fresh = ids.filter((id) => !isKnown.has(id));
  if (fresh.length === 0) return;
  await sql.writeOf(
    `INSERT IGNORE INTO mail_clients (realm_id, client_id, browser, operating_system, client_type)
     VALUES ${fresh.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
    fresh.flatMap((id) => {
      const { browser, operatingSystem, clientType } = clients.get(id)!;
      return [realmId, id, browser, operatingSystem, clientType];
    }),
  );
}
