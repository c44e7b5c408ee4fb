/**
 * Reads forms (`application/x-www-form-urlencoded`). Byte by byte and with a bound: what strangers send is read before it
 * is known who they are, and the platform's own reader takes seconds for some megabytes of codes.
 */
import { fail } from '../../contract/errorCatalogue';

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PERCENT = 0x25;
const PLUS = 0x2b;
const BLANK = 0x20;

/**
 * The bytes of names and values, decoded from the form in which addresses carry them.
 * @param most pairs of one form
 * @throws {ApiError} `request.tooLarge`
 */
export function* formPairs(form: Buffer, most: number): Generator<readonly [name: Buffer, value: Buffer]> {
  let count = 0;
  let from = 0;
  while (from < form.length) {
    const next = form.indexOf(AMPERSAND, from);
    const pair = form.subarray(from, next === -1 ? form.length : next);
    from += pair.length + 1;
    if (pair.length === 0) continue;
    if (++count > most) fail('request.tooLarge', { reason: `it has more than ${most} arguments` });
    const equals = pair.indexOf(EQUALS);
    yield equals === -1
      ? [bytesOf(pair), Buffer.alloc(0)]
      : [bytesOf(pair.subarray(0, equals)), bytesOf(pair.subarray(equals + 1))];
  }
}

/** A percent sign that starts no code is one. */
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
