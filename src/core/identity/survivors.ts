/**
 * Who a contact is now that was merged into another. Asked where no contact has the number that somebody brings, and
 * nowhere else, so that everybody else pays nothing for it.
 */
import type { Sql } from '../../db/sql';

/** Merged contacts, by their number, and the number of whoever they are now; numbers of others are left out. */
export async function survivorsOf(
  sql: Sql,
  { realmId }: { readonly realmId: number },
  contactIds: readonly number[],
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  let asked = contactIds;
  // Whoever they were merged into can have been merged itself. Nobody is merged into one that is none, so this ends.
  while (asked.length > 0) {
    const rows = await sql.rowsOf<{ contact_id: number; survivor_id: number }>(
      `SELECT contact_id, survivor_id FROM former_contacts
        WHERE realm_id = ? AND contact_id IN (${asked.map(() => '?').join(', ')}) AND survivor_id > 0`,
      [realmId, ...asked],
    );
    for (const row of rows) found.set(row.contact_id, row.survivor_id);
    asked = rows.map((row) => row.survivor_id);
  }
  const last = (contactId: number): number => {
    const next = found.get(contactId);
    return next === undefined ? contactId : last(next);
  };
  return new Map(contactIds.flatMap((id) => (found.has(id) ? [[id, last(id)] as const] : [])));
}

/** The numbers of all that were merged into a contact, into those too, and so on. */
export async function mergedInto(
  sql: Sql,
  { realmId }: { readonly realmId: number },
  contactId: number,
): Promise<number[]> {
  const all: number[] = [];
  let asked = [contactId];
  while (asked.length > 0) {
    const rows = await sql.rowsOf<{ contact_id: number }>(
      `SELECT contact_id FROM former_contacts WHERE realm_id = ? AND survivor_id IN (${asked.map(() => '?').join(', ')})`,
      [realmId, ...asked],
    );
    asked = rows.map((row) => row.contact_id);
    all.push(...asked);
  }
  return all;
}
