/** C# with the proxy that .NET's `wsdl` makes of the document/literal WSDL, where every overload has its own name. */
import type { ValueType } from '../../apiDescription';
import { typeName } from '../argumentValue';
import {
  doubleQuoted,
  answerComment,
  indented,
  isLogin,
  literals,
  needsSession,
  NOT_PUBLISHED,
  readFirst,
  typedLiteral,
  wrapped,
  type ExampleCall,
  type Literals,
} from './example';

const SHARP_TYPES: Readonly<Record<string, string>> = {
  boolean: 'bool',
  dateTime: 'DateTime?',
  anyType: 'object',
};
const sharpType = (type: ValueType): string =>
  type.kind === 'array' ? `${sharpType(type.item)}[]` : (SHARP_TYPES[typeName(type)] ?? typeName(type));

const SHARP: Literals = {
  session: 'session',
  licence: 'licence',
  nil: () => 'null',
  string: doubleQuoted,
  int: String,
  boolean: String,
  float: (value) => `${value}f`,
  dateTime: (iso) => `DateTime.Parse(${doubleQuoted(iso)}, null, DateTimeStyles.RoundtripKind)`,
  any: typedLiteral,
  struct: (name, fields) =>
    wrapped(
      `new ${name} { `,
      fields.map(([field, , value]) => `${field} = ${value}`),
      ' }',
    ),
  array: (item, items) => wrapped(`new ${sharpType(item)}[] { `, items, ' }'),
};

export function csharpExample(call: ExampleCall): string {
  const { api, base, form } = call;
  if (!form.published) return `// ${NOT_PUBLISHED}`;
  const read = readFirst(SHARP, call);
  const expression = wrapped(`api.${form.documentName}(`, literals(SHARP, call, read?.variable), ')');
  const answer = isLogin(call) ? 'session' : 'answer';
  const lines = [
    'var api = new WhatCountsAPIService();',
    ...(needsSession(call) || isLogin(call) ? ['string licence = File.ReadAllText("my.license");'] : []),
    ...(needsSession(call) ? ['string session = api.beginSession(licence);'] : []),
    ...(read
      ? [
          `${read.type} ${read.variable} = api.listGetDataById(${read.args.join(', ')});`,
          ...read.changes.map(([field, value]) => `${read.variable}.${field} = ${value};`),
        ]
      : []),
    `${sharpType(form.result)} ${answer} = ${expression};`,
    ...answerComment(call, '//'),
    `Console.WriteLine(${form.result.kind === 'array' ? `answer.Length` : answer});`,
  ];
  return [
    `// wsdl ${base}${api.paths.documentWsdl}`,
    'using System;',
    ...(lines.some((line) => line.includes('DateTimeStyles')) ? ['using System.Globalization;'] : []),
    ...(lines.some((line) => line.includes('File.')) ? ['using System.IO;'] : []),
    '',
    'class Example',
    '{',
    '    static void Main()',
    '    {',
    ...lines.map((line) => indented(line, 8)),
    '    }',
    '}',
  ].join('\n');
}
