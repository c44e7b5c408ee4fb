/** C against the stub of gSOAP. */
import type { WireType } from '../../../src/contract/wireTypes';
import type { Entry } from '../scenario/steps';
import { publishedForm } from './publishedForm';
import type { Dialect } from './writtenScenario';

/** Stands where the stub has no way to say something. */
const CANNOT = '/* cannot */';

export const cDialect: Dialect = {
  file: (name, statements) =>
    [
      '#include "client.h"',
      '',
      `void ${name}(void) {`,
      ...statements.map((line) => `  ${line}`),
      '}',
      '',
    ].join('\n'),
  call(call, args) {
    const published = publishedForm(call);
    if (!published) return `cannot(${literal(call.step)}, ${literal(`there is no ${call.operation}`)});`;
    if (args.includes(CANNOT)) return `cannot(${literal(call.step)}, "a date that is null");`;
    const [type, member, show] = resultOf(published.form.result, call.operation);
    // Overloads are told apart by underscores at the end, in the order of the WSDL.
    const name = call.operation + '_'.repeat(published.index);
    const status = `soap_call_ns1__${name}(${['s', 'endpoint', '""', ...args, '&r'].join(', ')})`;
    const saved = call.save ? ` ${call.save} = r${member};` : '';
    return `{ ${type} r = {0}; outcome(${literal(call.step)}, ${status}, ${show}, &r${member});${saved} }`;
  },
  reference: (to) => to,
  text: (value) => literal(value),
  bool: (value) => `xsd__boolean__${value}_`,
  float: String,
  date: (value) => String(Date.parse(value) / 1000),
  nil: (type) => (type === 'dateTime' ? CANNOT : 'NULL'),
  entry: (key, entry) => `entry(${key}, ${xmlOf(entry)})`,
  entries: (entries) => `entries(${[entries.length, ...entries].join(', ')})`,
  record: (email, firstName, data) => `record(${email}, ${firstName}, ${data})`,
  records: (records) => `records(${[records.length, ...records].join(', ')})`,
  changed: (structure, changes) =>
    `(${[...changes.map(([field, value]) => `${structure}->${field} = ${value}`), structure].join(', ')})`,
};

const SHOWS: Readonly<Record<string, string>> = {
  WhatCountsAPIList: 'show_list',
  WhatCountsAPITemplate: 'show_template',
};

/** Type of the answer, the member that holds the value, and the function that prints it. */
function resultOf(result: WireType, operation: string): [type: string, member: string, show: string] {
  switch (result.kind) {
    case 'string':
      return ['char *', '', 'show_text'];
    case 'boolean':
      return ['enum xsd__boolean', '', 'show_boolean'];
    case 'struct':
      return [`struct ns1__${operation}Response`, `._${operation}Return`, SHOWS[result.name]!];
    case 'array':
      return [`struct ns1__${operation}Response`, `._${operation}Return`, 'show_answers'];
    default:
      return ['int', '', 'show_int'];
  }
}

const xmlOf = ({ value }: Entry): string =>
  value === null
    ? 'NULL'
    : literal(String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'));

/** A C string in plain ASCII, of UTF-8 bytes. */
function literal(value: string): string {
  const characters = [...Buffer.from(value)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && !'"\\?'.includes(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${characters.join('')}"`;
}
