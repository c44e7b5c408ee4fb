/** `if TEST then ACTION [else ACTION]`. */
import { OPERATORS, type Action, type Condition, type ConditionalTag, type Operator } from './template';
import type { TagReader } from './tagReader';

/** Deepest nesting of parentheses and `not` that is read. */
const MAX_DEPTH = 20;

/** Reads what follows `if`. */
export function readConditional(reader: TagReader): Omit<ConditionalTag, 'source' | 'at'> | null {
  const test = readTest(reader, 0);
  if (!test) return null;
  if (!reader.keyword('then')) return reader.refuse('"then" is expected');
  const then = readAction(reader);
  if (!then) return null;
  const otherwise = reader.keyword('else') ? readAction(reader) : null;
  if (reader.reason !== null) return null;
  const legacy = otherwise === null && test.kind === 'compare' && test.operator === '=';
  return { kind: 'if', test, then, otherwise, legacy };
}

function readAction(reader: TagReader): Action | null {
  if (reader.keyword('print')) {
    const text = reader.literal();
    return text === null ? reader.refuse('a text in double quotes is expected') : { kind: 'text', text };
  }
  if (!reader.keyword('printdata')) return reader.refuse('"print" or "printdata" is expected');
  reader.skipBlanks().take('$');
  const name = reader.name();
  return name ? { kind: 'data', name } : reader.refuse('the name of a field is expected');
}

/** `and` binds closer than `or`. */
function readTest(reader: TagReader, depth: number): Condition | null {
  return readJoined(reader, 'or', () => readJoined(reader, 'and', () => readSingle(reader, depth)));
}

function readJoined(
  reader: TagReader,
  word: 'and' | 'or',
  readPart: () => Condition | null,
): Condition | null {
  const first = readPart();
  if (!first) return null;
  const tests = [first];
  while (reader.keyword(word)) {
    const next = readPart();
    if (!next) return null;
    tests.push(next);
  }
  return tests.length === 1 ? first : { kind: word, tests };
}

function readSingle(reader: TagReader, depth: number): Condition | null {
  if (depth > MAX_DEPTH) return reader.refuse('it is nested too deep');
  if (reader.skipBlanks().take('(')) {
    const inside = readTest(reader, depth + 1);
    if (!inside) return null;
    return reader.skipBlanks().take(')') ? inside : reader.refuse('a ) is expected');
  }
  if (reader.keyword('not')) {
    const test = readSingle(reader, depth + 1);
    return test && { kind: 'not', test };
  }
  if (reader.keyword('exists')) {
    const name = readName(reader);
    return name === null ? null : { kind: 'exists', name };
  }
  const name = readName(reader);
  if (name === null) return null;
  const operator = (reader.symbol() ??
    reader.keyword('beginswith', 'endswith', 'contains')) as Operator | null;
  if (!operator) return reader.refuse(`one of ${OPERATORS.join(' ')} is expected`);
  const text = reader.literal();
  return text === null
    ? reader.refuse('a value in double quotes is expected')
    : { kind: 'compare', name, operator, text };
}

function readName(reader: TagReader): string | null {
  reader.skipBlanks().take('$');
  return reader.name() ?? reader.refuse('the name of a field is expected');
}
