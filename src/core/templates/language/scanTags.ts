/**
 * Counts the tags of a template by their form, for somebody who moves house: which of them are of the legacy language
 * as far as it is known, which are our additions, and which nobody here can read.
 */
import { standardField } from '../../fields/standardFields';
import { parseTemplate } from './parseTemplate';
import { positionCounter, type TextPosition } from './positionCounter';
import type { Action, Condition, Expression, Tag, Template } from './template';

/** `known`: documented or seen on the legacy platform. `ours`: it works here. `unknown`: it stays as text, or does nothing. */
export type TagStatus = 'known' | 'ours' | 'unknown';

export interface ScannedTag extends TextPosition {
  /** What tags that work alike have in common: names of fields and variables stay, texts become `"..."`. */
  readonly form: string;
  readonly status: TagStatus;
}

/** @param articles names of the articles that there are; undefined if nobody knows, and any name will do */
export function scanTags(text: string, articles?: ReadonlySet<string>): ScannedTag[] {
  const template = parseTemplate(text);
  const placeOf = positionCounter(text);
  const unread = template.problems
    .filter(({ effect }) => effect === 'left as text')
    .map(({ tag, line, column }): ScannedTag => ({ form: oneLine(tag), status: 'unknown', line, column }));
  const read = tagsOf(template).flatMap((tag) =>
    formsOf(tag, articles).map(([form, status]): ScannedTag => ({
      form: `%%${form}%%`,
      status,
      ...placeOf(tag.at),
    })),
  );
  return [...read, ...unread];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** Tags in reading order. */
const tagsOf = ({ nodes }: Template): Tag[] => nodes.filter((node) => typeof node !== 'string');

type Form = readonly [form: string, status: TagStatus];

function formsOf(tag: Tag, articles?: ReadonlySet<string>): Form[] {
  switch (tag.kind) {
    case 'value':
      // A name that no field can have is among what could not be read.
      return tag.ordinary ? [value(tag.name)] : [];
    case 'print':
      return [[expression(tag.expression), 'ours']];
    case 'set':
      return [[`set ${tag.name} = ${expression(tag.expression)}`, isOurs(tag.expression) ? 'ours' : 'known']];
    case 'if': {
      const otherwise = tag.otherwise ? ` else ${action(tag.otherwise)}` : '';
      return [
        [`if ${condition(tag.test)} then ${action(tag.then)}${otherwise}`, tag.legacy ? 'known' : 'ours'],
      ];
    }
    case 'link':
      return [[tag.source.slice(2, -2).trim(), tag.exact ? 'known' : 'ours']];
    case 'article':
      return [
        [
          `article ${JSON.stringify(tag.name)} ${tag.element}`,
          articles?.has(tag.name.trim()) === false ? 'unknown' : 'ours',
        ],
      ];
    case 'get': {
      const options = Object.entries(tag.options)
        .filter(([, given]) => given !== null && given !== false)
        .map(([name]) => `&${snake(name)}`);
      const unknown = tag.unknownOptions.map((name): Form => [`smartget &${name}`, 'unknown']);
      const inside = tagsOf(tag.url).flatMap((inner) => formsOf(inner));
      return [[`smartget${options.join('')}`, 'known'], ...unknown, ...inside];
    }
    case 'refused':
      return [['includeTemplate', 'unknown']];
  }
}

const SYSTEM_NAMES = ['__campaign_id', '__list_id', '__realm_id'];

/** A column of a relational table. */
const RELATIONAL = /^[a-z_]\w*\.[a-z_]\w*$/i;

function value(name: string): Form {
  const standard = standardField(name);
  if (standard) return [`$${standard.name}`, 'known'];
  if (name.toLowerCase() === 'customer_key') return ['$customer_key', 'ours'];
  if (RELATIONAL.test(name)) return [`$${name}`, 'ours'];
  if (!name.startsWith('__')) return [`$${name}`, name.includes('.') ? 'unknown' : 'known'];
  return [`$${name}`, name === '__campaign_id' ? 'known' : SYSTEM_NAMES.includes(name) ? 'ours' : 'unknown'];
}

function expression(e: Expression): string {
  switch (e.kind) {
    case 'name':
      return `$${e.name}`;
    case 'literal':
      return '"..."';
    case 'now':
      return '{now "..."}';
    case 'urlencode':
      return `{urlencode ${expression(e.argument)}}`;
    case 'date':
      return `{date ${expression(e.argument)} "..."}`;
  }
}

/** Whether an expression has a function that the legacy platform is not known for. */
const isOurs = (e: Expression): boolean =>
  e.kind === 'now' || e.kind === 'date' || (e.kind === 'urlencode' && isOurs(e.argument));

function condition(c: Condition): string {
  switch (c.kind) {
    case 'compare':
      return `${c.name} ${c.operator} "..."`;
    case 'exists':
      return `exists ${c.name}`;
    case 'not':
      return `not (${condition(c.test)})`;
    case 'and':
    case 'or':
      return c.tests.map((test) => `(${condition(test)})`).join(` ${c.kind} `);
  }
}

const action = (a: Action): string => (a.kind === 'text' ? 'print "..."' : `printdata ${a.name}`);

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
