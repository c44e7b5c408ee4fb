/** The text of single values in answers, the same in both styles. */
import type { AnyValue, ScalarKind } from '../../contract/wireTypes';
import { escapeXml } from '../../text/escapeXml';

/** Types a value of `anyType` may be announced as; anything else a caller once made up leaves as a string. */
const SCHEMA_TYPES = new Set([
  'string',
  'int',
  'integer',
  'long',
  'short',
  'byte',
  'boolean',
  'float',
  'double',
  'decimal',
  'dateTime',
  'date',
  'time',
  'anyURI',
]);

/** Escaped text of a value that is not null. */
export function scalarText(kind: ScalarKind, value: unknown): string {
  switch (kind) {
    case 'string':
      return escapeXml(value as string);
    case 'any':
      return escapeXml((value as AnyValue).text);
    case 'dateTime':
      return (value as Date).toISOString();
    case 'float':
      return floatText(value as number);
    default:
      return String(value);
  }
}

/** Local name of the schema type a value is announced as. */
export function schemaTypeOf(kind: ScalarKind, value: unknown): string {
  if (kind !== 'any') return kind;
  if (value === null || value === undefined) return 'anyType';
  const { xsdType } = value as AnyValue;
  return SCHEMA_TYPES.has(xsdType) ? xsdType : 'string';
}

function floatText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF';
}
