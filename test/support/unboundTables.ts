/**
 * Which tables of realms a statement touches without binding `realm_id`: the reader behind the check that no statement
 * of the product can reach the rows of two realms. It knows the statements that this house writes; what it cannot
 * follow it reports too.
 *
 * A table is bound by `realm_id = ?` (or a number) in WHERE or ON, by equality with the `realm_id` of a table that is
 * bound, or, in an insert, by a column `realm_id` that gets a `?`, a number or the `realm_id` of such a table. Of
 * conditions joined by OR each has to bind it. The ON of a LEFT JOIN binds the table that it joins, and no other.
 */
import { closingParenthesis, cutAt, sqlTokens, type Token } from './sqlTokens';

interface TableUse {
  /** Name of the table; null for a subquery, which is looked at by itself. */
  readonly table: string | null;
  readonly alias: string;
}

/** `left = right`, each side an alias, or null for a value that is bound. */
interface Equality {
  readonly left: string;
  readonly right: string | null;
}

const NO_DATA = new Set(
  'alter begin commit create do drop kill release rollback savepoint set show shutdown start truncate use'.split(
    ' ',
  ),
);
const JOIN_WORDS = new Set('left right inner cross outer natural straight_join join'.split(' '));
const NO_ALIAS = new Set([...JOIN_WORDS, 'on', 'using', 'force', 'use', 'ignore', 'set', 'where']);

/**
 * @param realmTables names of the tables that have a column `realm_id`
 * @returns the tables that are not bound, each once; `?` and a reason where the statement could not be followed
 */
export function unboundTables(statement: string, realmTables: ReadonlySet<string>): string[] {
  const reader = new Reader(realmTables);
  try {
    const tokens = sqlTokens(statement);
    if (tokens.at(-1)?.text === ';') tokens.pop();
    if (NO_DATA.has(tokens[0]?.text ?? '')) return [];
    reader.statement(tokens);
    for (const [i, token] of tokens.entries())
      if (realmTables.has(token.text) && isTablePlace(tokens, i) && !reader.seen.has(token))
        reader.unbound.add(`? ${token.text} stands where this reader did not look`);
  } catch (error) {
    reader.unbound.add(`? ${(error as Error).message}`);
  }
  return [...reader.unbound].sort();
}

class Reader {
  readonly unbound = new Set<string>();
  /** Names of tables that were looked at. */
  readonly seen = new Set<Token>();

  constructor(private readonly realmTables: ReadonlySet<string>) {}

  statement(tokens: readonly Token[]): void {
    const verb = tokens[0]?.text ?? '';
    if (verb === 'select' || verb === '(') this.query(tokens, new Set());
    else if (verb === 'insert' || verb === 'replace') this.insert(tokens);
    else if (verb === 'update') this.update(tokens);
    else if (verb === 'delete') this.delete(tokens);
    else throw new Error(`begins with ${verb.toUpperCase()}, which this reader does not know`);
  }

  /** SELECT ... UNION SELECT ..., in parentheses or not. */
  query(tokens: readonly Token[], outer: ReadonlySet<string>): void {
    for (const { tokens: part } of cutAt(tokens, ({ text }) => text === 'union')) {
      const query = part[0]?.text === 'all' || part[0]?.text === 'distinct' ? part.slice(1) : part;
      if (query[0]?.text === '(') this.query(query.slice(1, closingParenthesis(query, 0)), outer);
      else this.select(query, outer);
    }
  }

  select(tokens: readonly Token[], outer: ReadonlySet<string>): ReadonlySet<string> {
    if (tokens[0]?.text !== 'select') throw new Error('a part is no SELECT');
    const clauses = clausesOf(tokens);
    const bound = this.#scope(clauses.get('from') ?? [], clauses.get('where') ?? [], outer);
    for (const [name, clause] of clauses) if (name !== 'from') this.#subqueries(clause, bound);
    return bound;
  }

  update(tokens: readonly Token[]): void {
    const clauses = clausesOf(tokens, 'update');
    const bound = this.#scope(clauses.get('update') ?? [], clauses.get('where') ?? [], new Set());
    for (const [name, clause] of clauses) if (name !== 'update') this.#subqueries(clause, bound);
  }

  /** DELETE FROM a WHERE ..., and DELETE a FROM a JOIN b ... */
  delete(tokens: readonly Token[]): void {
    const clauses = clausesOf(tokens, 'delete');
    const bound = this.#scope(clauses.get('from') ?? [], clauses.get('where') ?? [], new Set());
    for (const [name, clause] of clauses) if (name !== 'from') this.#subqueries(clause, bound);
  }

