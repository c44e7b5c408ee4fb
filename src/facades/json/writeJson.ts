/** Writes answers as JSON: by their declared types, in the order of their declaration, nulls left out. */
import type { JsonValue, WireType } from '../../contract/wireTypes';

export interface WriteOptions {
  /** ISO 8601 unless the door has a form of its own. */
  readonly date?: (date: Date) => string;
  /** Names of objects whose value is this are left out; null unless given. */
  readonly isLeftOut?: (value: unknown) => boolean;
}

export const isNull = (value: unknown): boolean => value === null || value === undefined;

/** @param value checked against the type */
export function writeJson(type: WireType, value: unknown, options: WriteOptions = {}): string {
  if (isNull(value)) return 'null';
  switch (type.kind) {
    case 'dateTime':
      return JSON.stringify(options.date ? options.date(value as Date) : (value as Date).toISOString());
    case 'decimal':
      return value as string;
    case 'array':
      return `[${(value as readonly unknown[]).map((item) => writeJson(type.item, item, options)).join(',')}]`;
    case 'map':
      return writeMembers(
        Object.entries(value as object).map(([name, item]) => [name, type.item, item]),
        options,
      );
    case 'struct':
      return writeMembers(
        Object.entries(type.fields).map(([name, field]) => [
          name,
          field,
          (value as Record<string, unknown>)[name],
        ]),
        options,
      );
    case 'json':
      return writeAny(value as JsonValue);
    default:
      return JSON.stringify(value);
  }
}

function writeMembers(
  members: readonly (readonly [name: string, type: WireType, value: unknown])[],
  options: WriteOptions,
): string {
  const isLeftOut = options.isLeftOut ?? isNull;
  const written = members
    .filter(([, , value]) => !isLeftOut(value))
    .map(([name, type, value]) => `${JSON.stringify(name)}:${writeJson(type, value, options)}`);
  return `{${written.join(',')}}`;
}

/** JSON as it came, large numbers with all their digits. */
function writeAny(value: JsonValue): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(writeAny).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, item]) => `${JSON.stringify(name)}:${writeAny(item)}`)
      .join(',')}}`;
  return JSON.stringify(value);
}
