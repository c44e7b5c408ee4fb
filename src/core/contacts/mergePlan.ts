/**
 * What merging one contact into another comes to: everything is read and decided here, and nothing is written. A preview
 * is this plan; `mergeContacts` carries it out.
 */
import type { Sql, SqlValue } from '../../db/sql';
import { STANDARD_FIELDS } from '../fields/standardFields';
import { identityHashes } from '../identity/identityHash';
import type { StoredIdentity } from '../identity/identityScheme';
import { keyText } from '../identity/keyBytes';
import { unmailable } from '../identity/mailable';
import type { Realm } from '../realms/realm';
import { MERGED_SOURCE, OPT_OUT_LEVELS } from '../suppression/optOuts';
import type { OptOutRegister } from '../suppression/universalOptOuts';
import type { Contact } from './contact';
import { comparable, readOwnRows, type OwnRows, type Row } from './contactOwnRows';

export interface MergeOptions {
  /** Where both have a value, that of the source counts, also of identifiers that the scheme lets change. */
  readonly sourceWins: boolean;
}

/** Columns of the survivor's row that belong together, and change together. */
export interface ColumnChange {
  readonly columns: readonly string[];
  readonly before: readonly SqlValue[];
  readonly after: readonly SqlValue[];
}

export interface ValueChange {
  readonly fieldId: number;
  /** Null where the survivor had no value. */
  readonly before: Row | null;
  readonly after: Row;
}

export interface MergePlan {
  readonly source: Contact;
  readonly survivor: Contact;
  readonly sourceRows: OwnRows;
  /** Of the survivor's own row. */
  readonly changes: readonly ColumnChange[];
  readonly values: readonly ValueChange[];
  /** Subscriptions of the source that the survivor gets. */
  readonly joined: readonly Row[];
  /** Subscriptions of the survivor that end because the source had opted out. */
  readonly left: readonly Row[];
  /** Sign-ups of the source that the survivor can confirm: `pending_subscriptions.pending_id`. */
  readonly pendings: readonly number[];
  /** Opt-outs of the two as they are. */
  readonly optOutsBefore: readonly Row[];
  /** Opt-outs that the survivor gets: with those that it has, all that either of them had. */
  readonly optOuts: readonly Row[];
}

/**
 * @param source locked, as the survivor is, unless nothing will be written
 * @param register the universal register; it is in another database and may want to be asked before rows are locked
 */
export async function planMerge(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  source: Contact,
  survivor: Contact,
  options: MergeOptions,
): Promise<MergePlan> {
  const sourceRows = await readOwnRows(sql, realm, source.contactId);
  const own = await readOwnRows(sql, realm, survivor.contactId);
  const changes = columnChanges(realm, sourceRows.contacts[0]!, own.contacts[0]!, options);
  const after = identityAfter(survivor.identity, changes);
  const optOutsBefore = await optOutRows(sql, realm, [source.identity, survivor.identity]);
  const lost = [source.identity.email, survivor.identity.email].filter(
    (email) => email !== null && email !== after.email,
  );
  const everywhere = lost.length === 0 ? new Set<string>() : await register.find(lost as string[]);
  const optOuts = unionOfOptOuts(realm, optOutsBefore, after, everywhere);
  const out = [...optOutsBefore, ...optOuts];
  const isOut = ({ list_id: listId }: Row): boolean =>
    out.some((one) => one.list_id === 0 || one.list_id === listId);
  const lacks = (rows: readonly Row[], listId: SqlValue | undefined): boolean =>
    rows.every((one) => one.list_id !== listId);
  return {
    source,
    survivor,
    sourceRows,
    changes,
    values: valueChanges(sourceRows.contact_values, own.contact_values, options),
    joined: sourceRows.subscriptions.filter((row) => !isOut(row) && lacks(own.subscriptions, row.list_id)),
    left: own.subscriptions.filter(isOut),
    pendings: sourceRows.pending_subscriptions
      .filter(
        (row) =>
          !isOut(row) &&
          lacks(own.subscriptions, row.list_id) &&
          lacks(own.pending_subscriptions, row.list_id),
      )
      .map((row) => Number(row.pending_id)),
    optOutsBefore,
    optOuts,
  };
}

/** The names of what the survivor's row takes over, as fields are called. */
export const takenColumns = ({ changes }: MergePlan): string[] =>
  changes.flatMap(({ columns }) => {
    if (columns.includes('customer_key')) return ['customer_key'];
    return STANDARD_FIELDS.filter(({ column }) => columns.includes(column)).map(({ name }) => name);
  });

