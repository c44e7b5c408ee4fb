/** The types of data fields: found in values, fixed by the first value of a field, and compared with every later one. */
import { chunks, insertRows } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { isObject, type DataFields, type DataValue } from './dataValue';

export type DataType = 'string' | 'long' | 'double' | 'boolean' | 'date' | 'object' | 'geo_location';

/** Fields, members of objects with a dot. */
export type FieldTypes = ReadonlyMap<string, DataType>;

/** The scope of profiles; events have their name. */
export const PROFILE = '';
export const LONGEST_NAME = 255;
/** Of one scope. */
export const MOST_FIELDS = { profile: 1000, event: 8000 } as const;

export class FieldTypeClash extends Error {
  override readonly name = 'FieldTypeClash';

  constructor(
    readonly field: string,
    readonly expected: DataType,
    readonly offered: readonly DataType[],
    readonly value: DataValue,
  ) {
    super(`${field} is of another type`);
  }
}

export class TooManyFields extends Error {
  override readonly name = 'TooManyFields';
}

const DATE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The moment that a text in a date form means, or null. A day alone is a date only where one is expected. */
export function dateOf(text: string, takesDays: boolean): Date | null {
  if (takesDays && DAY.test(text)) return validDate(`${text}T00:00:00Z`);
  const parts = text.length > 40 ? null : DATE.exec(text);
  if (!parts) return null;
  const zone = parts[3] ?? 'Z';
  return validDate(
    `${parts[1]}T${parts[2]}${zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`}`,
  );
}

const validDate = (text: string): Date | null => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
};

/** The form in which dates are read back. */
export const writtenDate = (date: Date): string =>
  `${date.toISOString().slice(0, 19).replace('T', ' ')} +00:00`;

function typeOf(value: DataValue, expected: DataType | undefined): DataType | null {
  switch (typeof value) {
    case 'string':
      if (expected === 'string') return 'string';
      return dateOf(value, expected === 'date') ? 'date' : 'string';
    case 'number':
      return Number.isInteger(value) && expected !== 'double' ? 'long' : 'double';
    case 'bigint':
      return 'long';
    case 'boolean':
      return 'boolean';
    default:
      if (!isObject(value)) return null;
      return isPlace(value) && expected !== 'object' ? 'geo_location' : 'object';
  }
}

const isPlace = (value: DataFields): boolean =>
  Object.keys(value).length === 2 && typeof value.lat === 'number' && typeof value.lon === 'number';

/**
 * Checks values against the types that are known, and gives them the form in which they are kept.
 * @param known is added to by what is new, which `created` names
 * @throws {FieldTypeClash}
 */
export function typedData(
  fields: DataFields,
  known: Map<string, DataType>,
  created: Set<string>,
): DataFields {
  return typedObject(fields, '', known, created);
}

function typedObject(
  fields: DataFields,
  prefix: string,
  known: Map<string, DataType>,
  created: Set<string>,
): DataFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typedValue(value, prefix + name, known, created)]),
  );
}

function typedValue(
  value: DataValue,
  field: string,
  known: Map<string, DataType>,
  created: Set<string>,
): DataValue {
  if (value === null) return null;
  const items = Array.isArray(value) ? (value as readonly DataValue[]).flat(Infinity as 1) : [value];
  const offered = new Set<DataType>();
  for (const item of items) {
    const type = typeOf(item, known.get(field));
    if (type) offered.add(type);
  }
  if (offered.size === 2 && offered.has('long') && offered.has('double')) offered.delete('long');
  const [type] = offered;
  const expected = known.get(field) ?? type;
  if (type === undefined || expected === undefined) return value;
  if (offered.size > 1 || type !== expected) throw new FieldTypeClash(field, expected, [...offered], value);
  if (!known.has(field)) {
    known.set(field, type);
    created.add(field);
  }
  if (type !== 'date' && type !== 'object') return value;
  const kept = (one: DataValue): DataValue => {
    if (Array.isArray(one)) return (one as readonly DataValue[]).map(kept);
    if (typeof one === 'string') return writtenDate(dateOf(one, true)!);
    return isObject(one) ? typedObject(one, `${field}.`, known, created) : one;
  };
  return kept(value);
}

/** Names of fields that a value may bring, members of objects too. */
export function namesIn(fields: DataFields, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([name, value]) => [
    prefix + name,
    ...(Array.isArray(value) ? (value as readonly DataValue[]).flat(Infinity as 1) : [value]).flatMap(
      (item) => (isObject(item) ? namesIn(item, `${prefix}${name}.`) : []),
    ),
  ]);
}

/** The known types of some fields. */
export async function fieldTypes(
  sql: Sql,
  { realmId }: Realm,
  scope: string,
  names: Iterable<string>,
): Promise<Map<string, DataType>> {
  const known = new Map<string, DataType>();
  for (const some of chunks([...new Set(names)])) {
    const rows = await sql.rowsOf<{ name: string; field_type: DataType }>(
      `SELECT name, field_type FROM data_field_types WHERE realm_id = ? AND scope = ? AND name IN (${some.map(() => '?').join(', ')})`,
      [realmId, scope, ...some],
    );
    for (const row of rows) known.set(row.name, row.field_type);
  }
  return known;
}

/** Every field of a scope. */
export async function allFieldTypes(sql: Sql, { realmId }: Realm, scope: string): Promise<FieldTypes> {
  const rows = await sql.rows<{ name: string; field_type: DataType }>(
    'SELECT name, field_type FROM data_field_types WHERE realm_id = ? AND scope = ? ORDER BY name',
    [realmId, scope],
  );
  return new Map(rows.map((row) => [row.name, row.field_type]));
}

/**
 * Fixes the types of new fields.
 * @throws {FieldTypeClash} if somebody else fixed another type at the same moment; {TooManyFields}
 */
export async function fixTypes(
  sql: Sql,
  realm: Realm,
  scope: string,
  types: ReadonlyMap<string, DataType>,
  now: Date,
): Promise<void> {
  if (types.size === 0) return;
  for (const some of chunks([...types]))
    await insertRows(
      sql,
      'data_field_types',
      ['realm_id', 'scope', 'name', 'field_type', 'created_at'],
      some.map(([name, type]) => [realm.realmId, scope, name, type, now]),
      // The first one stays.
      ['name = VALUES(name)'],
    );
  const fixed = await fieldTypes(sql, realm, scope, types.keys());
  for (const [name, type] of types)
    if (fixed.get(name) !== type) throw new FieldTypeClash(name, fixed.get(name)!, [type], null);
  const [count] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM data_field_types WHERE realm_id = ? AND scope = ?',
    [realm.realmId, scope],
  );
  if (count!.n > (scope === PROFILE ? MOST_FIELDS.profile : MOST_FIELDS.event)) throw new TooManyFields();
}
