/**
 * The grammar of segmentation rules, by recursive descent:
 *
 *   rule       = all { "or" all }
 *   all        = one { "and" one }
 *   one        = "not" one | "(" rule ")" | "exists" field | field test
 *   field      = WORD [ "(" [ NUMBER ] ")" ]
 *   test       = [ "not" ] ( "exists" | operator value | "in" "(" value { "," value } ")" )
 *              | "not" value | "is" [ "not" ] ( "empty" | "null" )
 *   operator   = "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=" | "beginswith" | "endswith" | "contains"
 *   value      = TEXT | NUMBER | DATE | "today" [ SIGNED NUMBER ]
 *
 * Words are read in any case. Reading takes time in proportion to the text; how deep and how long a rule may be is
 * bounded, so that neither this nor the database's own parser runs out of anything.
 */
import { ruleProblem } from './ruleProblem';
import type { FieldName, Operator, Rule, RuleValue } from './ruleSyntax';
import { ruleTokens, type Token } from './ruleTokens';

/** Parentheses and `not`s inside each other. */
const MAX_DEPTH = 50;
/** Tests of fields in one rule. */
const MAX_TESTS = 100;

const KEYWORDS = new Set(['and', 'or', 'not', 'exists', 'in', 'is', 'beginswith', 'endswith', 'contains']);
const SYMBOLS: Readonly<Record<string, readonly [operator: Operator, isNegated: boolean]>> = {
  '=': ['=', false],
  '<>': ['=', true],
  '!=': ['=', true],
  '<': ['<', false],
  '<=': ['<=', false],
  '>': ['>', false],
  '>=': ['>=', false],
  beginswith: ['beginswith', false],
  endswith: ['endswith', false],
  contains: ['contains', false],
};
const AN_OPERATOR = 'an operator (=, <>, <, <=, >, >=, beginswith, endswith, contains, in, exists, is empty)';
const A_VALUE = 'a value: a text in quotes, a number, a date such as 2024-02-29, or today-30';

/**
 * Reads a rule.
 * @throws {ApiError} `segmentation.ruleInvalid` with the place, and what was expected there
 */
export const parseRule = (text: string): Rule => new RuleParser(text).read();

class RuleParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #tests = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = ruleTokens(text);
  }

  read(): Rule {
    const rule = this.#any();
    if (this.#token.kind !== 'end') this.#expected('"and", "or" or the end of the rule');
    return rule;
  }

  #any(): Rule {
    return this.#joined('or', () => this.#joined('and', () => this.#one()));
  }

  #joined(kind: 'and' | 'or', operand: () => Rule): Rule {
    const first = operand();
    if (!this.#is(kind)) return first;
    const rules = [first];
    while (this.#takes(kind)) rules.push(operand());
    return { kind, rules };
  }

  #one(): Rule {
    if (this.#is('not') || this.#is('(')) return this.#nested();
    if (this.#takes('exists')) {
      const isWrapped = this.#takes('(');
      const field = this.#field();
      if (isWrapped) this.#take(')', '")"');
      return { kind: 'exists', field };
    }
    const field = this.#field();
    const isNegated = this.#takes('not');
    return negated(isNegated, this.#test(field, isNegated));
  }

  #nested(): Rule {
    if (++this.#depth > MAX_DEPTH)
      this.#refuse(`a rule has at most ${MAX_DEPTH} parentheses and "not" inside each other`);
    let rule: Rule;
    if (this.#takes('not')) rule = { kind: 'not', rule: this.#one() };
    else {
      this.#next++;
      rule = this.#any();
      this.#take(')', '"and", "or" or ")"');
    }
    this.#depth--;
    return rule;
  }

  #field(): FieldName {
    const { kind, text: name, at } = this.#token;
    if (kind !== 'word' || KEYWORDS.has(name.toLowerCase())) this.#expected('the name of a field');
    if (++this.#tests > MAX_TESTS) this.#refuse(`a rule has at most ${MAX_TESTS} tests of fields`);
    this.#next++;
    if (!this.#takes('(')) return { name, isCalled: false, argument: null, at };
    const argument = this.#token.kind === 'number' ? this.#value() : null;
    this.#take(')', argument ? '")"' : 'a number, or ")"');
    return { name, isCalled: true, argument, at };
  }

  #test(field: FieldName, afterNot: boolean): Rule {
    const { text, at } = this.#token;
    if (this.#takes('exists')) return { kind: 'exists', field };
    if (this.#takes('in')) return { kind: 'compare', field, operator: '=', values: this.#values(), at };
    const known = Object.hasOwn(SYMBOLS, text.toLowerCase()) ? SYMBOLS[text.toLowerCase()] : undefined;
    if (known && this.#takes(text)) {
      const [operator, isNegated] = known;
      return negated(isNegated, { kind: 'compare', field, operator, values: [this.#value()], at });
    }
    if (afterNot) return { kind: 'compare', field, operator: '=', values: [this.#value()], at };
    if (!this.#takes('is')) return this.#expected(AN_OPERATOR);
    const isThere = this.#takes('not');
    if (!this.#takes('empty') && !this.#takes('null'))
      this.#expected(isThere ? '"empty"' : '"empty" or "not"');
    return negated(!isThere, { kind: 'exists', field });
  }

  #values(): RuleValue[] {
    this.#take('(', '"(" and the values');
    const values = [this.#value()];
    while (this.#takes(',')) values.push(this.#value());
    this.#take(')', '"," or ")"');
    return values;
  }

  #value(): RuleValue {
    const { kind, text, at, end } = this.#token;
    if (kind === 'text' || kind === 'number' || kind === 'date') {
      this.#next++;
      return { kind, text, at, end };
    }
    const today = /^today(-\d+)?$/i.exec(text);
    if (kind !== 'word' || !today) return this.#expected(A_VALUE);
    this.#next++;
    const days = this.#token;
    if (today[1] || days.kind !== 'number' || !/^[+-]\d+$/.test(days.text))
      return { kind: 'today', text: today[1] ?? '0', at, end };
    this.#next++;
    return { kind: 'today', text: days.text, at, end: days.end };
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  /** True if this symbol, or this word in any case, comes next. */
  #is(text: string): boolean {
    const { kind, text: found } = this.#token;
    return (kind === 'symbol' || kind === 'word') && found.toLowerCase() === text.toLowerCase();
  }

  #takes(text: string): boolean {
    const isNext = this.#is(text);
    if (isNext) this.#next++;
    return isNext;
  }

  #take(text: string, what: string): void {
    if (!this.#takes(text)) this.#expected(what);
  }

  #refuse(reason: string): never {
    return ruleProblem(this.#text, this.#token.at, reason);
  }

  #expected(what: string): never {
    return this.#refuse(`expected ${what}, found ${shown(this.#token)}`);
  }
}

const negated = (isNegated: boolean, rule: Rule): Rule => (isNegated ? { kind: 'not', rule } : rule);

/** What stands there, without repeating values: they may be about people. */
function shown({ kind, text }: Token): string {
  switch (kind) {
    case 'end':
      return 'the end of the rule';
    case 'text':
      return 'a text';
    case 'word':
    case 'symbol':
      return `"${[...text].slice(0, 64).join('')}"`;
    default:
      return `a ${kind}`;
  }
}