  insert(tokens: readonly Token[]): void {
    let i = 1;
    while (['ignore', 'into', 'low_priority', 'delayed'].includes(tokens[i]?.text ?? '')) i++;
    const table = tokens[i]!.text;
    const isOfRealms = this.realmTables.has(table);
    this.seen.add(tokens[i]!);
    if (tokens[i + 1]?.text !== '(') {
      if (isOfRealms) throw new Error(`inserts into ${table} without naming columns`);
      return;
    }
    const columnsEnd = closingParenthesis(tokens, i + 1);
    const columns = listOf(tokens.slice(i + 2, columnsEnd)).map((column) => column.at(-1)!.text);
    const place = columns.indexOf('realm_id');
    if (isOfRealms && place < 0) this.unbound.add(table);
    const [first, ...others] = cutAt(tokens.slice(columnsEnd + 1), ({ text }) => text === 'duplicate');
    const source = first!.tokens.at(-1)?.text === 'on' ? first!.tokens.slice(0, -1) : first!.tokens;
    let bound: ReadonlySet<string> = new Set();
    if (source[0]?.text === 'select') {
      bound = this.select(source, bound);
      if (isOfRealms && place >= 0) {
        const selected = clausesOf(source).get('select') ?? [];
        const column = listOf(selected[0]?.text === 'distinct' ? selected.slice(1) : selected)[place];
        if (!column || !isBoundValue(column, bound)) this.unbound.add(table);
      }
    } else if (source[0]?.text === 'values' || source[0]?.text === 'value') {
      for (const row of listOf(source.slice(1))) {
        const value = listOf(row.slice(1, -1))[place];
        if (isOfRealms && place >= 0 && !(value && isBoundValue(value, bound))) this.unbound.add(table);
      }
      this.#subqueries(source.slice(1), bound);
    } else throw new Error('an insert of neither VALUES nor SELECT');
    for (const { tokens: clause } of others) this.#subqueries(clause, bound);
  }

  /** Reads the tables of a FROM (or UPDATE), and what binds them. @returns aliases that are bound */
  #scope(from: readonly Token[], where: readonly Token[], outer: ReadonlySet<string>): ReadonlySet<string> {
    const uses: TableUse[] = [];
    const inner: Equality[] = [];
    this.#tableUses(from, uses, inner, outer);
    const ofRealms = uses.filter(({ table }) => table !== null && this.realmTables.has(table));
    const only = ofRealms.length === 1 ? ofRealms[0]!.alias : null;
    const bound = new Set(outer);
    for (const { table, alias } of uses) {
      // A table of the same name inside hides the one outside; a subquery is looked at by itself.
      if (table === null) bound.add(alias);
      else bound.delete(alias);
    }
    const equalities = [...inner, ...equalitiesOf(where)].map(({ left, right }) => ({
      left: left === '' ? only : left,
      right: right === '' ? only : right,
    }));
    for (let size = -1; size !== bound.size;) {
      size = bound.size;
      for (const { left, right } of equalities) {
        if (left !== null && (right === null || bound.has(right))) bound.add(left);
        if (left !== null && right !== null && bound.has(left)) bound.add(right);
      }
    }
    for (const { table, alias } of ofRealms) if (!bound.has(alias)) this.unbound.add(table!);
    this.#subqueriesOfConditions(from, bound);
    return bound;
  }

  #tableUses(
    tokens: readonly Token[],
    uses: TableUse[],
    equalities: Equality[],
    outer: ReadonlySet<string>,
  ): void {
    if (tokens.length === 0) return;
    let optional = false;
    const parts = cutAt(tokens, ({ text }) => text === ',' || text === 'join' || text === 'straight_join');
    for (const [n, { tokens: part }] of parts.entries()) {
      // What stands before the next JOIN belongs to it.
      const own = [...part];
      let nextIsOptional = false;
      while (n < parts.length - 1 && JOIN_WORDS.has(own.at(-1)?.text ?? '')) {
        const word = own.pop()!.text;
        if (word === 'right' || word === 'natural') throw new Error(`a ${word.toUpperCase()} JOIN`);
        nextIsOptional ||= word === 'left';
      }
      const [use, ...rest] = cutAt(own, ({ text }) => text === 'on' || text === 'using');
      const before = uses.length;
      this.#tableUse(use!.tokens, uses, equalities, outer);
      const joined = uses[before]?.alias;
      for (const { cut, tokens: condition } of rest) {
        if (cut === 'using') throw new Error('a JOIN with USING');
        for (const equality of equalitiesOf(condition)) {
          if (!optional) equalities.push(equality);
          // NULLs take the place of what is not there, so the tables before are not chosen by it.
          else if (equality.left === joined) equalities.push(equality);
          else if (equality.right === joined) equalities.push({ left: equality.right, right: equality.left });
        }
      }
      optional = nextIsOptional;
    }
  }

  #tableUse(
    tokens: readonly Token[],
    uses: TableUse[],
    equalities: Equality[],
    outer: ReadonlySet<string>,
  ): void {
    if (tokens[0]?.text === '(') {
      const end = closingParenthesis(tokens, 0);
      const inside = tokens.slice(1, end);
      if (inside[0]?.text === 'select' || inside[0]?.text === '(') {
        this.query(inside, outer);
        uses.push({ table: null, alias: tokens.at(-1)!.text });
      } else this.#tableUses(inside, uses, equalities, outer);
      return;
    }
    let i = 0;
    const name = tokens[i++];
    if (name === undefined) throw new Error('a table is missing');
    this.seen.add(name);
    let table = name.text;
    // The table of another schema, such as information_schema.tables, is none of a realm.
    if (tokens[i]?.text === '.') {
      table = `${table}.${tokens[i + 1]!.text}`;
      i += 2;
    }
    if (tokens[i]?.text === 'as') i++;
    const alias = tokens[i];
    uses.push({
      table,
      alias: alias?.kind === 'word' && !NO_ALIAS.has(alias.text) ? alias.text : table,
    });
  }

  /** Subqueries of the ON conditions; those that are tables were read before. */
  #subqueriesOfConditions(from: readonly Token[], bound: ReadonlySet<string>): void {
    for (const { tokens } of cutAt(from, ({ text }) => text === ',' || text === 'join'))
      for (const { tokens: condition } of cutAt(tokens, ({ text }) => text === 'on').slice(1))
        this.#subqueries(condition, bound);
  }

  #subqueries(tokens: readonly Token[], bound: ReadonlySet<string>): void {
    for (let i = 0; i < tokens.length; i++) {
      if (tokens[i]!.kind !== 'sign' || tokens[i]!.text !== '(') continue;
      const end = closingParenthesis(tokens, i);
      const inside = tokens.slice(i + 1, end);
      if (inside[0]?.text === 'select') this.query(inside, bound);
      else this.#subqueries(inside, bound);
      i = end;
    }
  }
}

