/** C# against the proxy of .NET's `wsdl` tool, in either style of WSDL. */
import { documentName, publishedForm } from './publishedForm';
import { asciiLiteral, type Dialect } from './writtenScenario';

/** @param style the document proxy has a name for every overload, and dates that can be null */
export const csharpDialect = (style: 'rpc' | 'document'): Dialect => ({
  file: (name, statements) =>
    [
      'using WhatCounts;',
      '',
      `public sealed class ${name} : IScenario {`,
      '    public void Run(Client c) {',
      ...statements.map((statement) => `        ${statement}`),
      '    }',
      '}',
      '',
    ].join('\n'),
  call: (step, args) => {
    const name = style === 'rpc' ? step.operation : documentName(step);
    const call = publishedForm(step)
      ? `c.Api.${name}(${args.join(', ')})`
      : `c.CannotSay(${asciiLiteral(`there is no ${name}`)})`;
    return `c.Step(${asciiLiteral(step.step)}, () => ${step.save ? `c.${step.save} = ` : ''}${call});`;
  },
  reference: (to) => `c.${to}`,
  text: asciiLiteral,
  bool: String,
  float: (value) => `${value}f`,
  date: (value) => `Client.Date("${value}")`,
  nil: (type) =>
    type === 'dateTime' && style === 'rpc' ? '(System.DateTime) c.CannotSay("a date that is null")' : 'null',
  entry: (key, _, value) => `new MapEntry { key = ${key}, value = ${value} }`,
  entries: (entries) => `new MapEntry[] { ${entries.join(', ')} }`,
  record: (email, firstName, data) =>
    `new BatchRecord { email = ${email}, firstName = ${firstName}, data = ${data} }`,
  records: (records) => `new BatchRecord[] { ${records.join(', ')} }`,
  changed: (structure, changes) =>
    `Client.Changed(c.${structure}, it => { ${changes.map(([field, value]) => `it.${field} = ${value};`).join(' ')} })`,
});