function columnChanges(
  { identity }: Realm,
  source: Row,
  survivor: Row,
  { sourceWins }: MergeOptions,
): ColumnChange[] {
  const isEmpty = (value: SqlValue | undefined): boolean =>
    value === null || value === undefined || value === '';
  const noMail = (row: Row): boolean => unmailable(identity, String(row.email_as_given ?? '')) !== null;
  const change = (columns: readonly string[], lacks: (row: Row) => boolean, mayReplace: boolean) => {
    const isTaken = !lacks(source) && (lacks(survivor) || (sourceWins && mayReplace));
    if (!isTaken || columns.every((column) => comparable(source[column]) === comparable(survivor[column])))
      return [];
    const of = (row: Row): SqlValue[] => columns.map((column) => row[column] ?? null);
    return [{ columns, before: of(survivor), after: of(source) }];
  };
  const isEmptyIn =
    (column: string) =>
    (row: Row): boolean =>
      isEmpty(row[column]);
  const plain = STANDARD_FIELDS.map(({ column }) => column).filter((column) => !column.endsWith('_as_given'));
  return [
    ...change(['email', 'email_as_given'], noMail, identity.changeable.includes('email')),
    ...(identity.hasKey
      ? change(['customer_key'], isEmptyIn('customer_key'), identity.changeable.includes('customerKey'))
      : []),
    // Where it identifies, it stays with the address that it belongs to.
    ...(identity.firstNameIdentifies
      ? []
      : change(['first_name', 'first_name_as_given'], isEmptyIn('first_name_as_given'), true)),
    ...plain.flatMap((column) => change([column], isEmptyIn(column), true)),
    ...(source.created_at! < survivor.created_at! ? change(['created_at'], () => false, true) : []),
  ];
}

function identityAfter(identity: StoredIdentity, changes: readonly ColumnChange[]): StoredIdentity {
  const taken = new Map(
    changes.flatMap(({ columns, after }) => columns.map((column, i) => [column, after[i]!] as const)),
  );
  const text = (column: string, before: string | null): string | null =>
    taken.has(column) ? (taken.get(column) as string | null) : before;
  return {
    contactId: identity.contactId!,
    email: text('email', identity.email),
    firstName: text('first_name', identity.firstName) ?? '',
    customerKey: taken.has('customer_key')
      ? keyText(taken.get('customer_key') as Buffer | null)
      : identity.customerKey,
  };
}

function valueChanges(
  source: readonly Row[],
  survivor: readonly Row[],
  { sourceWins }: MergeOptions,
): ValueChange[] {
  const had = new Map(survivor.map((row) => [row.field_id, row]));
  return source.flatMap((after) => {
    const before = had.get(after.field_id) ?? null;
    if (before && (!sourceWins || before.text_value === after.text_value)) return [];
    return [{ fieldId: Number(after.field_id), before, after }];
  });
}

export async function optOutRows(
  sql: Sql,
  realm: Realm,
  identities: readonly StoredIdentity[],
): Promise<Row[]> {
  const hashes = identities.flatMap((identity) => identityHashes(realm.identity, identity));
  if (hashes.length === 0) return [];
  return sql.rowsOf<Row>(
    `SELECT * FROM opt_outs WHERE realm_id = ? AND identity_hash IN (${hashes.map(() => '?').join(', ')})
      ORDER BY created_at, identity_hash`,
    [realm.realmId, ...hashes],
  );
}

/**
 * What is missing under the hashes of the survivor so that it has opted out of all that either of them had. Whoever is in
 * the universal register by an address that the survivor does not have has opted out of this realm at least.
 */
function unionOfOptOuts(
  realm: Realm,
  had: readonly Row[],
  after: StoredIdentity,
  everywhere: ReadonlySet<string>,
): Row[] {
  const known = new Set(had.map(optOutKey));
  const [elsewhere] = everywhere;
  const wanted = new Map(had.toReversed().map((row) => [`${Number(row.level)} ${Number(row.list_id)}`, row]));
  const everything = `${OPT_OUT_LEVELS.global} 0`;
  if (elsewhere !== undefined && !wanted.has(everything))
    wanted.set(everything, {
      level: OPT_OUT_LEVELS.global,
      list_id: 0,
      email: elsewhere,
      source: 'universal register',
      created_at: null,
      published_at: null,
    });
  return identityHashes(realm.identity, after).flatMap((identityHash) =>
    [...wanted.values()]
      .map((row): Row => {
        const source = String(row.source).replace(MERGED_SOURCE, '');
        return {
          ...row,
          realm_id: realm.realmId,
          identity_hash: identityHash,
          source: `${MERGED_SOURCE}${source}`.slice(0, 64),
        };
      })
      .filter((row) => !known.has(optOutKey(row))),
  );
}

/** One opt-out under one hash. */
export const optOutKey = (row: Row): string =>
  `${comparable(row.identity_hash)} ${Number(row.level)} ${Number(row.list_id)}`;
