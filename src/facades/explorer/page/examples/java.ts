/** Java with the stub that Apache Axis 1.4 makes of the RPC/encoded WSDL. */
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

const IMPORTS: Readonly<Record<string, string>> = {
  Files: 'java.nio.file',
  Paths: 'java.nio.file',
  ZonedDateTime: 'java.time',
  Arrays: 'java.util',
  Calendar: 'java.util',
  GregorianCalendar: 'java.util',
};

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
  const read = readFirst(JAVA, call);
  const expression = wrapped(`api.${operation.name}(`, literals(JAVA, call, read?.variable), ')');
  const { kind } = form.result;
  const answer = isLogin(call) ? 'session' : 'answer';
  const lines = [
    'WhatCountsAPI api = new WhatCountsAPIServiceLocator().getWhatCountsAPI();',
    ...(needsSession(call) || isLogin(call)
      ? ['String licence = new String(Files.readAllBytes(Paths.get("my.license")));']
      : []),
    ...(needsSession(call) ? ['String session = api.beginSession(licence);'] : []),
    ...(read
      ? [
          `${read.type} ${read.variable} = api.listGetDataById(${read.args.join(', ')});`,
          ...read.changes.map(
            ([field, value]) => `${read.variable}.set${field[0]!.toUpperCase()}${field.slice(1)}(${value});`,
          ),
        ]
      : []),
    `${javaType(form.result)} ${answer} = ${expression};`,
    ...answerComment(call, '//'),
    `System.out.println(${kind === 'array' ? `Arrays.deepToString(${answer})` : answer});`,
  ];
  const body = lines.join('\n');
  const imports = Object.entries(IMPORTS).flatMap(([name, from]) =>
    new RegExp(`\\b${name}\\b`).test(body) ? [`import ${from}.${name};`] : [],
  );
  return [
    `// java org.apache.axis.wsdl.WSDL2Java \\`,
    `//   --NStoPkg=${api.wire.namespace}=whatcounts.api.client.soap \\`,
    `//   ${base}${api.paths.wsdl}`,
    ...imports,
    'import whatcounts.api.client.soap.*;',
    '',
    'public class Example {',
    '    public static void main(String[] args) throws Exception {',
    ...lines.map((line) => indented(line, 8)),
    '    }',
    '}',
  ].join('\n');
}
