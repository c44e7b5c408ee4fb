/** Java against the stub of Axis. */
import { operations } from '../../../src/operations';
import { asciiLiteral, capitalised, type Dialect } from './writtenScenario';

const NIL = { string: '(String) null', dateTime: '(java.util.Calendar) null', entries: '(MapEntry[]) null' };

export const javaDialect: Dialect = {
  file: (name, statements) =>
    [
      'import whatcounts.api.client.soap.MapEntry;',
      '',
      `public final class ${name} implements Client.Scenario {`,
      '    public void run(Client c) throws Exception {',
      ...statements.map((statement) => `        ${statement}`),
      '    }',
      '}',
      '',
    ].join('\n'),
  call: ({ step, operation, save }, args) => {
    const call = operations.some(({ name }) => name === operation)
      ? `c.api.${operation}(${args.join(', ')})`
      : `c.dynamic(${[asciiLiteral(operation), ...args].join(', ')})`;
    return `c.step(${asciiLiteral(step)}, () -> ${save ? `c.${save} = ` : ''}${call});`;
  },
  reference: (to) => `c.${to}`,
  text: asciiLiteral,
  bool: String,
  float: (value) => `${value}f`,
  date: (value) => `Client.calendar("${value}")`,
  nil: (type) => NIL[type],
  entry: (key, _, value) => `Client.entry(${key}, ${value})`,
  entries: (entries) => `Client.entries(${entries.join(', ')})`,
  record: (email, firstName, data) => `Client.record(${email}, ${firstName}, ${data})`,
  records: (records) => `Client.records(${records.join(', ')})`,
  changed: (changes) =>
    `c.changed(list -> { ${changes.map(([field, value]) => `list.set${capitalised(field)}(${value});`).join(' ')} })`,
};
