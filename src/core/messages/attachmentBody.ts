/**
 * Tells a body that is base64 from one that is text. Callers of the legacy platform passed either, and nothing in a
 * call says which. The rule and its reasons: docs/decisions/0011-attachments.md.
 */
import { isUtf8 } from 'node:buffer';

/** Base64 that is shorter and has no padding could as well be a word. */
const LEAST_LETTERS = 16;
/** Bytes from which text in an old one-byte encoding is told from chance. */
const LEAST_ONE_BYTE_TEXT = 48;

/** True for types whose files are read as text. */
export const isTextType = (contentType: string): boolean =>
  /^text\/|^application\/(?:json|xml|javascript|sql|rtf|x-sh|yaml)$|[+](?:xml|json)$/.test(contentType);

/** Bytes of a body: decoded where it is base64, else the text in UTF-8. */
export const decodeBody = (body: string, isText: boolean): Buffer =>
  decodeBase64(body, isText) ?? Buffer.from(body, 'utf8');

/** @returns null for what is not base64, or only seems to be */
function decodeBase64(body: string, isText: boolean): Buffer | null {
  const letters = joinLines(body);
  if (letters === null) return null;
  const isPadded = letters.endsWith('=');
  if (letters.length % 4 !== 0 || (!isPadded && letters.length < LEAST_LETTERS)) return null;
  const bytes = Buffer.from(letters, 'base64');
  // Encoding is unique, so a letter that base64 does not have, padding in the middle and stray bits all show here.
  if (bytes.length === 0 || bytes.toString('base64') !== letters) return null;
  // Digests and keys are written in hexadecimal digits, all of which base64 has too.
  const isDigits = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(letters);
  return isText && (isDigits || !looksLikeText(bytes)) ? null : bytes;
}

/** Lines of one length, of which only the last may be shorter, as every encoder breaks them; else null. */
function joinLines(body: string): string | null {
  const lines = body
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const [first = ''] = lines;
  const last = lines.at(-1) ?? '';
  const isEven = lines.every((line, i) => line.length === first.length || i === lines.length - 1);
  return isEven && last.length <= first.length ? lines.join('') : null;
}

/** What a text file holds: UTF-8, UTF-16 with its mark, or enough of another encoding to rule out chance. */
function looksLikeText(bytes: Buffer): boolean {
  const hasUtf16Mark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (hasUtf16Mark) return true;
  if (bytes.some((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a)) return false;
  return isUtf8(bytes) || bytes.length >= LEAST_ONE_BYTE_TEXT;
}
