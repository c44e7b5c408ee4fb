/**
 * A second opinion on segmentation rules: contacts as plain objects, a rule decided by looking at them, and random
 * ones of both. Written from docs/segmentation.md, without the code that makes SQL.
 */
import type { Rule, RuleValue } from '../../src/core/segmentation/ruleSyntax';

export interface OracleContact {
  readonly id: number;
  readonly email: string;
  readonly first: string;
  readonly city: string;
  readonly created: Date;
  /** Empty in a normal realm. */
  readonly key: string;
  /** Custom fields; a missing one has no value. */
  readonly custom: { readonly plan?: string; readonly points?: number; readonly born?: Date };
  /** Subscriptions by list. */
  readonly lists: ReadonlyMap<number, { readonly format: number; readonly at: Date }>;
  readonly events: readonly { readonly type: number; readonly campaign: number; readonly at: Date }[];
}

export interface OracleWorld {
  /** The list that the rule is asked of. */
  readonly listId: number;
  /** Midnight and the midnight after it, of a calendar day `yyyy-mm-dd` in the realm's zone. */
  day(text: string): readonly [Date, Date];
  /** Calendar day, so many days after today. */
  fromToday(days: number): string;
}

const TYPES: Readonly<Record<string, readonly number[]>> = {
  sent: [9],
  opened: [10],
  clicked: [11],
  bounced: [30, 31, 36],
  complained: [34],
  unsubscribed: [21, 22, 23],
  forwarded: [50, 51],
};

type Kind = 'text' | 'bytes' | 'number' | 'date';

/** All values of a field; a field without one has none. */
function valuesOf(
  contact: OracleContact,
  name: string,
  argument: number | null,
  listId: number,
): readonly [Kind, readonly (string | number | Date)[]] {
  const text = (value: string | undefined): readonly [Kind, string[]] => [
    'text',
    value === undefined || /^ *$/.test(value) ? [] : [value],
  ];
  switch (name) {
    case 'email':
      return text(contact.email);
    case 'first':
      return text(contact.first);
    case 'city':
      return text(contact.city);
    case 'plan':
      return text(contact.custom.plan);
    case 'customer_key':
      return ['bytes', [contact.key]];
    case 'points':
      return ['number', contact.custom.points === undefined ? [] : [contact.custom.points]];
    case 'born':
      return ['date', contact.custom.born === undefined ? [] : [contact.custom.born]];
    case 'subscriber_id':
      return ['number', [contact.id]];
    case 'created_date':
      return ['date', [contact.created]];
    case 'list':
      return ['number', [...contact.lists.keys()]];
    case 'format':
    case 'subscribed_date': {
      const subscription = contact.lists.get(argument ?? listId);
      if (name === 'format') return ['number', subscription ? [subscription.format] : []];
      return ['date', subscription ? [subscription.at] : []];
    }
  }
  const [event, what] = name.split('_') as [string, string | undefined];
  const events = contact.events.filter(
    ({ type, campaign }) => TYPES[event]!.includes(type) && (argument === null || campaign === argument),
  );
  if (what === 'count') return ['number', [events.length]];
  if (what === 'date') return ['date', events.map(({ at }) => at)];
  return ['number', events.map(({ campaign }) => campaign)];
}

export function selects(rule: Rule, contact: OracleContact, world: OracleWorld): boolean {
  switch (rule.kind) {
    case 'and':
      return rule.rules.every((each) => selects(each, contact, world));
    case 'or':
      return rule.rules.some((each) => selects(each, contact, world));
    case 'not':
      return !selects(rule.rule, contact, world);
  }
  const { name, argument } = rule.field;
  const [kind, values] = valuesOf(contact, name, argument && Number(argument.text), world.listId);
  const isThere = name.endsWith('_count') ? values[0] !== 0 : values.length > 0;
  if (rule.kind === 'exists') return isThere;
  return rule.values.some((wanted) =>
    wanted.kind === 'text' && (kind === 'bytes' ? wanted.text === '' : /^ *$/.test(wanted.text))
      ? !isThere
      : values.some((value) => fits(kind, value, rule.operator, wanted, world)),
  );
}

function fits(
  kind: Kind,
  value: string | number | Date,
  operator: string,
  wanted: RuleValue,
  world: OracleWorld,
): boolean {
  if (kind === 'number') return ordered(operator, (value as number) - Number(wanted.text));
  if (kind === 'date') {
    const day = wanted.kind === 'today' ? world.fromToday(Number(wanted.text)) : wanted.text;
    const [start, end] = world.day(day);
    const moment = value as Date;
    return ordered(operator, moment < start ? -1 : moment >= end ? 1 : 0);
  }
  const [left, right] =
    kind === 'bytes'
      ? [value as string, wanted.text]
      : [(value as string).toLowerCase(), wanted.text.toLowerCase()];
  if (operator === 'beginswith') return left.startsWith(right);
  if (operator === 'endswith') return left.endsWith(right);
  if (operator === 'contains') return left.includes(right);
  return ordered(operator, kind === 'bytes' ? byBytes(left, right) : padded(left, right));
}

