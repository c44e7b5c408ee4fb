/**
 * Reads messages that come in parts (`multipart/related`): Java clients with attachments and tools with MTOM switched
 * on wrap every call that way. The root part is the message; the others are files that it refers to by `cid:`.
 */
import { fail } from '../../contract/errorCatalogue';

export interface OpenedMessage {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  /** The other parts by their Content-ID, without angle brackets; null if the message is no multipart. */
  readonly files: ReadonlyMap<string, Buffer> | null;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly content: Buffer;
}

/** Files of one message; more is no call of ours. */
const MAX_PARTS = 1000;
const MAX_HEADER_BYTES = 16_384;

/**
 * The message inside a body.
 * @throws {ApiError} `request.malformed`, naming the multipart and what to switch off
 */
export function openMultipart(body: Buffer, contentType: string | undefined): OpenedMessage {
  // What nearly everybody sends; saves the regular expressions.
  if (!contentType || !/^\s*multipart\//i.test(contentType)) return { body, contentType, files: null };
  const boundary = parameter(contentType, 'boundary') ?? refuse('its Content-Type names no boundary');
  const parts = split(body, boundary);
  const start = parameter(contentType, 'start');
  const root =
    (start ? parts.find((part) => idOf(part) === bare(start)) : parts[0]) ?? refuse('it has no root part');
  const files = new Map<string, Buffer>();
  const ids = new Set<string>();
  for (const part of parts) {
    const id = idOf(part);
    // Whoever else reads the message may take the other one.
    if (id && ids.has(id)) refuse('two of its parts have one Content-ID');
    ids.add(id);
    if (part !== root && id) files.set(id, part.content);
  }
  return { body: root.content, contentType: root.headers.get('content-type'), files };
}

/**
 * The fields of a form that came in parts (`multipart/form-data`), in their order.
 * @throws {ApiError} `request.malformed`
 */
export function multipartFields(
  body: Buffer,
  contentType: string,
): (readonly [name: string, value: Buffer])[] {
  const boundary = parameter(contentType, 'boundary') ?? refuse('its Content-Type names no boundary');
  return split(body, boundary).flatMap(({ headers, content }) => {
    const name = parameter(headers.get('content-disposition') ?? '', 'name');
    return name === null ? [] : [[name, content] as const];
  });
}

/** A parameter of a header, with or without quotes; null if it is not there. */
function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s";]+))`, 'i').exec(header);
  return found ? (found[1] ?? found[2] ?? '') : null;
}

function split(body: Buffer, boundary: string): Part[] {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Part[] = [];
  for (let at = lineStart(body, mark, 0); ;) {
    if (at === -1) refuse('its last part has no end');
    const after = at + mark.length;
    if (body.toString('latin1', after, after + 2) === '--') return parts;
    const next = lineStart(body, mark, after);
    if (next === -1) refuse('its last part has no end');
    if (parts.length === MAX_PARTS) refuse(`it has more than ${MAX_PARTS} parts`);
    parts.push(partOf(body.subarray(after, next)));
    at = next;
  }
}

/** Where a boundary stands on a line of its own; -1 if it does not. */
function lineStart(body: Buffer, mark: Buffer, from: number): number {
  let at = body.indexOf(mark, from);
  while (at !== -1 && !((at === 0 || body[at - 1] === 0x0a) && endsHere(body, at + mark.length)))
    at = body.indexOf(mark, at + 1);
  return at;
}

const endsHere = (body: Buffer, at: number): boolean =>
  /^(?:--|[ \t]*\r?\n)/.test(body.toString('latin1', at, at + 80));

function partOf(bytes: Buffer): Part {
  // From behind the boundary to the line break before the next one.
  const begin = bytes.indexOf(0x0a) + 1;
  const end = bytes.length - (bytes[bytes.length - 2] === 0x0d ? 2 : 1);
  const bytesOfPart = bytes.subarray(begin, Math.max(begin, end));
  const { head, content } = headAndContent(bytesOfPart);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return {
    headers,
    content: decoded(content, headers.get('content-transfer-encoding')?.toLowerCase() ?? '8bit'),
  };
}

function headAndContent(bytes: Buffer): { head: string; content: Buffer } {
  if (bytes[0] === 0x0a) return { head: '', content: bytes.subarray(1) };
  if (bytes[0] === 0x0d && bytes[1] === 0x0a) return { head: '', content: bytes.subarray(2) };
  const ends = ['\r\n\r\n', '\n\n'].map((end) => ({
    at: bytes.indexOf(end, 0, 'latin1'),
    length: end.length,
  }));
  const [first] = ends.filter(({ at }) => at !== -1).sort((a, b) => a.at - b.at);
  if (!first || first.at > MAX_HEADER_BYTES) return refuse('a part has no end of its headers');
  return {
    head: bytes.toString('latin1', 0, first.at),
    content: bytes.subarray(first.at + first.length),
  };
}

function decoded(content: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return content;
    case 'base64':
      return Buffer.from(content.toString('latin1'), 'base64');
    case 'quoted-printable':
      return Buffer.from(
        content
          .toString('latin1')
          .replace(/=[ \t]*\r?\n/g, '')
          .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      );
    default:
      return refuse(`the transfer encoding ${encoding.slice(0, 40)} is not known here`);
  }
}

const bare = (id: string): string => id.trim().replace(/^<|>$/g, '');
const idOf = ({ headers }: Part): string => bare(headers.get('content-id') ?? '');

const refuse = (reason: string): never =>
  fail('request.malformed', {
    reason: `it is a multipart message, and ${reason}; switch attachments and MTOM off in the client`,
  });
