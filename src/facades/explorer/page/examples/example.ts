/** What every language's example is made from, and the little that their writers share. */
import type { ApiDescription, FormDescription, OperationDescription, ValueType } from '../../apiDescription';
import {
  anyTypeOf,
  LICENCE,
  parametersOf,
  SESSION,
  typeName,
  type ArgumentValue,
  type Arguments,
  type Scalar,
} from '../argumentValue';

export interface ExampleCall {
  readonly operation: OperationDescription;
  readonly form: FormDescription;
  readonly values: Arguments;
  /** Address of the gateway with a slash at its end. */
  readonly base: string;
  readonly api: ApiDescription;
}

/** How a language writes values in its source code. */
export interface Literals {
  /** The variables that hold what every program has. */
  readonly session: string;
  readonly licence: string;
  nil(type: ValueType): string;
  string(value: string): string;
  int(value: number): string;
  boolean(value: boolean): string;
  float(value: number): string;
  dateTime(iso: string): string;
  /** A value of `anyType` that is not null: text, a number or a switch. */
  any(value: Scalar): string;
  struct(
    name: string,
    fields: readonly (readonly [name: string, type: ValueType, literal: string])[],
  ): string;
  array(item: ValueType, items: readonly string[]): string;
}

/** A value in a language's source code. What does not fit its type (somebody is typing) is written as text. */
export function literal(language: Literals, type: ValueType, value: ArgumentValue | undefined): string {
  if (value === null || value === undefined) return language.nil(type);
  if (type.kind === 'array' && Array.isArray(value))
    return language.array(
      type.item,
      (value as readonly ArgumentValue[]).map((item) => literal(language, type.item, item)),
    );
  if (type.kind === 'struct' && typeof value === 'object' && !Array.isArray(value)) {
    const fields = value as Readonly<Record<string, ArgumentValue>>;
    return language.struct(
      type.name,
      Object.entries(type.fields)
        .filter(([name]) => Object.hasOwn(fields, name))
        .map(([name, of]) => [name, of, literal(language, of, fields[name])] as const),
    );
  }
  if (type.kind === 'int' && typeof value === 'number') return language.int(value);
  if (type.kind === 'float' && typeof value === 'number') return language.float(value);
  if (type.kind === 'boolean' && typeof value === 'boolean') return language.boolean(value);
  if (type.kind === 'any' && typeof value !== 'object') return language.any(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return type.kind === 'dateTime' ? language.dateTime(text) : language.string(text);
}

/**
 * What a language does that makes a structure as a whole, with every field, where a call names some of them: it reads
 * the structure first, and changes those.
 */
export interface ReadFirst {
  /** Name of the variable, which is that of the parameter. */
  readonly variable: string;
  readonly type: string;
  /** Arguments of the call that reads it, `listGetDataById`, as source code. */
  readonly args: readonly string[];
  readonly changes: readonly (readonly [field: string, literal: string])[];
}

export function readFirst(language: Literals, { operation, form, values }: ExampleCall): ReadFirst | null {
  const list = parametersOf(operation, form).find(({ name }) => name === 'list');
  const given = values.list;
  if (list?.type.kind !== 'struct' || typeof given !== 'object' || given === null || Array.isArray(given))
    return null;
  const { name: type, fields } = list.type;
  const changes = given as Readonly<Record<string, ArgumentValue>>;
  if (Object.keys(fields).every((field) => Object.hasOwn(changes, field))) return null;
  return {
    variable: 'list',
    type,
    args: [language.session, literal(language, { kind: 'int', nullable: false }, values.listId)],
    changes: Object.entries(changes).flatMap(([field, value]) =>
      fields[field] ? [[field, literal(language, fields[field], value)] as const] : [],
    ),
  };
}

/** The arguments of a call in wire order, as source code. @param variable parameter that a variable of its name holds */
export const literals = (
  language: Literals,
  { operation, form, values }: ExampleCall,
  variable?: string,
): string[] =>
  parametersOf(operation, form).map(({ name, type }) => {
    if (name === variable) return name;
    if (name === SESSION) return language.session;
    return name === LICENCE ? language.licence : literal(language, type, values[name]);
  });

/** Longest line of an example that is kept whole. */
const WIDE = 96;

/** `head(a, b)` on one line, or one argument a line where that is long. */
export function wrapped(head: string, args: readonly string[], tail: string, indent = '    '): string {
  const line = head + args.join(', ') + tail;
  if (line.length <= WIDE && !line.includes('\n')) return line;
  const inner = args.map((arg) => indent + arg.replaceAll('\n', `\n${indent}`));
  return `${head}\n${inner.join(',\n')}\n${tail}`;
}

/** Lines of code that stand further in; none of them holds a text that goes over lines. */
export const indented = (code: string, by: number): string => code.replace(/^(?=.)/gm, ' '.repeat(by));

/** Whether the call opens the session, or needs none. */
export const isLogin = ({ form }: ExampleCall): boolean => form.parameters.includes(LICENCE);
export const needsSession = ({ form }: ExampleCall): boolean => form.parameters.includes(SESSION);

/** JavaScript's text of a string in double quotes, which JSON, Java, C# and Python read alike. */
export const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * Text for PHP and Perl. Line breaks are escaped, which only double quotes know: an example is indented.
 * @param sigils characters that begin a variable between double quotes
 */
export const scriptQuoted = (text: string, sigils: RegExp): string =>
  /[\r\n]/.test(text)
    ? `"${text.replace(/[\\"]/g, '\\$&').replace(sigils, '\\$&').replace(/\r/g, '\\r').replace(/\n/g, '\\n')}"`
    : `'${text.replace(/[\\']/g, '\\$&')}'`;

/** A value of any type in Java and C#. */
export function typedLiteral(value: Scalar): string {
  const type = anyTypeOf(value);
  if (type === 'string') return doubleQuoted(String(value));
  return type === 'float' ? `${value}f` : String(value);
}

/** What the call answers, as comment lines of a language. */
export function answerComment({ operation, form }: ExampleCall, mark: string): string[] {
  const lines = [mark];
  for (const word of `${typeName(form.result)}: ${operation.resultDoc}`.split(/\s+/)) {
    if (lines.at(-1)!.length + word.length >= WIDE) lines.push(mark);
    lines.push(`${lines.pop()!} ${word}`);
  }
  return lines;
}

/** Said where a client that is made from a WSDL cannot make the call. */
export const NOT_PUBLISHED =
  'This form is understood but not in the WSDLs; a client made from one cannot call it.';
