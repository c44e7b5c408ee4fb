/** Lists with their age, for programs that show them by it. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

export interface DatedList {
  readonly listId: number;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
}

/** The newest first. */
export const datedLists = (sql: Sql, { realmId }: Realm): Promise<DatedList[]> =>
  sql.rows<DatedList>(
    'SELECT list_id AS listId, name, description, created_at AS createdAt FROM lists WHERE realm_id = ? ORDER BY list_id DESC',
    [realmId],
  );
