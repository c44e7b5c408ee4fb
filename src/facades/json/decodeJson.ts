/** Turns JSON into the values that a definition declares, or says at which place it does not fit. */
import type { JsonValue, WireType } from '../../contract/wireTypes';
import { parseDate } from '../../time/realmTime';

export type JsonPath = readonly (string | number)[];

/** What was declared where something else came. */
export type Expected =
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'object'
  | 'array'
  | 'value'
  | 'known name'
  | 'something';

/** A value does not fit. Each door writes the path, and what was expected, as its vendor does. */
export class JsonMismatch extends Error {
  override readonly name = 'JsonMismatch';

  constructor(
    readonly path: JsonPath,
    readonly expected: Expected,
    /** A clause for people. */
    readonly reason: string,
  ) {
    super(`${pathText(path)}: ${reason}`);
  }
}

/** `customData.city`, `subscribers[2].email`. */
export const pathText = (path: JsonPath): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');

export interface DecodeOptions {
  /** Of dates that name none. */
  readonly timeZone: string;
  /** Numbers in quotes count as numbers, and numbers and booleans as text where text is declared. */
  readonly isLenient: boolean;
  /** Names of an object that are not declared: left out, or a mismatch. */
  readonly unknownNames: 'ignored' | 'refused';
}

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
const WHOLE = /^\s*-?\d{1,16}\s*$/;
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?$/;

/**
 * @returns null for null and what is left out
 * @throws {JsonMismatch}
 */
export function decodeJson(
  type: WireType,
  value: JsonValue | undefined,
  options: DecodeOptions,
  path: JsonPath = [],
): unknown {
  if (value === null || value === undefined) return null;
  const fail = (expected: Expected, reason: string): never => {
    throw new JsonMismatch(path, expected, reason);
  };
  switch (type.kind) {
    case 'string':
    case 'any':
      return decodeText(value, options.isLenient) ?? fail('string', 'it must be a string');
    case 'enum': {
      if (typeof value === 'string' && type.values.includes(value)) return value;
      return fail('value', `it must be one of ${type.values.join(', ')}`);
    }
    case 'int':
    case 'long': {
      const number = decodeWhole(value, options.isLenient);
      if (number === null) return fail('integer', 'it must be a whole number');
      if (type.kind === 'int' && (number < INT_MIN || number > INT_MAX))
        return fail('integer', 'it must be a whole number of 32 bits');
      return number;
    }
    case 'float':
      if (typeof value === 'number') return value;
      if (options.isLenient && typeof value === 'string' && DECIMAL.test(value.trim())) return Number(value);
      return fail('number', 'it must be a number');
    case 'decimal': {
      const text =
        typeof value === 'string' || typeof value === 'bigint' ? String(value).trim() : numberText(value);
      return text !== null && DECIMAL.test(text) ? text : fail('number', 'it must be a decimal number');
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (options.isLenient && (value === 1 || value === '1' || value === 'true')) return true;
      if (options.isLenient && (value === 0 || value === '0' || value === 'false')) return false;
      return fail('boolean', 'it must be true or false');
    case 'dateTime':
      return (
        (typeof value === 'string' ? parseDate(value, options.timeZone) : null) ??
        fail('date', 'it must be a date such as 2024-02-29 or 2024-02-29T13:30:00Z')
      );
    case 'json':
      return value;
    case 'array':
      if (!Array.isArray(value)) return fail('array', 'it must be an array');
      return (value as readonly JsonValue[]).map((item, i) =>
        decodeJson(type.item, item, options, [...path, i]),
      );
    case 'map':
      return Object.fromEntries(
        Object.entries(objectOf(value) ?? fail('object', 'it must be an object')).map(([name, item]) => [
          name,
          decodeJson(type.item, item, options, [...path, name]),
        ]),
      );
    case 'struct': {
      const object = objectOf(value) ?? fail('object', 'it must be an object');
      if (options.unknownNames === 'refused') {
        const unknown = Object.keys(object).find((name) => !Object.hasOwn(type.fields, name));
        if (unknown !== undefined)
          throw new JsonMismatch([...path, unknown], 'known name', 'there is no such field');
      }
      const read: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(type.fields))
        if (object[name] !== undefined)
          read[name] = decodeJson(field, object[name], options, [...path, name]);
      for (const name of type.required ?? [])
        if ((read[name] ?? null) === null)
          throw new JsonMismatch([...path, name], 'something', 'it is missing');
      return read;
    }
  }
}

function objectOf(value: JsonValue): Readonly<Record<string, JsonValue>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return value as Readonly<Record<string, JsonValue>>;
}

function decodeText(value: JsonValue, isLenient: boolean): string | null {
  if (typeof value === 'string') return value;
  const isScalar = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isLenient && isScalar ? String(value) : null;
}

function decodeWhole(value: JsonValue, isLenient: boolean): number | null {
  const number =
    isLenient && typeof value === 'string' && WHOLE.test(value) ? Number(value) : (value as number);
  return Number.isSafeInteger(number) ? number : null;
}

/** Numbers that are written with an exponent have no decimal text. */
const numberText = (value: JsonValue): string | null => (typeof value === 'number' ? String(value) : null);
