/** Tells where two answers differ, but for values that differ by nature. */
import type { Shape } from './answerShape';

export interface Difference {
  /** Names from the outside in, such as `result/data/subscriber[2]/email`. */
  readonly path: string;
  readonly recorded: string;
  readonly answered: string;
}

/** Names of values that two systems never share: numbers that they give, and times. */
export const VOLATILE = [
  ...['subscriber_id', 'subscriberId', 'message_id', 'event_id', 'created_date', 'createdDate'],
  ...['updated_date', 'last_modified', 'subscribe_date', 'tag'],
] as const;

/** More are not looked for. */
const MOST = 50;

/** @param masked names of elements whose value does not count, in lower case */
export function compareAnswers(recorded: Shape, answered: Shape, masked: ReadonlySet<string>): Difference[] {
  const differences: Difference[] = [];
  const add = (path: string, one: string, other: string): void => {
    if (differences.length < MOST) differences.push({ path, recorded: one, answered: other });
  };
  const visit = (one: Shape, other: Shape, path: string): void => {
    if (one.name !== other.name) return add(path, `an element ${one.name}`, `an element ${other.name}`);
    if (one.isNil !== other.isNil)
      return add(path, one.isNil ? 'nil' : 'a value', other.isNil ? 'nil' : 'a value');
    if (one.type && other.type && one.type !== other.type)
      add(path, `of type ${one.type}`, `of type ${other.type}`);
    if (masked.has(one.name.toLowerCase())) return;
    if (one.text !== null && other.text !== null) {
      if (one.text !== other.text) add(path, one.text, other.text);
    } else if ((one.text ?? '').trim() !== '' || (other.text ?? '').trim() !== '') {
      add(path, one.text ?? 'elements', other.text ?? 'elements');
    } else visitParts(one, other, path);
  };
  const visitParts = (one: Shape, other: Shape, path: string): void => {
    const seen = new Map<string, number>();
    for (let i = 0; i < Math.max(one.parts.length, other.parts.length); i++) {
      const [a, b] = [one.parts[i], other.parts[i]];
      const { name } = (a ?? b)!;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const at = `${path}/${name}${count > 1 ? `[${count}]` : ''}`;
      if (a && b) visit(a, b, at);
      else add(at, a ? `an element ${a.name}` : 'nothing', b ? `an element ${b.name}` : 'nothing');
    }
  };
  if (recorded.name !== answered.name) add('', outcome(recorded), outcome(answered));
  else visitParts(recorded, answered, '');
  return differences.map((difference) => ({ ...difference, path: difference.path.slice(1) }));
}

/** A fault in its words, or that there is an answer. */
const outcome = ({ name, parts }: Shape): string =>
  name === 'Fault' ? `a fault: ${parts.map(({ text }) => text).join(' ')}` : 'an answer';
