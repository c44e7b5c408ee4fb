/** Values of arguments and answers as the page holds them: what JSON can hold. A date is its ISO text. */
import type {
  FormDescription,
  OperationDescription,
  ParameterDescription,
  ValueType,
} from '../apiDescription';

export type Scalar = string | number | boolean;

export type ArgumentValue =
  Scalar | null | readonly ArgumentValue[] | { readonly [field: string]: ArgumentValue };

export type Arguments = Readonly<Record<string, ArgumentValue>>;

/** The parameters that everybody's program has in a variable. */
export const SESSION = 'session';
export const LICENCE = 'license';

/** The parameters of a form, in wire order. */
export const parametersOf = (
  operation: OperationDescription,
  form: FormDescription,
): ParameterDescription[] =>
  form.parameters.flatMap((name) => operation.parameters.find((parameter) => parameter.name === name) ?? []);

/** Name of a type for people: `string`, `MapEntry[]`, `WhatCountsAPIList`. */
export function typeName(type: ValueType): string {
  if (type.kind === 'array') return `${typeName(type.item)}[]`;
  if (type.kind === 'struct') return type.name;
  return type.kind === 'any' ? 'anyType' : type.kind;
}

/** `int userDelete(session, email)`. */
export const signature = (operation: OperationDescription, form: FormDescription): string =>
  `${typeName(form.result)} ${operation.name}(${form.parameters.join(', ')})`;

/** Local name of the schema type that a value of `anyType` says it has. */
export function anyTypeOf(value: Scalar): 'string' | 'boolean' | 'int' | 'float' {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'number') return 'string';
  return Number.isInteger(value) ? 'int' : 'float';
}

/** A value as it is written in a field or shown: text as it is, structures as JSON, nothing for nil. */
export function plainText(value: ArgumentValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
