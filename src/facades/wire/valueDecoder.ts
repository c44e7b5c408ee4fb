/**
 * Reads arguments by the types that the operation declares, for the doors whose values are XML. What a door writes
 * differently, it says in a subclass: how a value is opened, and what its text, its items and its fields are.
 */
import { MapEntry, type AnyValue, type WireType } from '../../contract/wireTypes';
import { ArgumentPath } from './argumentPath';
import {
  readBase64,
  readBoolean,
  readDate,
  readFloat,
  readInt,
  textOfBytes,
  type Scalar,
} from './decodeScalar';

/** Called with a field's name and its value, for each field in order. */
export type VisitField<V> = (name: string, value: V) => void;

/**
 * `V` is a value as it stands in the document, `H` what is found on opening it. Every method that looks into a value may
 * throw `argument.invalid` through the path.
 */
export abstract class ValueDecoder<V, H> {
  /** Where we are in the argument, for the text of a fault. */
  protected readonly path = new ArgumentPath();
  #timeZone = 'UTC';

  /**
   * Decodes one argument.
   * @returns the value; null for nil, and for an empty text if no text is declared; undefined never
   * @throws {ApiError} `argument.invalid`, naming the place
   */
  read(name: string, type: WireType, value: V, timeZone = 'UTC'): unknown {
    this.#timeZone = timeZone;
    this.path.begin(name);
    return this.#value(type, value);
  }

  protected abstract open(value: V): H;
  protected abstract isNil(held: H): boolean;
  /** Whether it is written as an array, where a single text may be one, too. */
  protected abstract isArray(held: H): boolean;
  /** What a single value holds. */
  protected abstract content(held: H): string | Buffer;
  /** The schema type that a value of any type is kept with. */
  protected abstract any(held: H): AnyValue;
  /** The items of an array; null if nothing was given. */
  protected abstract items(held: H): readonly V[] | null;
  /** Visits the fields of a structure. @returns false if nothing was given */
  protected abstract eachField(held: H, visit: VisitField<V>): boolean;
  /** Whether a structure stands where an array of names and values is expected: its fields are the entries. */
  protected abstract isHash(held: H): boolean;
  /** Visits the fields of such a structure. */
  protected abstract eachEntry(held: H, visit: VisitField<V>): void;
  /** A date as ISO 8601 writes it. */
  protected isoDate(text: string): string {
    return text;
  }

  protected text(held: H): string {
    return textOfBytes(this.content(held));
  }

  /** Base64 as its content. */
  protected decoded(base64: string): string | Buffer {
    const read = readBase64(base64);
    return 'value' in read ? read.value : this.path.invalid(read.reason);
  }

  /** Clients write a switch as 1 or True as well; a text field is to hold the same word whoever sent it. */
  protected switchWord(text: string): string {
    const read = readBoolean(text);
    return 'value' in read ? String(read.value) : text;
  }

  #value(type: WireType, value: V): unknown {
    const held = this.open(value);
    if (this.isNil(held)) return null;
    switch (type.kind) {
      case 'string':
        if (type.commas && this.isArray(held)) return this.#joined(held);
        return type.bytes ? this.content(held) : this.text(held);
      case 'int':
        return this.#scalar(held, readInt);
      case 'float':
        return this.#scalar(held, readFloat);
      case 'boolean':
        return this.#scalar(held, readBoolean);
      case 'dateTime':
        return this.#scalar(held, (text) => readDate(this.isoDate(text), this.#timeZone));
      case 'any':
        return this.any(held);
      case 'struct':
        return this.#struct(type.fields, held);
      case 'array':
        return this.#array(type.item, held);
    }
  }

  #scalar<T>(held: H, parse: (text: string) => Scalar<T>): T | null {
    const text = this.text(held);
    if (isBlank(text)) return null;
    const read = parse(text);
    return 'value' in read ? read.value : this.path.invalid(read.reason);
  }

  #each<T>(items: readonly V[], decode: (item: V) => T): T[] {
    return items.map((item, index) => {
      this.path.enter(index);
      const value = decode(item);
      this.path.leave();
      return value;
    });
  }

  #joined(held: H): string {
    return this.#each(this.items(held) ?? [], (item) => this.text(this.open(item)).trim()).join(',');
  }

  #array(item: WireType, held: H): unknown[] | null {
    if (item === MapEntry && this.isHash(held)) return this.#entries(held);
    const items = this.items(held);
    return (
      items &&
      this.#each(items, (each) => {
        const value = this.#value(item, each);
        if (value === null && !item.nullable) this.path.invalid('it is empty');
        return value;
      })
    );
  }

  #struct(fields: Readonly<Record<string, WireType>>, held: H): Record<string, unknown> | null {
    const value: Record<string, unknown> = {};
    const isGiven = this.eachField(held, (name, member) => {
      // Own names only: a field called `constructor` is not one of ours.
      if (!Object.hasOwn(fields, name)) return;
      const type = fields[name]!;
      this.path.enter(name);
      if (Object.hasOwn(value, name)) this.path.invalid('it stands twice');
      const field = this.#value(type, member);
      // A number or a switch without a value was not given.
      value[name] = field === null && !type.nullable ? undefined : field;
      this.path.leave();
    });
    return isGiven ? value : null;
  }

  /** Field names and values written as one structure, always read by its names. */
  #entries(held: H): { key: string; value: unknown }[] {
    const entries: { key: string; value: unknown }[] = [];
    this.eachEntry(held, (key, member) => {
      this.path.enter(key.slice(0, 100));
      entries.push({ key, value: this.#value(MapEntry.fields.value!, member) });
      this.path.leave();
    });
    return entries;
  }
}

export const isBlank = (text: string): boolean => text === '' || text.trim() === '';
