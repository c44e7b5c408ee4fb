/**
 * The types a value can have on the wire, as data. Every door derives its codecs, its WSDL parts and its
 * documentation from these objects; TypeScript derives the handler's argument types from them.
 */

/**
 * A value of `anyType`: its text exactly as sent, and the local name of the schema type that the caller wrote.
 * The text is kept because old clients guess the type from the look of the value ("0012" arrives as an int),
 * so only the field that receives the value may decide what it means.
 */
export interface AnyValue {
  readonly text: string;
  /** Local name of the XSD type on the wire (`string`, `int`, `dateTime`, ...); `string` if none was given. */
  readonly xsdType: string;
}

export type ScalarKind = 'string' | 'int' | 'boolean' | 'float' | 'dateTime' | 'any';

export interface ScalarType<T> {
  readonly kind: ScalarKind;
  /**
   * True if the legacy platform could carry a null (Java objects): such a parameter may be missing, nil or an
   * empty element where that is not a value. Ints, booleans and floats are never null.
   */
  readonly nullable: boolean;
  /** Marks an int that is a result code: 0 done, 1 failed. */
  readonly code?: boolean;
  /** Marks a string that is the content of a file: what came as base64 and is not UTF-8 is handed over as its bytes. */
  readonly bytes?: boolean;
  /** Marks a string of several values with commas between them: an array of single values is understood as well. */
  readonly commas?: boolean;
  /** Never set; carries the TypeScript type. */
  readonly _value?: T;
}

export interface StructType<T> {
  readonly kind: 'struct';
  readonly nullable: boolean;
  /** Type name on the wire, as published in the WSDL. */
  readonly name: string;
  /** In wire order. Missing fields decode to `undefined`, nil ones to `null`. */
  readonly fields: Readonly<Record<string, WireType>>;
  /** Fields that a caller of a JSON door must send. */
  readonly required?: readonly string[];
  readonly _value?: T;
}

export interface ArrayType<T> {
  readonly kind: 'array';
  readonly nullable: boolean;
  readonly item: WireType;
  readonly _value?: T;
}

/** What only the JSON doors carry. */
export type JsonScalarKind = 'long' | 'decimal' | 'json';

export interface JsonScalarType<T> {
  readonly kind: JsonScalarKind;
  readonly nullable: boolean;
  readonly _value?: T;
}

export interface EnumType<T> {
  readonly kind: 'enum';
  readonly nullable: boolean;
  readonly values: readonly string[];
  readonly _value?: T;
}

/** Names that callers choose, all with values of one type. */
export interface MapType<T> {
  readonly kind: 'map';
  readonly nullable: true;
  readonly item: WireType;
  readonly _value?: T;
}

export type JsonOnlyType<T = unknown> = JsonScalarType<T> | EnumType<T> | MapType<T>;

export type WireType<T = unknown> = ScalarType<T> | StructType<T> | ArrayType<T> | JsonOnlyType<T>;

/** What is neither made of other types nor known to the JSON doors alone: values that every door can write. */
export type PlainScalar = ScalarType<unknown>;

/** @throws {Error} at start, where an operation of a positional door declares a type of the JSON doors */
export function plainScalar(type: WireType): PlainScalar {
  if ('nullable' in type && PLAIN_SCALARS.has(type.kind)) return type as PlainScalar;
  throw new Error(`not a value of the positional doors: ${typeName(type)}`);
}

const PLAIN_SCALARS: ReadonlySet<string> = new Set<ScalarKind>([
  'string',
  'int',
  'boolean',
  'float',
  'dateTime',
  'any',
]);

/** The TypeScript type of a wire type's values. */
export type ValueOf<W> = W extends { readonly _value?: infer T } ? T : never;

type StructValue<F extends Record<string, WireType>> = { -readonly [K in keyof F]?: ValueOf<F[K]> };

const scalar = <T>(kind: ScalarKind, nullable: boolean): ScalarType<T> => ({ kind, nullable });

/** A JSON value as it came: whole numbers that a double cannot hold exactly are bigints. */
export type JsonValue =
  null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

const jsonScalar = <T>(kind: JsonScalarKind): JsonScalarType<T> => ({ kind, nullable: true });

