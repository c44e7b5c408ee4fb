/** Turns the bytes of a body into text by the charset its sender declared. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { fail } from '../../contract/errorCatalogue';

/**
 * Decodes a body. The charset is that of a byte order mark, else of the Content-Type, else of the XML declaration,
 * else UTF-8. ISO-8859-1 and US-ASCII are read as windows-1252, of which they are subsets in all that text uses.
 * @throws {ApiError} `request.malformed` for an unknown charset and for bytes that are not valid in it
 */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  const charset =
    charsetOfMark(body) ?? charsetOfContentType(contentType) ?? charsetOfDeclaration(body) ?? 'utf-8';
  if (charset === 'utf-8' || charset === 'utf8') {
    if (!isUtf8(body))
      fail('request.malformed', { reason: 'its bytes are not valid UTF-8; declare its charset' });
    return body.toString('utf8');
  }
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(byteOrder(charset, body), { fatal: true });
  } catch {
    return fail('request.malformed', { reason: `the charset ${charset.slice(0, 40)} is not known here` });
  }
  try {
    return decoder.decode(body);
  } catch {
    return fail('request.malformed', { reason: `its bytes are not valid ${decoder.encoding}` });
  }
}

function charsetOfMark(body: Buffer): string | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return null;
}

function charsetOfContentType(contentType: string | undefined): string | null {
  // What nearly everybody sends; saves the regular expression.
  if (contentType === undefined || contentType === 'text/xml; charset=utf-8')
    return contentType ? 'utf-8' : null;
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? null;
}

function charsetOfDeclaration(body: Buffer): string | null {
  if (body[0] === 0 && isStart(body[1])) return 'utf-16be';
  if (isStart(body[0]) && body[1] === 0) return 'utf-16le';
  const start = body.toString('latin1', 0, 200);
  const named = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]?.toLowerCase() ?? null;
  // A declaration that can be read byte by byte is not UTF-16, whatever it says: it was copied from a string.
  return named?.startsWith('utf-16') ? 'utf-8' : named;
}

/** What a document starts with: `<`, or blanks before it. */
const isStart = (byte: number | undefined): boolean =>
  byte === 0x3c || byte === 0x20 || byte === 0x0d || byte === 0x0a || byte === 0x09;

/** `utf-16` alone leaves the order of the bytes open; the first character of XML is `<`. */
function byteOrder(charset: string, body: Buffer): string {
  return charset === 'utf-16' && body[0] === 0 ? 'utf-16be' : charset;
}
