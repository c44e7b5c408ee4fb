/**
 * Data fields that are kept elsewhere, so that every door sees one fact: the names of a contact in its columns, and what
 * is named like a custom field of the realm in that field.
 */
import type { Sql } from '../../db/sql';
import {
  FIELD_TYPES,
  LARGE_TEXT_SIZE,
  TEXT_SIZE,
  type CustomField,
  type StoredValue,
} from '../fields/customField';
import { customFields } from '../fields/customFields';
import { isLonger } from '../../text/isLonger';
import type { Realm } from '../realms/realm';
import type { DataValue } from './dataValue';
import { dateOf, writtenDate, type DataType } from './fieldTypes';

export const NAME_COLUMNS = { firstName: 'first_name_as_given', lastName: 'last_name' } as const;
export type NameField = keyof typeof NAME_COLUMNS;
export const isNameField = (name: string): name is NameField => Object.hasOwn(NAME_COLUMNS, name);
export const NAME_SIZE = 100;

/** The fields of a realm by name, without those that contacts have columns for. */
export async function mirroredFields(sql: Sql, realm: Realm): Promise<Map<string, CustomField>> {
  return new Map((await customFields(sql, realm)).map((field) => [field.name, field]));
}

export function typeOfCustom({ type }: Pick<CustomField, 'type'>): DataType {
  if (type === FIELD_TYPES.number) return 'long';
  if (type === FIELD_TYPES.float) return 'double';
  return type === FIELD_TYPES.date ? 'date' : 'string';
}

/** @param value of the type of the field @returns null if it does not fit */
export function customStored(field: CustomField, value: DataValue): StoredValue | null {
  if (typeof value === 'number' || typeof value === 'bigint')
    return Number.isFinite(Number(value)) ? { text: String(value), number: Number(value), date: null } : null;
  if (typeof value !== 'string') return null;
  if (field.type === FIELD_TYPES.date) {
    const date = dateOf(value, true);
    return date && { text: date.toISOString(), number: null, date };
  }
  const size = field.type === FIELD_TYPES.largeText ? LARGE_TEXT_SIZE : TEXT_SIZE;
  return isLonger(value, size) ? null : { text: value, number: null, date: null };
}

/** The value that a custom field holds, as a data field. */
export function customData(type: number, text: string, date: Date | null): DataValue {
  if (type === FIELD_TYPES.date && date) return writtenDate(date);
  return type === FIELD_TYPES.number || type === FIELD_TYPES.float ? Number(text) : text;
}
