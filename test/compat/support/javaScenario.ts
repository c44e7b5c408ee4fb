/** The scenario as Java source against Axis's stub: what an integrator would have written, and javac checks. */
import { operations } from '../../../src/operations';
import type { Argument, BatchRecord, Call, Entry, Step } from '../scenario/steps';

/** A class `name` that runs the steps with `Client`. */
export const javaScenario = (name: string, steps: readonly Step[]): string =>
  [
    'import whatcounts.api.client.soap.MapEntry;',
    '',
    `public final class ${name} implements Client.Scenario {`,
    '    public void run(Client c) throws Exception {',
    ...steps.map((step) => `        c.step(${literal(step.step)}, () -> ${saved(step, call(step))});`),
    '    }',
    '}',
    '',
  ].join('\n');

const saved = ({ save }: Call, expression: string): string =>
  save ? `c.${save} = ${expression}` : expression;

function call({ operation, args }: Call): string {
  const values = args.map(value);
  return operations.some(({ name }) => name === operation)
    ? `c.api.${operation}(${values.join(', ')})`
    : `c.dynamic(${[literal(operation), ...values].join(', ')})`;
}

function value(arg: Argument): string {
  if ('ref' in arg) return `c.${arg.ref}`;
  switch (arg.type) {
    case 'entries':
      return entries(arg.value);
    case 'records':
      return `Client.records(${arg.value.map(record).join(', ')})`;
    case 'list': {
      const changes = Object.entries(arg.set).map(
        ([field, to]) => `list.set${field[0]!.toUpperCase()}${field.slice(1)}(${scalar(to)});`,
      );
      return `c.changed(list -> { ${changes.join(' ')} })`;
    }
    case 'dateTime':
      return arg.value === null ? '(java.util.Calendar) null' : `Client.calendar(${scalar(arg.value)})`;
    case 'float':
      return `${scalar(arg.value)}f`;
    default:
      return arg.value === null ? '(String) null' : scalar(arg.value);
  }
}

const entries = (value: readonly Entry[] | null): string =>
  value === null ? '(MapEntry[]) null' : `Client.entries(${value.map(entry).join(', ')})`;

const record = ({ email, firstName, data }: BatchRecord): string =>
  `Client.record(${scalar(email)}, ${scalar(firstName)}, ${entries(data)})`;

function entry({ key, type, value: held }: Entry): string {
  const text = type === 'dateTime' && held !== null ? `Client.calendar(${scalar(held)})` : scalar(held);
  return `Client.entry(${literal(key)}, ${text})`;
}

const scalar = (held: Entry['value']): string => (typeof held === 'string' ? literal(held) : String(held));

/** A Java string in plain ASCII. Escapes of JSON are escapes of Java as well. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
