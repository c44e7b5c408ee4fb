/** Words of an SQL statement, for the checks that look at every statement of a test run. */

export interface Token {
  readonly kind: 'word' | 'value' | 'sign';
  /** Words in lower case and without backticks; a value that is bound is `?`. */
  readonly text: string;
}

const PATTERN =
  /\s+|(?<word>`[^`]+`|[a-z_$][\w$]*)|(?<value>\?|x?'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|\d+(?:\.\d+)?(?:e[+-]?\d+)?|@@?\w+)|(?<sign><=>|<>|!=|<=|>=|:=|\|\||&&|<<|>>|[-+*/%(),.=<>!~^&|;])/giy;

/** @throws {Error} at the first character that is part of nothing */
export function sqlTokens(statement: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < statement.length) {
    const at = PATTERN.lastIndex;
    const groups = PATTERN.exec(statement)?.groups;
    if (!groups) throw new Error(`not SQL that this reader knows, at: ${statement.slice(at, at + 40)}`);
    const { word, value, sign } = groups;
    if (word !== undefined) tokens.push({ kind: 'word', text: word.replaceAll('`', '').toLowerCase() });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

/** Index of the parenthesis that closes the one at `open`. */
export function closingParenthesis(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]!.text === '(' && tokens[i]!.kind === 'sign') depth++;
    if (tokens[i]!.text === ')' && tokens[i]!.kind === 'sign' && --depth === 0) return i;
  }
  throw new Error('a parenthesis is not closed');
}

/**
 * Parts of a list of tokens, cut outside parentheses.
 * @returns each with the token that it was cut at, which is not part of it; the first one with none
 */
export function cutAt(
  tokens: readonly Token[],
  isCut: (token: Token, index: number) => boolean,
): { readonly cut: string; readonly tokens: readonly Token[] }[] {
  const parts: { cut: string; tokens: Token[] }[] = [{ cut: '', tokens: [] }];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === 'sign' && token.text === '(') {
      const end = closingParenthesis(tokens, i);
      parts.at(-1)!.tokens.push(...tokens.slice(i, end + 1));
      i = end;
    } else if (token.kind !== 'value' && isCut(token, i)) parts.push({ cut: token.text, tokens: [] });
    else parts.at(-1)!.tokens.push(token);
  }
  return parts;
}
