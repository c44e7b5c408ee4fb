/**
 * Turns a rule into one condition over the subscriptions `s` of a list and their contacts `c`, with every value as a
 * parameter. The condition is never NULL: a field without a value passes no test but `= ""`, so `not` turns every
 * answer around.
 */
import { escapeLike, type SqlValue } from '../../db/sql';
import type { CustomField } from '../fields/customField';
import type { Condition } from '../identity/identityScheme';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';
import type { RelationalTable } from '../relational/relationalTable';
import { argumentKind, ruleField, type RuleField } from './ruleFields';
import { ruleProblem } from './ruleProblem';
import type { FieldName, Operator, Rule, RuleValue } from './ruleSyntax';
import { idOf, numberOf, spanOf } from './ruleValues';
import { UnknownField } from './unknownField';

export interface RuleContext {
  readonly realm: Realm;
  readonly customFields: readonly CustomField[];
  readonly tables: readonly RelationalTable[];
  /** What names mean where the rule is not asked of contacts. @throws {UnknownField} */
  readonly fieldOf?: (name: string, isCalled: boolean) => RuleField;
  /** What `today` is counted from. */
  readonly now: Date;
}

/** A list or a campaign that a rule names. */
export interface Mention {
  readonly kind: 'list' | 'campaign';
  readonly id: number;
  readonly at: number;
  readonly end: number;
}

export interface RuleCondition extends Condition {
  /** Lists and campaigns that it names, in the order of the text. */
  readonly mentions: readonly Mention[];
  /** True if it speaks of the contact's row, `c`. */
  readonly usesContact: boolean;
}

type Compare = Rule & { readonly kind: 'compare' };

const LIKE: readonly Operator[] = ['beginswith', 'endswith', 'contains'];
const isTextual = ({ kind }: RuleField): boolean => kind === 'text' || kind === 'folded' || kind === 'key';

/**
 * @param text of the rule, for the places of errors
 * @throws {ApiError} `segmentation.ruleInvalid` for an unknown field, or a test that does not fit its field
 */
export function ruleCondition(text: string, rule: Rule, surroundings: RuleContext): RuleCondition {
  const builder = new Builder(text, surroundings);
  const condition = builder.condition(rule);
  return { ...condition, mentions: builder.mentions, usesContact: builder.usesContact };
}

class Builder {
  readonly mentions: Mention[] = [];
  usesContact = false;
  readonly #text: string;
  readonly #surroundings: RuleContext;

  constructor(text: string, surroundings: RuleContext) {
    this.#text = text;
    this.#surroundings = surroundings;
  }

  condition(rule: Rule): Condition {
    switch (rule.kind) {
      case 'and':
      case 'or': {
        const all = rule.rules.map((each) => this.condition(each));
        return joined(all, rule.kind === 'and' ? ' AND ' : ' OR ');
      }
      case 'not':
        return negation(this.condition(rule.rule));
      case 'exists':
        return exists(this.#field(rule.field));
      case 'compare':
        return this.#compare(rule, this.#field(rule.field));
    }
  }

  #refuse(at: number, reason: string): never {
    return ruleProblem(this.#text, at, reason);
  }

  #field({ name, isCalled, argument, at }: FieldName): RuleField {
    const { realm, customFields, tables, fieldOf } = this.#surroundings;
    try {
      if (fieldOf) return fieldOf(name, isCalled);
      const kind = isCalled ? argumentKind(name) : null;
      const id = argument && this.#id(argument, kind);
      const field = ruleField(realm, customFields, tables, name, isCalled, id);
      if (field.isOfContact) this.usesContact = true;
      return field;
    } catch (error) {
      if (error instanceof UnknownField) return this.#refuse(at, error.message);
      throw error;
    }
  }

