/** Looks into the `value` elements of XML-RPC: which kind of value one holds, and what is inside. */
import type { ArgumentPath } from '../wire/argumentPath';
import type { XmlElement } from '../wire/xmlElement';

export type ValueKind =
  'string' | 'int' | 'long' | 'boolean' | 'double' | 'dateTime' | 'base64' | 'struct' | 'array' | 'nil';

/** A value: its kind, and the element that holds its text or its parts. */
export interface OpenValue {
  readonly kind: ValueKind;
  readonly element: XmlElement;
}

/**
 * By local name: extensions come with a prefix (`ex:nil`, `ex:i8`). The types beyond the specification are those
 * that common clients send.
 */
const KINDS: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['string', 'string'],
  ['int', 'int'],
  ['i1', 'int'],
  ['i2', 'int'],
  ['i4', 'int'],
  ['i8', 'long'],
  ['boolean', 'boolean'],
  ['double', 'double'],
  ['float', 'double'],
  ['dateTime.iso8601', 'dateTime'],
  ['dateTime', 'dateTime'],
  ['base64', 'base64'],
  ['struct', 'struct'],
  ['array', 'array'],
  ['nil', 'nil'],
]);

const NONE: readonly XmlElement[] = [];

/** @param value a `value` element; without an element inside it is a string, every blank of it counted */
export function openValue(value: XmlElement, path: ArgumentPath): OpenValue {
  const element = value.children?.[0];
  if (!element) return { kind: 'string', element: value };
  const kind = KINDS.get(element.name);
  if (!kind) path.invalid(`${element.name.slice(0, 40)} is not a type of XML-RPC`);
  if (value.children!.length > 1) path.invalid('a value holds one element');
  if (value.text.trim() !== '') path.invalid('a value holds an element and text beside it; escape markup');
  return { kind, element };
}

/** The `value` elements of an array. */
export function itemsOf({ element }: OpenValue, path: ArgumentPath): readonly XmlElement[] {
  const [data, ...others] = element.children ?? NONE;
  if (!data) return NONE;
  if (data.name !== 'data' || others.length > 0) path.invalid('an array holds one data element');
  const items = data.children ?? NONE;
  if (items.some((item) => item.name !== 'value')) path.invalid('the data of an array holds values');
  return items;
}

/**
 * The names and the `value` elements of a struct, in order.
 * @throws {ApiError} `argument.invalid`, also if a name stands twice
 */
export function membersOf({ element }: OpenValue, path: ArgumentPath): ReadonlyMap<string, XmlElement> {
  const members = new Map<string, XmlElement>();
  for (const member of element.children ?? NONE) {
    const parts = member.children ?? NONE;
    const name = parts.find((part) => part.name === 'name');
    const value = parts.find((part) => part.name === 'value');
    if (member.name !== 'member' || !name || !value || parts.length !== 2)
      return path.invalid('a struct holds members, each with one name and one value');
    if (members.has(name.text)) {
      path.enter(name.text.slice(0, 100));
      path.invalid('it stands twice');
    }
    members.set(name.text, value);
  }
  return members;
}
