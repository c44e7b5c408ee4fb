/**
 * Reads arguments by the types the operation declares. What the caller says about types is ignored, but for
 * base64: clients guess them from the look of a value.
 */
import { MapEntry, type AnyValue, type WireType } from '../../contract/wireTypes';
import { ArgumentPath } from '../wire/argumentPath';
import {
  readBase64,
  readBoolean,
  readDate,
  readFloat,
  readInt,
  textOfBytes,
  type Scalar,
} from '../wire/decodeScalar';
import type { XmlTree } from '../wire/parseXml';
import type { XmlElement } from '../wire/xmlElement';
import { targetOf } from './checkReferences';

const NONE: readonly XmlElement[] = [];

/** References have been checked before: they end, and are not too many. */
export class ValueDecoder {
  readonly #ids: XmlTree['ids'];
  /** Where we are in the argument, for the text of a fault. */
  readonly #path = new ArgumentPath();
  #timeZone = 'UTC';

  constructor(ids: XmlTree['ids']) {
    this.#ids = ids;
  }

  /**
   * Decodes one argument.
   * @returns the value; null for nil, for an empty struct, date or number, and undefined never
   * @throws {ApiError} `argument.invalid`, naming the place
   */
  read(name: string, type: WireType, element: XmlElement, timeZone = 'UTC'): unknown {
    this.#timeZone = timeZone;
    this.#path.begin(name);
    return this.#value(type, element);
  }

  #value(type: WireType, reference: XmlElement): unknown {
    const element = this.follow(reference);
    if (element.nil) return null;
    switch (type.kind) {
      case 'string':
        if (type.commas && element.children) return this.#joined(element.children);
        return type.bytes ? this.#content(element) : this.#text(element);
      case 'int':
        return this.#scalar(element, readInt);
      case 'float':
        return this.#scalar(element, readFloat);
      case 'boolean':
        return this.#scalar(element, readBoolean);
      case 'dateTime':
        return this.#scalar(element, (text) => readDate(text, this.#timeZone));
      case 'any':
        return this.#any(element);
      case 'struct':
        return this.#struct(type.fields, element);
      case 'array':
        return this.#array(type.item, element);
    }
  }

  /** The element that holds the value, past any references to it. */
  follow(reference: XmlElement): XmlElement {
    let element = reference;
    while (element.href !== null) element = targetOf(element, this.#ids);
    return element;
  }

  #text(element: XmlElement): string {
    return textOfBytes(this.#content(element));
  }

  #content(element: XmlElement): string | Buffer {
    if (element.children) {
      this.#path.invalid(
        element.arrayType !== null || element.typeName() === 'Array'
          ? 'it holds an array where one value is expected'
          : 'it holds elements where text is expected; escape markup or use CDATA',
      );
    }
    const declared = element.typeName();
    if (element.text === '' && declared !== null && !SIMPLE_TYPES.has(declared))
      this.#path.invalid(`it is empty, and ${declared.slice(0, 40)} is not the type of a single value`);
    if (!isBase64(declared)) return element.text;
    const read = readBase64(element.text);
    return 'value' in read ? read.value : this.#path.invalid(read.reason);
  }

  #joined(items: readonly XmlElement[]): string {
    return items
      .map((item, index) => {
        this.#path.enter(index);
        const text = this.#text(this.follow(item)).trim();
        this.#path.leave();
        return text;
      })
      .join(',');
  }

  #scalar<T>(element: XmlElement, parse: (text: string) => Scalar<T>): T | null {
    const text = this.#text(element);
    if (isBlank(text)) return null;
    const read = parse(text);
    return 'value' in read ? read.value : this.#path.invalid(read.reason);
  }

  #any(element: XmlElement): AnyValue {
    const declared = element.typeName();
    const text = this.#text(element);
    // Decoded base64 is text from here on.
    const xsdType = declared === null || isBase64(declared) ? 'string' : declared;
    // Clients write a switch as 1 or True as well; a text field is to hold the same word whoever sent it.
    const read = xsdType === 'boolean' ? readBoolean(text) : null;
    return { text: read && 'value' in read ? String(read.value) : text, xsdType };
  }

  #struct(fields: Readonly<Record<string, WireType>>, element: XmlElement): Record<string, unknown> | null {
    if (!element.children) {
      // Some clients write a null structure as an empty element.
      return isBlank(element.text) ? null : this.#path.invalid('it holds text where a structure is expected');
    }
    const value: Record<string, unknown> = {};
    const isMap = element.typeName() === 'Map';
    for (const child of element.children) {
      const name = isMap ? this.#mapKey(child) : child.name;
      const held = isMap ? this.#inMapItem(child, 'value') : child;
      // Own names only: a field called `constructor` is not one of ours.
      if (!held || !Object.hasOwn(fields, name)) continue;
      const type = fields[name]!;
      this.#path.enter(name);
      if (Object.hasOwn(value, name)) this.#path.invalid('it stands twice');
      const field = this.#value(type, held);
      // A number or a switch without a value was not given.
      value[name] = field === null && !type.nullable ? undefined : field;
      this.#path.leave();
    }
    return value;
  }

  /** PHP without a WSDL sends an array with keys as an Apache Map: items that hold a field's name and its value. */
  #mapKey(item: XmlElement): string {
    const key = this.#inMapItem(item, 'key');
    return key ? this.#text(this.follow(key)) : '';
  }

  #inMapItem(item: XmlElement, name: 'key' | 'value'): XmlElement | undefined {
    return this.follow(item).children?.find((child) => child.name === name);
  }

  #array(item: WireType, element: XmlElement): unknown[] {
    if (!element.children && !isBlank(element.text))
      this.#path.invalid('it holds text where an array is expected');
    if (item === MapEntry && this.#isHash(element)) return this.#pairs(element.children!);
    return (element.children ?? NONE).map((child, index) => {
      this.#path.enter(index);
      const value = this.#value(item, child);
      if (value === null && !item.nullable) this.#path.invalid('it is empty');
      this.#path.leave();
      return value;
    });
  }
  /** A Perl hash or a PHP object: its children are named after the fields and hold their values, not pairs. */
  #isHash(element: XmlElement): boolean {
    if (!element.children || element.arrayType !== null || element.typeName() === 'Array') return false;
    return (
      element.children.some((child) => child.name !== 'item') &&
      element.children.every((child) => !this.follow(child).children)
    );
  }

  /** Field names and values written as one structure, always read by its names. */
  #pairs(children: readonly XmlElement[]): { key: string; value: unknown }[] {
    return children.map((child) => {
      this.#path.enter(child.name.slice(0, 100));
      const value = this.#value(MapEntry.fields.value!, child);
      this.#path.leave();
      return { key: child.name, value };
    });
  }
}

/** The schema's own single types, by local name, and those that toolkits add: what may be declared of an empty text. */
const SIMPLE_TYPES = new Set(
  (
    'anyType ur-type anySimpleType anyAtomicType string normalizedString token language Name NCName NMTOKEN QName anyURI ' +
    'boolean decimal integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger ' +
    'unsignedLong unsignedInt unsignedShort unsignedByte float double duration dateTime timeInstant date time gYear ' +
    'gYearMonth gMonth gMonthDay gDay hexBinary base64Binary base64 char guid'
  ).split(' '),
);

const isBase64 = (type: string | null): boolean => type === 'base64Binary' || type === 'base64';

const isBlank = (text: string): boolean => text === '' || text.trim() === '';