function ordered(operator: string, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** By code points, the shorter one filled up with blanks: those at an end do not count. */
function padded(a: string, b: string): number {
  const length = Math.max([...a].length, [...b].length);
  const fill = (text: string): string => text + ' '.repeat(length - [...text].length);
  return byBytes(fill(a), fill(b));
}

/** A repeatable source of chance. */
export function chance(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  return { below, pick };
}
export type Chance = ReturnType<typeof chance>;

/** Texts that are hard on quotes, patterns and orders. */
export const TEXTS = ['Oslo', 'oslo', 'OSLO ', '100%', '100', 'a_c', 'abc', `O'Neil`, 'a"b', '\\', 'a\\%', 'Ærø', 'ærø', '', ' ', '😀', 'Zürich', "'; DROP TABLE contacts; -- "]; // prettier-ignore
const DAYS = ['2024-02-28', '2024-02-29', '2024-03-10', '2024-03-31', '2024-11-03', 'today', 'today-1', 'today-30', 'today + 2']; // prettier-ignore
const ORDERS = ['=', '<>', '!=', '<', '<=', '>', '>='];

export interface RandomNames {
  readonly lists: readonly number[];
  readonly campaigns: readonly number[];
  readonly usesCustomerKey: boolean;
}

/** A random rule, as text. */
export function randomRule(random: Chance, names: RandomNames, depth = 3): string {
  const shape = depth === 0 ? 9 : random.below(10);
  const inner = (): string => randomRule(random, names, depth - 1);
  if (shape < 2) return `(${inner()} and ${inner()})`;
  if (shape < 4) return `(${inner()} OR ${inner()})`;
  if (shape < 5) return `not ${inner()}`;
  if (shape < 6) return `${inner()} And ${inner()} or ${inner()}`;
  return randomTest(random, names);
}

function randomTest(random: Chance, names: RandomNames): string {
  const { pick } = random;
  const quoted = (text: string): string => {
    const quote = pick([`"`, `'`]);
    return quote + text.replaceAll(quote, quote + quote) + quote;
  };
  const text = (): string => quoted(pick(TEXTS.filter((each) => !/^ *$/.test(each))));
  const called = (name: string, numbers: readonly number[]): string =>
    pick([name, `${name}()`, `${name}(${pick(numbers)})`]);
  const event = pick(Object.keys(TYPES));
  const textField = pick(['email', 'first', 'city', 'plan', ...(names.usesCustomerKey ? ['customer_key'] : [])]); // prettier-ignore
  const dateField = pick(['born', 'created_date', called('subscribed_date', names.lists), called(`${event}_date`, names.campaigns)]); // prettier-ignore
  const countField = called(`${event}_count`, names.campaigns);
  const idField = pick([['list', names.lists] as const, [called(event, names.campaigns), names.campaigns] as const]); // prettier-ignore
  const number = (): string => pick(['-1', '0', '1', '2', '2.5', '"3"', '1e2']);
  switch (random.below(9)) {
    case 0:
      return `${pick([textField, dateField, countField, idField[0], 'points'])} ${pick(['exists', 'not exists', 'is empty', 'is not empty'])}`;
    case 1:
      return `exists ${pick([textField, dateField, countField, idField[0]])}`;
    case 2:
      return `${textField} ${pick(ORDERS)} ${text()}`;
    case 3:
      return `${textField} ${pick(['beginswith', 'not endswith', 'contains'])} ${text()}`;
    case 4:
      return `${textField} ${pick(['=', '<>', 'not'])} ${quoted(pick(TEXTS))}`;
    case 5:
      return `${textField} ${pick(['in', 'not in'])} (${quoted(pick(TEXTS))}, ${text()}, ${quoted(pick(TEXTS))})`;
    case 6:
      return `${dateField} ${pick(ORDERS)} ${pick(DAYS)}`;
    case 7:
      return `${pick(['points', countField, called('format', names.lists)])} ${pick(ORDERS)} ${number()}`;
    default:
      return pick([
        `${idField[0]} ${pick(['=', '<>', 'not'])} ${pick(idField[1])}`,
        `${idField[0]} in (${pick(idField[1])}, ${pick(idField[1])})`,
      ]);
  }
}
