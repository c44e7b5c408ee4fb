/** Checks a handler's answer against the declared result, so that a door never encodes a surprise. */
import type { WireType } from './wireTypes';

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?$/;

/**
 * Says what is wrong with `value` as a value of `type`.
 * @returns a path and a reason such as `.items[2].listId: not a 32-bit integer`, or null when it fits
 */
export function checkValue(type: WireType, value: unknown, path = ''): string | null {
  if (value === null || value === undefined)
    return type.nullable ? null : `${path}: null where ${type.kind} is declared`;
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? null : `${path}: not a string`;
    case 'int':
      return Number.isInteger(value) && (value as number) >= INT_MIN && (value as number) <= INT_MAX
        ? null
        : `${path}: not a 32-bit integer`;
    case 'float':
      return typeof value === 'number' ? null : `${path}: not a number`;
    case 'boolean':
      return typeof value === 'boolean' ? null : `${path}: not a boolean`;
    case 'dateTime':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? null : `${path}: not a valid date`;
    case 'any':
      return typeof value === 'object' && 'text' in value && 'xsdType' in value
        ? null
        : `${path}: not a typed value`;
    case 'long':
      return Number.isSafeInteger(value) ? null : `${path}: not a whole number up to 2^53`;
    case 'decimal':
      return typeof value === 'string' && DECIMAL.test(value) ? null : `${path}: not a decimal number`;
    case 'enum':
      return type.values.includes(value as string) ? null : `${path}: not one of ${type.values.join(', ')}`;
    case 'json':
      return null;
    case 'map': {
      if (typeof value !== 'object') return `${path}: not a map`;
      for (const [name, item] of Object.entries(value)) {
        const problem = checkValue(type.item, item, `${path}.${name}`);
        if (problem) return problem;
      }
      return null;
    }
    case 'array': {
      if (!Array.isArray(value)) return `${path}: not an array`;
      for (let i = 0; i < value.length; i++) {
        const problem = checkValue(type.item, value[i], `${path}[${i}]`);
        if (problem) return problem;
      }
      return null;
    }
    case 'struct': {
      if (typeof value !== 'object') return `${path}: not a ${type.name}`;
      for (const [name, fieldType] of Object.entries(type.fields)) {
        const problem = checkValue(fieldType, (value as Record<string, unknown>)[name], `${path}.${name}`);
        if (problem) return problem;
      }
      return null;
    }
  }
}
