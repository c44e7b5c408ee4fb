/**
 * The one reader of JSON from callers: strict, bounded and linear. It refuses what readers disagree about (a name twice
 * in one object, half a surrogate pair) and `__proto__`, and loses no digit of a number.
 */
import type { JsonValue } from '../../contract/wireTypes';

export interface JsonLimits {
  /** Nesting of arrays and objects. */
  readonly maxDepth: number;
  /** Values and names, all together. */
  readonly maxElements: number;
}

/** The text is no JSON that is taken here; the message completes "the body is not valid JSON: ...". */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';

  constructor(
    reason: string,
    /** Character of the text, from 0. */
    readonly position: number,
    /** Whether a limit was passed, and not the syntax. */
    readonly isTooLarge = false,
  ) {
    super(`${reason} at character ${position + 1}`);
  }
}

/** A number, its fraction, its exponent. */
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const HEX = /[0-9a-fA-F]{4}/y;
/** What a string has up to its end or an escape. */
// eslint-disable-next-line no-control-regex -- JSON forbids them in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
/** Of one number. */
const MAX_DIGITS = 400;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * @returns objects without a prototype; whole numbers beyond 2^53 as bigints
 * @throws {JsonSyntaxError}
 */
export function readJson(text: string, limits: JsonLimits): JsonValue {
  return new Reader(text, limits).document();
}

class Reader {
  #at = 0;
  #elements = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  document(): JsonValue {
    if (this.text.charCodeAt(0) === 0xfeff) this.#at = 1;
    const value = this.#value(0);
    this.#blank();
    if (this.#at < this.text.length) this.#fail('something stands behind the value');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#blank();
    if (++this.#elements > this.limits.maxElements) this.#tooLarge('it has too many values');
    const character = this.text[this.#at];
    switch (character) {
      case '{':
        return this.#object(depth + 1);
      case '[':
        return this.#array(depth + 1);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      case undefined:
        return this.#fail('it ends too early');
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonValue {
    this.#enter(depth);
    // Without a prototype, so that no name means anything but what the caller put there.
    const object = Object.create(null) as Record<string, JsonValue>;
    if (this.#closes('}')) return object;
    for (;;) {
      this.#blank();
      const position = this.#at;
      if (this.text[this.#at] !== '"') this.#fail('a name in quotes is missing');
      if (++this.#elements > this.limits.maxElements) this.#tooLarge('it has too many values');
      const name = this.#string();
      if (name === '__proto__') this.#fail('the name __proto__ is not taken', position);
      if (name in object) this.#fail('a name stands twice in one object', position);
      this.#blank();
      if (this.text[this.#at] !== ':') this.#fail('a colon is missing');
      this.#at++;
      object[name] = this.#value(depth);
      if (!this.#continues('}')) return object;
    }
  }

  #array(depth: number): JsonValue {
    this.#enter(depth);
    const array: JsonValue[] = [];
    if (this.#closes(']')) return array;
    do array.push(this.#value(depth));
    while (this.#continues(']'));
    return array;
  }

  #enter(depth: number): void {
    if (depth > this.limits.maxDepth) this.#tooLarge('it is nested too deep');
    this.#at++;
  }

  #closes(bracket: string): boolean {
    this.#blank();
    if (this.text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  #continues(bracket: string): boolean {
    if (this.#closes(bracket)) return false;
    if (this.text[this.#at] !== ',') this.#fail('a comma is missing');
    this.#at++;
    return true;
  }

  #string(): string {
    const from = ++this.#at;
    let read = '';
    for (;;) {
      PLAIN.lastIndex = this.#at;
      read += PLAIN.exec(this.text)![0];
      this.#at = PLAIN.lastIndex;
      const character = this.text[this.#at];
      if (character === '"') break;
      if (character === undefined) this.#fail('a string does not end');
      if (character !== '\\') this.#fail('a control character stands in a string');
      read += this.#escape();
    }
    this.#at++;
    if (!read.isWellFormed()) this.#fail('a string has half a surrogate pair', from);
    return read;
  }

  #escape(): string {
    const character = this.text[this.#at + 1] ?? '';
    if (character === 'u') {
      HEX.lastIndex = this.#at + 2;
      const hex = HEX.exec(this.text)?.[0] ?? this.#fail('an escape is not complete');
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const escaped = Object.hasOwn(ESCAPES, character) ? ESCAPES[character]! : null;
    if (escaped === null) this.#fail('there is no such escape');
    this.#at += 2;
    return escaped;
  }

  #word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.#at)) this.#fail('this is no value');
    this.#at += word.length;
    return value;
  }

  #number(): JsonValue {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.text);
    if (!found) return this.#fail('this is no value');
    const [text, fraction, exponent] = found;
    if (text.length > MAX_DIGITS) this.#fail('a number has too many digits');
    const value = Number(text);
    if (!Number.isFinite(value)) this.#fail('a number is too large');
    this.#at = NUMBER.lastIndex;
    if (fraction === undefined && exponent === undefined && !Number.isSafeInteger(value)) return BigInt(text);
    return value;
  }

  #blank(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #fail(reason: string, position = this.#at): never {
    throw new JsonSyntaxError(reason, position);
  }

  #tooLarge(reason: string): never {
    throw new JsonSyntaxError(reason, this.#at, true);
  }
}
