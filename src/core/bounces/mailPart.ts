/**
 * Reads the MIME structure of return mail: just what a verdict needs, tolerant of broken mail, and in time linear in
 * what is looked at, whatever a stranger sends.
 */
import { decodeCharset, decodeQuotedPrintable, HeaderBlock } from './headerBlock';

export interface MailPart {
  readonly headers: HeaderBlock;
  /** Lower case, such as `multipart/report`. */
  readonly type: string;
  /** Parameters of the content type, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Parts of a multipart, or the one mail in a `message/rfc822`. */
  readonly parts: readonly MailPart[];
  /** Decoded text, lines ending in \n; empty for a part that has parts. */
  readonly text: string;
}

/** Only the beginning of a mail is looked at; the rest can only be what was sent. */
export const INSPECTED_BYTES = 400_000;
const DEEPEST = 6;
const MAX_PARTS = 60;

/** The beginning of a mail as text, one character per octet, lines ending in \n. */
export const mailText = (raw: Buffer): string =>
  raw
    .subarray(0, INSPECTED_BYTES)
    .toString('latin1')
    .replace(/\r\n?/g, '\n')
    // A line that a mailbox file's own separator went before.
    .replace(/^From [^\n]{0,500}\n/, '');

/** @param text from `mailText` */
export const readMail = (text: string): MailPart => readEntity(text, 0, { left: MAX_PARTS });

function readEntity(text: string, depth: number, budget: { left: number }): MailPart {
  budget.left -= 1;
  // A part without headers begins with the empty line.
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const headers = HeaderBlock.read(end < 0 ? text : text.slice(0, end));
  const body = end < 0 ? '' : text.slice(text.startsWith('\n') ? 1 : end + 2);
  const { type, parameters } = contentType(headers.get('content-type'));
  const leaf = { headers, type, parameters, parts: [], text: '' };
  if (depth >= DEEPEST || budget.left <= 0) return leaf;
  const boundary = parameters.get('boundary');
  if (type.startsWith('multipart/') && boundary) {
    const parts: MailPart[] = [];
    for (const part of split(body, boundary)) {
      if (budget.left <= 0) break;
      parts.push(readEntity(part, depth + 1, budget));
    }
    return { ...leaf, parts };
  }
  const content = decodeBody(headers, body);
  if (type === 'message/rfc822' || type === 'message/global') {
    const inner = content.toString('latin1').replace(/\r\n?/g, '\n').replace(/^\n+/, '');
    return { ...leaf, parts: [readEntity(inner, depth + 1, budget)] };
  }
  const textual = type.startsWith('text/') || type.startsWith('message/');
  if (!textual) return leaf;
  const charset = parameters.get('charset') ?? 'utf-8';
  return { ...leaf, text: decodeCharset(content, charset).replace(/\r\n?/g, '\n') };
}

/** Parts between boundary lines. */
function split(body: string, boundary: string): string[] {
  const mark = `\n--${boundary}`;
  const text = `\n${body}`;
  const parts: string[] = [];
  let from = text.indexOf(mark);
  while (from >= 0 && parts.length <= MAX_PARTS) {
    const rest = from + mark.length;
    if (text.startsWith('--', rest)) break;
    const next = text.indexOf(mark, rest);
    const line = text.indexOf('\n', rest);
    if (line < 0) break;
    if (next < 0 || line <= next) parts.push(text.slice(line + 1, next < 0 ? undefined : next + 1));
    from = next;
  }
  return parts;
}

function decodeBody(headers: HeaderBlock, body: string): Buffer {
  const encoding = headers.get('content-transfer-encoding').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  return Buffer.from(body, 'latin1');
}

function contentType(value: string): Pick<MailPart, 'type' | 'parameters'> {
  const type = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(value)?.[1]?.toLowerCase() ?? 'text/plain';
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of value.matchAll(
    /;\s*([\w*-]{1,40})\s?=\s?(?:"([^"]{0,300})"|([^;\s"]{1,300}))/g,
  ))
    parameters.set(name!.toLowerCase(), quoted ?? bare ?? '');
  return { type, parameters };
}

/** All parts in order, those inside a returned mail left out. */
export function* ownParts(part: MailPart): Generator<MailPart> {
  yield part;
  if (part.type.startsWith('multipart/')) for (const child of part.parts) yield* ownParts(child);
}
