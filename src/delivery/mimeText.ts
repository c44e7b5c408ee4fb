/** Text parts of a mail, in an encoding that every relay passes through unchanged. */

/** Longest line that is left alone; the standard's limit is 998 octets. */
const LONGEST_LINE = 500;

export interface MailPart {
  /** Content-Type and Content-Transfer-Encoding, each line with its line break. */
  readonly headers: string;
  /** Seven-bit bytes with CRLF line breaks, ending in one unless there are none. */
  readonly body: Buffer;
}

/**
 * Every kind of line break in `text` becomes CRLF: a bare CR or LF in a mail is read differently by different
 * programs. Plain ASCII stays readable, mostly ASCII becomes quoted-printable, the rest base64.
 */
export function textPart(text: string, subtype: 'plain' | 'html'): MailPart {
  const lines = endWithBreak(text.replace(/\r\n|\r|\n/g, '\r\n'));
  const part = (encoding: string, body: Buffer): MailPart => ({
    headers: `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n`,
    body,
  });
  if (isPlain(lines)) return part('7bit', Buffer.from(lines, 'latin1'));
  const bytes = Buffer.from(lines, 'utf8');
  return encodedShare(bytes) > 0.3
    ? part('base64', base64(bytes))
    : part('quoted-printable', quotedPrintable(bytes));
}

const endWithBreak = (text: string): string => (text.endsWith('\r\n') ? text : `${text}\r\n`);

/** A line that begins with `From ` is changed by programs that keep mail in mbox files. */
const isPlain = (lines: string): boolean =>
  /^[\t\r\n\x20-\x7e]*$/.test(lines) && !/^From /m.test(lines) && !hasLongLine(lines);

function hasLongLine(lines: string): boolean {
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf('\r\n', start);
    if (end - start > LONGEST_LINE) return true;
    start = end + 2;
  }
  return false;
}

function encodedShare(bytes: Buffer): number {
  let high = 0;
  // An iterator over the bytes would take several times as long.
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80) high += 1;
  return high / bytes.length;
}

/** Lines of 76 characters. */
export function base64(bytes: Buffer): Buffer {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 57) parts.push(bytes.toString('base64', i, i + 57), '\r\n');
  return Buffer.from(parts.join(''), 'latin1');
}

const HEX = Buffer.from('0123456789ABCDEF', 'latin1');
const [CR, LF, SPACE, TAB, EQUALS, F] = [0x0d, 0x0a, 0x20, 0x09, 0x3d, 0x46];
const WIDTH = 76;
/** By byte: 1 for what stands for itself wherever it stands, which is most of a text. */
const IS_ALWAYS_LITERAL = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > SPACE && byte < 0x7f && byte !== EQUALS && byte !== F ? 1 : 0,
);

/** Lines of at most 76 characters. `bytes` has CRLF line breaks only. */
export function quotedPrintable(bytes: Buffer): Buffer {
  // Three characters for each byte, and a soft break of three after at most 73 characters.
  const out = Buffer.allocUnsafe(bytes.length * 3 + Math.ceil((bytes.length * 3) / 72) * 3 + 3);
  let at = 0;
  let column = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (IS_ALWAYS_LITERAL[byte] === 1 && column < WIDTH - 1) {
      out[at++] = byte;
      column += 1;
      continue;
    }
    if (byte === CR && bytes[i + 1] === LF) {
      out[at++] = CR;
      out[at++] = LF;
      i += 1;
      column = 0;
      continue;
    }
    const isLiteral = byte > SPACE && byte < 0x7f ? byte !== EQUALS : isInnerBlank(bytes, i);
    const encoded = !isLiteral || (byte === F && column === 0 && isFrom(bytes, i));
    const width = encoded ? 3 : 1;
    // One column is kept for the soft break; a character of several bytes is not torn apart.
    const needed = encoded && byte >= 0xc0 ? 3 * (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) : width;
    if (column + needed > WIDTH - 1) {
      out[at++] = EQUALS;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
    }
    if (encoded) {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4]!;
      out[at++] = HEX[byte & 15]!;
    } else {
      out[at++] = byte;
    }
    column += width;
  }
  return out.subarray(0, at);
}

/** A blank that does not end a line: one that does is lost on the way. */
const isInnerBlank = (bytes: Buffer, i: number): boolean =>
  (bytes[i] === SPACE || bytes[i] === TAB) && i + 1 < bytes.length && bytes[i + 1] !== CR;

const isFrom = (bytes: Buffer, i: number): boolean => bytes.toString('latin1', i, i + 5) === 'From ';
