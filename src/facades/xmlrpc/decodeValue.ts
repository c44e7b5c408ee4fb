/**
 * Reads arguments by the types the operation declares. What the caller says about types decides only between
 * structures, arrays and single values; the text of a single value is read as the declared type, as at the SOAP door.
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
import type { XmlElement } from '../wire/xmlElement';
import { itemsOf, membersOf, openValue, type OpenValue, type ValueKind } from './openValue';

/** `20240229T12:34:56`, which only XML-RPC writes without hyphens. */
const COMPACT_DATE = /^\s*(\d{4})(\d\d)(\d\d)T/;

export class ValueDecoder {
  readonly #path = new ArgumentPath();
  #timeZone = 'UTC';

  /**
   * Decodes one argument.
   * @returns the value; null for nil, and for an empty string where text is not what is declared
   * @throws {ApiError} `argument.invalid`, naming the place
   */
  read(name: string, type: WireType, value: XmlElement, timeZone = 'UTC'): unknown {
    this.#timeZone = timeZone;
    this.#path.begin(name);
    return this.#value(type, value);
  }

  #value(type: WireType, value: XmlElement): unknown {
    const held = openValue(value, this.#path);
    if (held.kind === 'nil') return null;
    switch (type.kind) {
      case 'string':
        if (type.commas && held.kind === 'array') return this.#joined(held);
        return type.bytes ? this.#content(held) : this.#text(held);
      case 'int':
        return this.#scalar(held, readInt);
      case 'float':
        return this.#scalar(held, readFloat);
      case 'boolean':
        return this.#scalar(held, readBoolean);
      case 'dateTime':
        return this.#scalar(held, (text) => readDate(isoDate(text), this.#timeZone));
      case 'any':
        return { text: this.#text(held), xsdType: xsdTypeOf(held.kind) } satisfies AnyValue;
      case 'struct':
        return this.#struct(type.fields, held);
      case 'array':
        return this.#array(type.item, held);
    }
  }

  /** The text of a single value, in the words that SOAP clients use for it. */
  #text(held: OpenValue): string {
    return textOfBytes(this.#content(held));
  }

  #content({ kind, element }: OpenValue): string | Buffer {
    if (kind === 'struct' || kind === 'array')
      this.#path.invalid(`it holds ${SAID[kind]} where text is expected`);
    if (element.children)
      this.#path.invalid('it holds elements where text is expected; escape markup or use CDATA');
    const { text } = element;
    switch (kind) {
      case 'string':
        return text;
      case 'base64': {
        const read = readBase64(text);
        return 'value' in read ? read.value : this.#path.invalid(read.reason);
      }
      case 'boolean': {
        const read = readBoolean(text);
        return 'value' in read ? String(read.value) : text;
      }
      case 'dateTime':
        return isoDate(text.trim());
      default:
        return text.trim();
    }
  }

  #joined(held: OpenValue): string {
    return itemsOf(held, this.#path)
      .map((item, index) => {
        this.#path.enter(index);
        const text = this.#text(openValue(item, this.#path)).trim();
        this.#path.leave();
        return text;
      })
      .join(',');
  }

  #scalar<T>(held: OpenValue, parse: (text: string) => Scalar<T>): T | null {
    const text = this.#text(held);
    if (text.trim() === '') return null;
    const read = parse(text);
    return 'value' in read ? read.value : this.#path.invalid(read.reason);
  }

  #struct(fields: Readonly<Record<string, WireType>>, held: OpenValue): Record<string, unknown> | null {
    if (isNothing(held)) return null;
    // PHP knows one kind of array, and sends an empty one as such.
    const isEmptyArray = held.kind === 'array' && itemsOf(held, this.#path).length === 0;
    if (held.kind !== 'struct' && !isEmptyArray)
      this.#path.invalid(`it holds ${SAID[held.kind] ?? 'text'} where a structure is expected`);
    const value: Record<string, unknown> = {};
    if (isEmptyArray) return value;
    for (const [name, member] of membersOf(held, this.#path)) {
      // Own names only: a field called `constructor` is not one of ours.
      if (!Object.hasOwn(fields, name)) continue;
      const type = fields[name]!;
      this.#path.enter(name);
      const field = this.#value(type, member);
      // A number or a switch without a value was not given.
      value[name] = field === null && !type.nullable ? undefined : field;
      this.#path.leave();
    }
    return value;
  }

  #array(item: WireType, held: OpenValue): unknown[] | null {
    if (isNothing(held)) return null;
    if (held.kind === 'struct' && item === MapEntry) return this.#pairs(held);
    if (held.kind !== 'array')
      this.#path.invalid(`it holds ${SAID[held.kind] ?? 'text'} where an array is expected`);
    return itemsOf(held, this.#path).map((each, index) => {
      this.#path.enter(index);
      const value = this.#value(item, each);
      if (value === null && !item.nullable) this.#path.invalid('it is empty');
      this.#path.leave();
      return value;
    });
  }

  /** Field names and values written as one struct, the way a program of this protocol would. */
  #pairs(held: OpenValue): { key: string; value: unknown }[] {
    return [...membersOf(held, this.#path)].map(([key, member]) => {
      this.#path.enter(key.slice(0, 100));
      const value = this.#value(MapEntry.fields.value!, member);
      this.#path.leave();
      return { key, value };
    });
  }
}

const SAID: Partial<Record<ValueKind, string>> = { struct: 'a structure', array: 'an array' };

/** Clients that cannot send nil have nothing but an empty string to say it with. */
const isNothing = ({ kind, element }: OpenValue): boolean =>
  kind === 'string' && !element.children && element.text.trim() === '';

const xsdTypeOf = (kind: ValueKind): string => (kind === 'base64' ? 'string' : kind);

const isoDate = (text: string): string => text.replace(COMPACT_DATE, '$1-$2-$3T');
