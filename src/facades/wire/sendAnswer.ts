/** Writes an answer to the socket, whatever state the request is in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RETRY_AFTER_SECONDS } from './admission';
import type { ByteBudget } from './byteBudget';
import { countedBytes } from './readBody';

/** How long, and how much of, a refused upload is listened to, so that its sender gets to read the answer. */
const LINGER_MILLISECONDS = 10_000;
const LINGER_BYTES = 64 * 1024 * 1024;
/** How long a long answer may stand still on its way. */
const UNREAD_MILLISECONDS = 60_000;

/** What answers are unless their door says otherwise. */
const XML = 'text/xml; charset=utf-8';

/** Names and values of further headers, one after the other. */
export type Headers = readonly string[];

/** Answers hold what is known to their callers alone, and are of their type whatever a browser makes of them. */
const headersOf = (contentType: string, more: Headers): string[] => [
  ...(contentType === '' ? [] : ['Content-Type', contentType]),
  'Cache-Control',
  'no-store',
  'X-Content-Type-Options',
  'nosniff',
  ...more,
];

export interface AnswerForm {
  /** XML unless given; empty for an answer without a body. */
  readonly contentType?: string;
  readonly headers?: Headers;
}

/** @param budget a long answer counts in it until it has been read */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Buffer,
  budget: ByteBudget,
  { contentType = XML, headers = [] }: AnswerForm = {},
): void {
  const all = headersOf(contentType, headers);
  if (!request.complete) return sendEarly(request, response, status, all, body);
  response.writeHead(status, status === 204 ? all : [...all, 'Content-Length', String(body.length)]);
  response.end(body);
  const held = countedBytes(body.length);
  if (held > 0) holdUntilRead(response, held, budget);
}

/**
 * Sends an answer that is made while it is read. Where its source fails, or its reader stands still for too long, the
 * connection is cut, so that nobody takes a part for the whole. Never throws.
 */
export async function sendParts(
  response: ServerResponse,
  status: number,
  parts: AsyncIterable<string>,
  { contentType = XML, headers = [] }: AnswerForm = {},
): Promise<void> {
  response.writeHead(status, headersOf(contentType, headers));
  response.setTimeout(UNREAD_MILLISECONDS, () => response.destroy());
  // The pipeline has destroyed the connection already; there is nobody to tell.
  await pipeline(Readable.from(parts), response).catch(() => undefined);
}

/** Refuses a call that there is no room for, at as little cost as can be. */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  { status = 503, contentType = XML }: Pick<AnswerForm, 'contentType'> & { readonly status?: number } = {},
): void {
  const all = headersOf(contentType, ['Retry-After', String(RETRY_AFTER_SECONDS)]);
  // A short body is not worth a connection: the rest of it is skipped.
  const isShort = countedBytes(Number(request.headers['content-length'] ?? Infinity)) === 0;
  if (!request.complete && !isShort) return sendEarly(request, response, status, all, Buffer.from(text));
  response.writeHead(status, [...all, 'Content-Length', String(Buffer.byteLength(text))]);
  // As text it leaves together with the head, in one piece.
  response.end(text);
}

/** An answer that nobody reads must not stay in memory: it counts like what callers send, and has its time. */
export function holdUntilRead(response: ServerResponse, bytes: number, budget: ByteBudget): void {
  const { socket } = response;
  if (!socket || response.destroyed) return;
  budget.add(bytes);
  // Node closes a connection whose time is over, and sets another time for the next request.
  socket.setTimeout(UNREAD_MILLISECONDS);
  response.once('close', () => budget.release(bytes));
}

/**
 * Answers a request whose body is still arriving. Most clients read nothing before they have sent everything, and
 * closing at once would make the kernel throw our answer away, so the rest is discarded for a while first.
 */
function sendEarly(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: Buffer,
): void {
  response.writeHead(status, [...headers, 'Content-Length', String(body.length), 'Connection', 'close']);
  response.write(body);
  let discarded = 0;
  const close = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(close, LINGER_MILLISECONDS);
  timer.unref();
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > LINGER_BYTES) close();
  });
  request.on('end', close);
  request.on('close', close);
  request.resume();
}
