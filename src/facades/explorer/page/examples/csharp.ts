/** C# with the proxy that .NET's `wsdl` makes of the document/literal WSDL, where every overload has its own name. */
import type { ValueType } from '../../apiDescription';
import { typeName } from '../argumentValue';
import {
  doubleQuoted,
  answerComment,
  isLogin,
  literals,
  needsSession,
  NOT_PUBLISHED,
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
  const expression = wrapped(`api.${form.documentName}(`, literals(SHARP, call), ')');
  return [
    `// wsdl ${base}${api.paths.documentWsdl}`,
    'var api = new WhatCountsAPIService();',
    ...(needsSession(call) || isLogin(call) ? ['string licence = File.ReadAllText("my.license");'] : []),
    ...(needsSession(call) ? ['string session = api.beginSession(licence);'] : []),
    `${sharpType(form.result)} ${isLogin(call) ? 'session' : 'answer'} = ${expression};`,
    ...answerComment(call, '//'),
  ].join('\n');
}
