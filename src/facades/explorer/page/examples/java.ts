/** Java with the stub that Apache Axis 1.4 makes of the RPC/encoded WSDL. */
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

const JAVA_TYPES: Readonly<Record<string, string>> = {
  string: 'String',
  int: 'int',
  boolean: 'boolean',
  float: 'float',
  dateTime: 'Calendar',
  anyType: 'Object',
};
const javaType = (type: ValueType): string =>
  type.kind === 'array' ? `${javaType(type.item)}[]` : (JAVA_TYPES[typeName(type)] ?? typeName(type));

const JAVA: Literals = {
  session: 'session',
  licence: 'licence',
  // Overloads differ in their types too, so the compiler has to be told.
  nil: (type) => `(${javaType(type)}) null`,
  string: doubleQuoted,
  int: String,
  boolean: String,
  float: (value) => `${value}f`,
  dateTime: (iso) => `GregorianCalendar.from(ZonedDateTime.parse(${doubleQuoted(iso)}))`,
  any: typedLiteral,
  struct: (name, fields) =>
    wrapped(
      `new ${name}(`,
      fields.map(([, , value]) => value),
      ')',
    ),
  array: (item, items) => wrapped(`new ${javaType(item)}[] { `, items, ' }'),
};

export function javaExample(call: ExampleCall): string {
  const { api, base, operation, form } = call;
  if (!form.published) return `// ${NOT_PUBLISHED}`;
  const expression = wrapped(`api.${operation.name}(`, literals(JAVA, call), ')');
  return [
    `// java org.apache.axis.wsdl.WSDL2Java \\`,
    `//   --NStoPkg=${api.wire.namespace}=whatcounts.api.client.soap \\`,
    `//   ${base}${api.paths.wsdl}`,
    'WhatCountsAPI api = new WhatCountsAPIServiceLocator().getWhatCountsAPI();',
    ...(needsSession(call) || isLogin(call)
      ? ['String licence = new String(Files.readAllBytes(Paths.get("my.license")));']
      : []),
    ...(needsSession(call) ? ['String session = api.beginSession(licence);'] : []),
    `${javaType(form.result)} ${isLogin(call) ? 'session' : 'answer'} = ${expression};`,
    ...answerComment(call, '//'),
  ].join('\n');
}
