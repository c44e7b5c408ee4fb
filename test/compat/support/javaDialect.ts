/** Java against the stub of Axis. */
import { publishedForm } from './publishedForm';
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
  call: (call, args) => {
    const { step, operation, save } = call;
    const expression = publishedForm(call)
      ? `c.api.${operation}(${args.join(', ')})`
      : `c.dynamic(${[asciiLiteral(operation), ...args].join(', ')})`;
    return `c.step(${asciiLiteral(step)}, () -> ${save ? `c.${save} = ` : ''}${expression});`;
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
  changed: (structure, changes) =>
    `Client.changed(c.${structure}, it -> { ${changes.map(([field, value]) => `it.set${capitalised(field)}(${value});`).join(' ')} })`,
};
