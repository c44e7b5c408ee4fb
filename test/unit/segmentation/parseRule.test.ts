/** The rule language: what each form means, and where errors point. */
import { ApiError } from '../../../src/contract/errorCatalogue';
import { parseRule } from '../../../src/core/segmentation/parseRule';
import type { Rule } from '../../../src/core/segmentation/ruleSyntax';
import { MAX_RULE } from '../../../src/core/segmentation/ruleTokens';
import { chance, randomRule } from '../../support/ruleOracle';

/** A rule with all its parentheses, so that tests can be read. */
function shape(rule: Rule): string {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return `(${rule.rules.map(shape).join(` ${rule.kind} `)})`;
    case 'not':
      return `not ${shape(rule.rule)}`;
    case 'exists':
      return `exists ${rule.field.name}${rule.field.argument ? `(${rule.field.argument.text})` : ''}`;
    case 'compare':
      return `${rule.field.name} ${rule.operator} ${rule.values.map(({ kind, text }) => `${kind}:${text}`).join(',')}`;
  }
}

test.each([
  ['city = "Oslo"', 'city = text:Oslo'],
  [`city='O''Neil "x"'`, `city = text:O'Neil "x"`],
  ['city = "say ""hi"""', 'city = text:say "hi"'],
  ['CITY BeginsWith "O"', 'CITY beginswith text:O'],
  ['a=1 and b=2 or c=3 and d=4', '((a = number:1 and b = number:2) or (c = number:3 and d = number:4))'],
  [
    'a=1 and (b=2 or c=3) AND not d=4',
    '(a = number:1 and (b = number:2 or c = number:3) and not d = number:4)',
  ],
  ['not (a=1 or not b=2)', 'not (a = number:1 or not b = number:2)'],
  ['a <> 1 and b != "x"', '(not a = number:1 and not b = text:x)'],
  ['city not "Oslo"', 'not city = text:Oslo'],
  ['city not = "Oslo" and city not endswith "o"', '(not city = text:Oslo and not city endswith text:o)'],
  ['city in ("a", "b",3)', 'city = text:a,text:b,number:3'],
  ['city not in ("a")', 'not city = text:a'],
  ['city exists and exists city and exists(zip)', '(exists city and exists city and exists zip)'],
  ['city not exists', 'not exists city'],
  ['city is empty or zip is not null', '(not exists city or exists zip)'],
  ['born >= 2024-02-29', 'born >= date:2024-02-29'],
  [
    'born > today-30 and born<today + 7 and born=TODAY',
    '(born > today:-30 and born < today:+7 and born = today:0)',
  ],
  ['born < today -3', 'born < today:-3'],
  ['born in (today, today -1, 2024-01-01)', 'born = today:0,today:-1,date:2024-01-01'],
  ['opened_count(20001) > -1.5e3', 'opened_count > number:-1.5e3'],
  ['exists opened(20001)', 'exists opened(20001)'],
  ['größe-2_x = .5', 'größe-2_x = number:.5'],
  ['zip = 01234', 'zip = number:01234'],
  ['\n\ta\r\n=\u00a01 ', 'a = number:1'],
])('%j', (text, expected) => {
  expect(shape(parseRule(text))).toBe(expected);
});

test('values know where they stand', () => {
  const rule = parseRule('list in (5001, "5002")') as Rule & { kind: 'compare' };
  expect(rule.values.map(({ at, end }) => [at, end])).toEqual([
    [9, 13],
    [15, 21],
  ]);
});

const problem = (text: string): string => {
  try {
    parseRule(text);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'segmentation.ruleInvalid') return error.message;
    throw error;
  }
  return 'none';
};

