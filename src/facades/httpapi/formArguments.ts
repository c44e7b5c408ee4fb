/**
 * The arguments of a call by name: from the query and from the body together, for clients put them into either, or some
 * into each.
 */
import { isUtf8 } from 'node:buffer';
import { fail } from '../../contract/errorCatalogue';
import { decodeText } from '../wire/decodeText';
import { multipartFields } from '../wire/multipart';

/** What is in neither UTF-8 nor declared to be something else is what programs of the time wrote. */
const LEGACY = new TextDecoder('windows-1252');

/** Of one call; programs have some dozens. */
const MAX_ARGUMENTS = 10_000;

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PERCENT = 0x25;
const PLUS = 0x2b;
const BLANK = 0x20;

/** By name; case counts. */
export type FormArguments = ReadonlyMap<string, string>;

interface Body {
  readonly body: Buffer;
  readonly contentType: string | undefined;
}

/**
 * Of an argument that stands several times the last counts, the body after the query; an empty one counts where it is
 * the only one.
 * @param query of the address, without the question mark
 * @throws {ApiError} `request.malformed`, `request.tooLarge`
 */
export function formArguments(query: string, { body, contentType }: Body): FormArguments {
  const found = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (value !== '' || !found.has(name)) found.set(name, value);
  };
  for (const [name, value] of pairs(Buffer.from(query, 'latin1')))
    add(textOf(name, undefined), textOf(value, undefined));
  if (contentType !== undefined && /^\s*multipart\/form-data/i.test(contentType)) {
    for (const [name, value] of multipartFields(body, contentType)) add(name, textOf(value, undefined));
  } else {
    const declared = /charset/i.test(contentType ?? '') ? contentType : undefined;
    for (const [name, value] of pairs(withoutBlanks(body)))
      add(textOf(name, declared), textOf(value, declared));
  }
  return found;
}

/** The bytes of names and values, decoded from the form in which addresses carry them. @throws {ApiError} `request.tooLarge` */
function* pairs(form: Buffer): Generator<readonly [name: Buffer, value: Buffer]> {
  let count = 0;
  let from = 0;
  while (from < form.length) {
    const next = form.indexOf(AMPERSAND, from);
    const pair = form.subarray(from, next === -1 ? form.length : next);
    from += pair.length + 1;
    if (pair.length === 0) continue;
    if (++count > MAX_ARGUMENTS)
      fail('request.tooLarge', { reason: `it has more than ${MAX_ARGUMENTS} arguments` });
    const equals = pair.indexOf(EQUALS);
    yield equals === -1
      ? [bytesOf(pair), Buffer.alloc(0)]
      : [bytesOf(pair.subarray(0, equals)), bytesOf(pair.subarray(equals + 1))];
  }
}

/** A percent sign that starts no code is one. Byte by byte: what strangers send is read before it is known who they are. */
function bytesOf(text: Buffer): Buffer {
  if (!text.includes(PERCENT) && !text.includes(PLUS)) return text;
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    const [high, low] = byte === PERCENT ? [digit(text[at + 1]), digit(text[at + 2])] : [-1, -1];
    if (high >= 0 && low >= 0) {
      bytes[length++] = high * 16 + low;
      at += 2;
    } else bytes[length++] = byte === PLUS ? BLANK : byte;
  }
  return bytes.subarray(0, length);
}

/** The value of a hexadecimal digit; -1 for what is none. */
const digit = (byte = 0): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

function withoutBlanks(body: Buffer): Buffer {
  let [from, to] = [0, body.length];
  while (from < to && body[from]! <= BLANK) from++;
  while (to > from && body[to - 1]! <= BLANK) to--;
  return body.subarray(from, to);
}

function textOf(bytes: Buffer, declared: string | undefined): string {
  if (declared !== undefined) return decodeText(bytes, declared);
  return isUtf8(bytes) ? bytes.toString('utf8') : LEGACY.decode(bytes);
}