  /** The number of a list or a campaign; `kind` is null if none belongs there. */
  #id(value: RuleValue, kind: 'list' | 'campaign' | null): number {
    const { at, end } = value;
    if (kind === null) return this.#refuse(at, 'this field takes no number in parentheses');
    const id = idOf(value) ?? this.#refuse(at, `expected the number of a ${kind}`);
    this.mentions.push({ kind, id, at, end });
    return id;
  }

  #compare(rule: Compare, field: RuleField): Condition {
    // A key may well be a blank.
    const isEmpty = ({ kind, text }: RuleValue): boolean =>
      kind === 'text' && (field.kind === 'key' ? text === '' : /^ *$/.test(text));
    const values = rule.values.filter((value) => !isEmpty(value));
    const hasEmpty = values.length < rule.values.length;
    if (hasEmpty && rule.operator !== '=')
      this.#refuse(rule.values.find(isEmpty)!.at, 'an empty text goes with = and <> only');
    const tests = [
      ...(values.length > 0 ? [field.some(this.#test(rule, field, values))] : []),
      ...(hasEmpty ? [negation(exists(field))] : []),
    ];
    return joined(tests, ' OR ');
  }

  /** A test of one value of the field. */
  #test(rule: Compare, field: RuleField, values: readonly RuleValue[]): Condition {
    if (isTextual(field)) return textTest(field, rule.operator, this.#texts(field, values));
    const isId = field.kind === 'list' || field.kind === 'campaign';
    if (LIKE.includes(rule.operator) || (isId && rule.operator !== '='))
      this.#refuse(
        rule.at,
        `${field.name} holds ${isId ? `numbers of ${field.kind}s` : `${field.kind}s`} and takes ${isId ? '=, <>, in and exists' : '=, <>, <, <=, >, >=, in and exists'}`,
      );
    if (field.kind === 'date') return this.#dateTest(rule.operator, field, values);
    const numbers = values.map((value) =>
      isId
        ? this.#id(value, field.kind)
        : (numberOf(value) ?? this.#refuse(value.at, `${field.name} holds numbers; expected a number`)),
    );
    return compared(field.value, rule.operator, numbers, '?');
  }

  #texts(field: RuleField, values: readonly RuleValue[]): string[] {
    return values.map(({ kind, text, at }) =>
      kind === 'today' ? this.#refuse(at, `${field.name} holds text; today goes with dates`) : text,
    );
  }

  #dateTest(operator: Operator, { name, value }: RuleField, values: readonly RuleValue[]): Condition {
    const { realm, now } = this.#surroundings;
    const spans = values.map(
      (each) =>
        spanOf(each, { now, timeZone: realm.timeZone }) ??
        this.#refuse(
          each.at,
          `${name} holds dates; expected one such as 2024-02-29 or today-30, in the years from 1000 to 9999`,
        ),
    );
    if (operator === '=')
      return joined(
        spans.map(({ start, end }) => ({
          sql: `(${value.sql} >= ? AND ${value.sql} < ?)`,
          values: [...value.values, start, ...value.values, end],
        })),
        ' OR ',
      );
    const { start, end } = spans[0]!;
    // A day is over with its last moment, and begins with its first.
    const [symbol, moment] = (
      { '<': ['<', start], '<=': ['<', end], '>': ['>=', end], '>=': ['>=', start] } as const
    )[operator as '<' | '<=' | '>' | '>='];
    return compared(value, symbol, [moment], '?');
  }
}

function textTest({ kind, value }: RuleField, operator: Operator, texts: readonly string[]): Condition {
  const toValue = (text: string): SqlValue =>
    kind === 'key' ? Buffer.from(text, 'utf8') : kind === 'folded' ? fold(text) : text;
  // Both sides by the server, so that they agree on what the small letter of every letter is.
  const lowered = kind === 'text' ? { ...value, sql: `LOWER(${value.sql})` } : value;
  const mark = kind === 'text' ? 'LOWER(?)' : '?';
  if (operator === '=') return compared(lowered, '=', texts.map(toValue), mark);
  const [text] = texts as [string];
  if (LIKE.includes(operator)) {
    const pattern = escapeLike(text);
    const [before, after] = [operator === 'beginswith' ? '' : '%', operator === 'endswith' ? '' : '%'];
    return compared(lowered, 'LIKE', [toValue(`${before}${pattern}${after}`)], mark);
  }
  const order = compared(lowered, operator, [toValue(text)], mark);
  // Nothing is neither before nor behind anything.
  return joined([{ sql: `${value.sql} <> ''`, values: value.values }, order], ' AND ');
}

/** A comparison with one value, or with any of several. `mark` holds the `?`. */
const compared = (
  { sql, values }: Condition,
  operator: string,
  others: readonly SqlValue[],
  mark: string,
): Condition => ({
  sql:
    others.length === 1 ? `${sql} ${operator} ${mark}` : `${sql} IN (${others.map(() => mark).join(', ')})`,
  values: [...values, ...others],
});

function exists(field: RuleField): Condition {
  const { value, some, kind, isCount } = field;
  if (isCount) return { sql: `${value.sql} > 0`, values: value.values };
  return some({
    sql: kind === 'text' || kind === 'folded' ? `${value.sql} <> ''` : `${value.sql} IS NOT NULL`,
    values: value.values,
  });
}

const negation = ({ sql, values }: Condition): Condition => ({ sql: `NOT (${sql})`, values });

function joined(conditions: readonly Condition[], word: ' AND ' | ' OR '): Condition {
  const [only] = conditions;
  if (only && conditions.length === 1) return only;
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(word)})`,
    values: conditions.flatMap(({ values }) => values),
  };
}
