/** The programs that mails are read with. Each combination has a number that is made of it, the same in every process. */
import { createHash } from 'node:crypto';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface MailClient {
  readonly browser: string;
  readonly operatingSystem: string;
  readonly clientType: string;
}

/** Ids of combinations that came lately: there are few, and each mail is read with one of them. */
const ids = new Map<string, number>();
const REMEMBERED = 10_000;

/** 48 bits. */
export function clientIdOf({ browser, operatingSystem, clientType }: MailClient): number {
  const text = `${browser}\n${operatingSystem}\n${clientType}`;
  const known = ids.get(text);
  if (known !== undefined) return known;
  const id = createHash('sha256').update(text, 'utf8').digest().readUIntBE(0, 6);
  if (ids.size >= REMEMBERED) ids.clear();
  ids.set(text, id);
  return id;
}

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
  const wanted = [...clients.keys()].sort((a, b) => a - b);
  const known = await sql.rowsOf<{ client_id: number }>(
    `SELECT client_id FROM mail_clients WHERE realm_id = ? AND client_id IN (${wanted.map(() => '?').join(', ')})`,
    [realmId, ...wanted],
  );
  const isKnown = new Set(known.map((row) => row.client_id));
  const fresh = wanted.filter((id) => !isKnown.has(id));
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