/** Whether a word stands where only the name of a table can stand. */
function isTablePlace(tokens: readonly Token[], i: number): boolean {
  let before = i - 1;
  while (tokens[before]?.text === '(') before--;
  return (
    tokens[i]!.kind === 'word' &&
    tokens[i + 1]?.text !== '.' &&
    ['from', 'join', 'straight_join', 'update', 'into'].includes(tokens[before]?.text ?? '')
  );
}

/** Clauses by the word that they begin with, without it. */
function clausesOf(tokens: readonly Token[], first = 'select'): Map<string, readonly Token[]> {
  const words = new Set([...'from where group having order limit set'.split(' '), first]);
  const clauses = new Map<string, readonly Token[]>();
  for (const { cut, tokens: clause } of cutAt(
    tokens,
    ({ text }, i) => words.has(text) || (text === 'for' && tokens[i + 1]?.text === 'update'),
  ))
    if (cut !== '') clauses.set(cut, clause);
  return clauses;
}

const listOf = (tokens: readonly Token[]): (readonly Token[])[] =>
  cutAt(tokens, ({ text }) => text === ',').map((part) => part.tokens);

/** The equalities between `realm_id` and a value, or another `realm_id`, that a condition demands. */
function equalitiesOf(condition: readonly Token[]): Equality[] {
  const choices = cutAt(condition, ({ text }) => text === 'or' || text === '||');
  if (choices.length > 1) {
    const [first, ...others] = choices.map(({ tokens }) => equalitiesOf(tokens));
    return first!.filter((one) => others.every((other) => other.some((each) => same(one, each))));
  }
  return cutAt(condition, ({ text }) => text === 'and' || text === '&&').flatMap(({ tokens }) => {
    if (tokens[0]?.text === '(' && closingParenthesis(tokens, 0) === tokens.length - 1)
      return tokens[1]?.text === 'select' ? [] : equalitiesOf(tokens.slice(1, -1));
    const sides = cutAt(tokens, ({ text }) => text === '=' || text === '<=>');
    if (sides.length !== 2) return [];
    const left = realmOf(sides[0]!.tokens);
    const right = realmOf(sides[1]!.tokens);
    if (left !== null && right !== null) return [{ left, right }];
    if (left !== null && isValue(sides[1]!.tokens)) return [{ left, right: null }];
    if (right !== null && isValue(sides[0]!.tokens)) return [{ left: right, right: null }];
    return [];
  });
}

const same = (one: Equality, other: Equality): boolean =>
  one.left === other.left && one.right === other.right;

/** Alias of the table whose `realm_id` this is; empty if it is not said, null if it is something else. */
function realmOf(tokens: readonly Token[]): string | null {
  if (tokens.at(-1)?.text !== 'realm_id') return null;
  if (tokens.length === 1) return '';
  return tokens.length === 3 && tokens[1]!.text === '.' ? tokens[0]!.text : null;
}

const isValue = (tokens: readonly Token[]): boolean =>
  (tokens.length === 1 && tokens[0]!.kind === 'value') ||
  (tokens.length === 2 && tokens[0]!.text === '-' && tokens[1]!.kind === 'value');

function isBoundValue(tokens: readonly Token[], bound: ReadonlySet<string>): boolean {
  if (isValue(tokens)) return true;
  const alias = realmOf(tokens);
  // Without an alias it is of the only table there is, or the server would refuse it.
  return alias !== null && (alias === '' ? bound.size > 0 : bound.has(alias));
}
