/** Expressions: `$name`, `"text"`, `{function argument}`, with as many braces around them as the author likes. */
import type { Expression } from './template';
import type { TagReader } from './tagReader';

/** Deepest nesting that is read. */
const MAX_DEPTH = 20;

export function readExpression(reader: TagReader, depth = 0): Expression | null {
  if (depth > MAX_DEPTH) return reader.refuse('it is nested too deep');
  reader.skipBlanks();
  if (reader.take('$')) {
    const name = reader.name();
    return name ? { kind: 'name', name } : reader.refuse('a name is expected after $');
  }
  if (reader.take('{')) {
    const inside = readCall(reader) ?? (reader.reason === null ? readExpression(reader, depth + 1) : null);
    if (!inside) return null;
    return reader.skipBlanks().take('}') ? inside : reader.refuse('a } is expected');
  }
  const text = reader.literal();
  return text === null
    ? reader.refuse('a $name, a text in double quotes or a {function} is expected')
    : { kind: 'literal', text };

  /** A function and its arguments, without the braces; null if no function begins here. */
  function readCall(from: TagReader): Expression | null {
    const called = from.keyword('urlencode', 'date', 'now');
    if (!called) return null;
    if (called === 'now') return { kind: 'now', pattern: from.literal() ?? '' };
    const argument = readExpression(from, depth + 1);
    if (!argument) return null;
    return called === 'urlencode'
      ? { kind: 'urlencode', argument }
      : { kind: 'date', argument, pattern: from.literal() ?? '' };
  }
}