test.each([
  ['', 1, 1, 'expected the name of a field, found the end of the rule'],
  ['city', 1, 5, 'expected an operator'],
  ['city "Oslo"', 1, 6, 'expected an operator'],
  ['city = Oslo', 1, 8, 'found "Oslo"'],
  ['city = ann@example.org', 1, 11, 'the character @ means nothing'],
  ['city = "Oslo', 1, 8, 'lacks its closing "'],
  ['city = “Oslo”', 1, 8, 'straight quotes'],
  ['city == "Oslo"', 1, 7, 'found "="'],
  ['city = "Oslo" zip = 1', 1, 15, 'expected "and", "or" or the end of the rule, found "zip"'],
  ['(city = "Oslo"', 1, 15, 'expected "and", "or" or ")", found the end of the rule'],
  ['city = "Oslo")', 1, 14, 'found ")"'],
  ['a = 1 and', 1, 10, 'expected the name of a field, found the end'],
  ['a = 1\r\n  or = 2', 2, 6, 'expected the name of a field, found "="'],
  ['a = "😀" or ? = 1', 1, 12, 'the character ? means nothing'],
  ['city in "Oslo"', 1, 9, 'expected "(" and the values, found a text'],
  ['city in ("Oslo" "x")', 1, 17, 'expected "," or ")", found a text'],
  ['city is "Oslo"', 1, 9, 'expected "empty" or "not"'],
  ['opened(x) exists', 1, 8, 'expected a number, or ")", found "x"'],
  ['points > 12abc', 1, 10, 'no number and no date'],
  ['born > 2024-1-1', 1, 8, 'no number and no date'],
  ['born > today 3', 1, 14, 'found a number'],
  ['exists = 1', 1, 8, 'expected the name of a field, found "="'],
])('%j points at line %d, column %d', (text, line, column, reason) => {
  expect(problem(text)).toContain(`at line ${line}, column ${column}: `);
  expect(problem(text)).toContain(reason);
});

test('what is too deep, too long or too much is refused before it costs anything', () => {
  const deep = (depth: number): string => `${'('.repeat(depth)}a = 1${')'.repeat(depth)}`;
  expect(problem(deep(50))).toBe('none');
  expect(problem(deep(51))).toContain('column 51: a rule has at most 50 parentheses');
  expect(problem(`${'not '.repeat(15_000)}`.slice(0, MAX_RULE))).toContain('at most 50');
  expect(problem('('.repeat(MAX_RULE))).toContain('at most 50');
  expect(problem(Array.from({ length: 100 }, () => 'a=1').join(' or '))).toBe('none');
  expect(problem(Array.from({ length: 101 }, () => 'a=1').join(' or '))).toContain('at most 100 tests');
  expect(problem(`a = "${'x'.repeat(MAX_RULE - 6)}"`)).toBe('none');
  expect(problem(`a = "${'x'.repeat(MAX_RULE - 5)}"`)).toContain(`column ${MAX_RULE + 1}: `);
  for (const nasty of ['1', '"', "'", '1.', '-', '""', 'x', '9e', '.'])
    expect(problem(`a = ${nasty.repeat(Math.floor((MAX_RULE - 5) / nasty.length))}x`)).toMatch(
      /column \d+: /,
    );
});

const PIECES = ['city', 'list', 'opened', 'and', 'OR', 'not', 'exists', 'in', 'is', 'empty', 'today', '=', '<', '<>', '!', '>=', '(', ')', ',', '"', "'", '"x"', "'y'", '12', '-3', '1.5', '2024-02-29', 'beginswith', 'contains', ' ', '\n', '\t', '@', '\\', ';', '--', '/*', '%', '?', '\0', '\u2028', 'é', '😀', '\ud800']; // prettier-ignore

test('any text is a rule, or an error with a place in it', () => {
  const random = chance(20_240_229);
  let rules = 0;
  for (let i = 0; i < 5000; i++) {
    const text = Array.from({ length: random.below(12) }, () => random.pick(PIECES)).join(
      random.pick(['', ' ']),
    );
    const said = problem(text);
    if (said === 'none') rules++;
    else {
      const [, line, column] = /^The rule is not valid at line (\d+), column (\d+): .+\.$/s.exec(said)!;
      const lines = text.split(/\r\n|\r|\n/);
      expect(Number(line)).toBeLessThanOrEqual(lines.length);
      expect(Number(column)).toBeLessThanOrEqual([...lines[Number(line) - 1]!].length + 1);
    }
  }
  expect(rules).toBeGreaterThan(5);
});

test('a rule that is cut anywhere is an error at most behind its end', () => {
  const random = chance(7);
  const names = { lists: [5001], campaigns: [20001], usesCustomerKey: true };
  for (let i = 0; i < 300; i++) {
    const rule = randomRule(random, names);
    expect([rule, problem(rule)]).toEqual([rule, 'none']);
    const cut = rule.slice(0, random.below(rule.length));
    expect(problem(cut)).toMatch(/^none$|column \d+: /);
  }
});
