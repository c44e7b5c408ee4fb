/** Cuts the text of a segmentation rule into words, values and symbols. One pass, no memory of its own. */
import { ruleProblem } from './ruleProblem';

export interface Token {
  /** `end` stands behind the last one. */
  readonly kind: 'word' | 'text' | 'number' | 'date' | 'symbol' | 'end';
  /** As written; of a text what is between the quotes. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** Characters of a rule. */
export const MAX_RULE = 16_000;

/** A quote inside a text of the same quotes is written twice. A sign belongs to the number behind it. */
const TOKEN =
  /(?<blank>\s+)|(?<text>"(?:[^"]|"")*"|'(?:[^']|'')*')|(?<date>\d{4}-\d{2}-\d{2}(?![\p{L}\p{N}_-]))|(?<number>(?:[+-]\s*)?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\p{L}\p{N}_.-]))|(?<word>[\p{L}_][\p{L}\p{N}\p{M}_-]*(?:\.[\p{L}_][\p{L}\p{N}\p{M}_-]*)?)|(?<symbol><>|!=|<=|>=|[=<>(),])/iuy;

/** @throws {ApiError} `segmentation.ruleInvalid` */
export function ruleTokens(text: string): Token[] {
  if (text.length > MAX_RULE) ruleProblem(text, MAX_RULE, `a rule has at most ${MAX_RULE} characters`);
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) return ruleProblem(text, at, unreadable(text.slice(at)));
    const written = found[0];
    const [kind] = Object.entries(found.groups!).find(([, part]) => part !== undefined)! as [
      Token['kind'] | 'blank',
      string,
    ];
    const end = at + written.length;
    if (kind !== 'blank') tokens.push({ kind, text: TEXT_OF[kind]?.(written) ?? written, at, end });
    at = end;
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length });
  return tokens;
}

/** What is kept of a token where that is not all of it. */
const TEXT_OF: Readonly<Partial<Record<Token['kind'], (written: string) => string>>> = {
  text: (written) => unquoted(written),
  number: (written) => written.replace(/\s+/, ''),
};

const unquoted = (written: string): string => {
  const quote = written[0]!;
  return written.slice(1, -1).replaceAll(quote + quote, quote);
};

function unreadable(rest: string): string {
  const character = [...rest][0]!;
  if (character === '"' || character === "'")
    return `the text that begins here lacks its closing ${character}`;
  if (/[“”„‘’]/.test(character)) return 'a text stands in straight quotes, " or \'';
  if (/[\d.+-]/.test(character)) return 'this is no number and no date; put it in quotes if it is a text';
  return `the character ${/\p{Cc}/u.test(character) ? 'here' : character} means nothing outside of quotes`;
}