/** Constructors of wire types. */
export const t = {
  /** Text; null when nil or missing. */
  string: scalar<string | null>('string', true),
  /** Content of a file: text, or bytes that a caller labelled as base64 and that are no text in UTF-8. */
  content: { ...scalar<string | Buffer | null>('string', true), bytes: true } as ScalarType<
    string | Buffer | null
  >,
  /** Several values with commas between them; a caller may send them as an array, too. */
  commaList: { ...scalar<string | null>('string', true), commas: true } as ScalarType<string | null>,
  /** 32-bit signed integer. */
  int: scalar<number>('int', false),
  boolean: scalar<boolean>('boolean', false),
  /** 32-bit float on the wire; read with double precision. */
  float: scalar<number>('float', false),
  /** An instant; null when nil, missing or an empty element. */
  dateTime: scalar<Date | null>('dateTime', true),
  /** Any scalar, as its text and its declared type. */
  any: scalar<AnyValue | null>('any', true),
  /** The result of a command: 0 done, 1 failed. An int on the wire. */
  code: { ...scalar<number>('int', false), code: true } as ScalarType<number>,
  /** A whole number that a double holds exactly, up to 2^53. */
  long: jsonScalar<number | null>('long'),
  /** A number with a fraction that is kept to the last digit, as its text. */
  decimal: jsonScalar<string | null>('decimal'),
  /** Any JSON, as deep as requests may be. */
  json: jsonScalar<JsonValue>('json'),
  enumOf: <const V extends readonly string[]>(...values: V): EnumType<V[number] | null> => ({
    kind: 'enum',
    nullable: true,
    values,
  }),
  mapOf: <W extends WireType>(item: W): MapType<Readonly<Record<string, ValueOf<W>>> | null> => ({
    kind: 'map',
    nullable: true,
    item,
  }),
  struct: <F extends Record<string, WireType>>(
    name: string,
    fields: F,
    required?: readonly (keyof F & string)[],
  ): StructType<StructValue<F> | null> => ({
    kind: 'struct',
    nullable: true,
    name,
    fields,
    ...(required && { required }),
  }),
  /** Text that is never null. */
  text: { ...scalar<string>('string', false) } as ScalarType<string>,
  /** One of some words, never null. */
  oneOf: <const V extends readonly string[]>(...values: V): EnumType<V[number]> => ({
    kind: 'enum',
    nullable: false,
    values,
  }),
  /** A whole number that a double holds exactly, never null. */
  number: { ...jsonScalar<number>('long'), nullable: false } as JsonScalarType<number>,
  /** An instant that is never null. */
  moment: scalar<Date>('dateTime', false),
  /** The same, or null. */
  maybe: <W extends WireType>(type: W): WireType<ValueOf<W> | null> =>
    ({ ...type, nullable: true }) as WireType<ValueOf<W> | null>,
  /** A row of a result: every field is there, and it is never null itself. */
  row: <F extends Record<string, WireType>>(
    name: string,
    fields: F,
  ): StructType<{ readonly [K in keyof F]: ValueOf<F[K]> }> => ({
    kind: 'struct',
    nullable: false,
    name,
    fields,
  }),
  /** Any number of the same, never null. */
  rows: <W extends WireType>(item: W): ArrayType<ValueOf<W>[]> => ({ kind: 'array', nullable: false, item }),
  arrayOf: <W extends WireType>(item: W): ArrayType<ValueOf<W>[] | null> => ({
    kind: 'array',
    nullable: true,
    item,
  }),
};

/** The platform's pair of a field name and a value of any type, used wherever fields travel. */
export const MapEntry = t.struct('MapEntry', { key: t.string, value: t.any });

/** Name of a type for people: `string`, `MapEntry[]`, `WhatCountsAPIList`. */
export function typeName(type: WireType): string {
  if (type.kind === 'array') return `${typeName(type.item)}[]`;
  if (type.kind === 'struct') return type.name;
  if (type.kind === 'enum') return type.values.join(' | ');
  if (type.kind === 'map') return `{name: ${typeName(type.item)}}`;
  return type.kind === 'any' ? 'anyType' : type.kind;
}
