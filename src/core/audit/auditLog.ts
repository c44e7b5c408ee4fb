/**
 * The audit log: what people changed, and what they tried to. A change of a realm's data has its line in the realm's
 * database, in the same transaction; everything else in the control database, begun before the work and ended after it.
 */
import type { Knex } from 'knex';
import { builtRows } from '../../db/buildQuery';
import type { Sql } from '../../db/sql';

/** A line as it is stored. It names the thing that was changed, never contents or secrets. */
export interface AuditEntry {
  /** On the command line the user of the operating system. */
  readonly actor: string;
  readonly door: string;
  readonly operation: string;
  /** Name or number of the thing, where the operation has one. */
  readonly subject: string | null;
  /** `begun`, `done`, or the code of an error. */
  readonly outcome: string;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly happenedAt: Date;
}

export interface AuditFilter {
  readonly since: Date | null;
  readonly actor: string | null;
  readonly most: number;
}

const COLUMNS = 'happened_at, actor, door, operation, subject, outcome';

const valuesOf = ({ actor, door, operation, subject, outcome }: AuditEntry, now: Date) =>
  [now, actor, door, operation, subject, outcome] as const;

/** Keeps a line among the data of a realm. */
export async function keepInRealm(
  sql: Sql,
  realmId: number,
  entry: AuditEntry,
  now = new Date(),
): Promise<void> {
  await sql.write(`INSERT INTO audit_log (realm_id, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`, [
    realmId,
    ...valuesOf(entry, now),
  ]);
}

/**
 * Keeps a line in the control database.
 * @param realm name of the realm that it is about, or null
 * @returns the line's number
 */
export async function keepOnGateway(
  control: Sql,
  realm: string | null,
  entry: AuditEntry,
  now = new Date(),
): Promise<number> {
  const { insertId } = await control.write(
    `INSERT INTO gateway_audit_log (realm, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [realm, ...valuesOf(entry, now)],
  );
  return insertId;
}

/** Gives a line of the control database the outcome of what it said had begun. */
export async function endOnGateway(control: Sql, auditId: number, outcome: string): Promise<void> {
  await control.write('UPDATE gateway_audit_log SET outcome = ? WHERE audit_id = ?', [outcome, auditId]);
}

/** The newest lines among the data of a realm, the newest first. */
export const realmEntries = (sql: Sql, realmId: number, filter: AuditFilter): Promise<StoredAuditEntry[]> =>
  builtRows(sql, (knex) => filtered(knex('audit_log').select(SELECTED).where('realm_id', realmId), filter));

/**
 * The newest lines of the control database, the newest first.
 * @param realm those about this one; null for all
 */
export const gatewayEntries = (
  control: Sql,
  realm: string | null,
  filter: AuditFilter,
): Promise<(StoredAuditEntry & { readonly realm: string | null })[]> =>
  builtRows(control, (knex) => {
    const query = knex('gateway_audit_log').select({ ...SELECTED, realm: 'realm' });
    return filtered(realm === null ? query : query.where('realm', realm), filter);
  });

const SELECTED = {
  happenedAt: 'happened_at',
  actor: 'actor',
  door: 'door',
  operation: 'operation',
  subject: 'subject',
  outcome: 'outcome',
};

function filtered(query: Knex.QueryBuilder, { since, actor, most }: AuditFilter): Knex.QueryBuilder {
  if (since) void query.where('happened_at', '>=', since);
  if (actor !== null) void query.where('actor', actor);
  return query
    .orderBy([
      { column: 'happened_at', order: 'desc' },
      { column: 'audit_id', order: 'desc' },
    ])
    .limit(most);
}
