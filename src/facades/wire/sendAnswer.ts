/** Writes an answer to the socket, whatever state the request is in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RETRY_AFTER_SECONDS } from './admission';
import type { ByteBudget } from './byteBudget';
import { countedBytes } from './readBody';

/** How long, and how much of, a refused upload is listened to, so that its sender gets to read the answer. */
const LINGER_MILLISECONDS = 10_000;
const LINGER_BYTES = 64 * 1024 * 1024;
/** How long a long answer may stand still on its way. */
const UNREAD_MILLISECONDS = 60_000;

/** Answers hold what is known to their callers alone, and are XML whatever a browser makes of them. */
const HEADERS = [
  'Content-Type',
  'text/xml; charset=utf-8',
  'Cache-Control',
  'no-store',
  'X-Content-Type-Options',
  'nosniff',
];
const RETRY_HEADERS = [...HEADERS, 'Retry-After', String(RETRY_AFTER_SECONDS)];

/** @param budget a long answer counts in it until it has been read */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Buffer,
  budget: ByteBudget,
): void {
  if (!request.complete) return sendEarly(request, response, status, HEADERS, body);
  response.writeHead(status, [...HEADERS, 'Content-Length', String(body.length)]);
  response.end(body);
  const held = countedBytes(body.length);
  if (held > 0) holdUntilRead(response, held, budget);
}

/** Refuses a call that there is no room for, at as little cost as can be. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  // A short body is not worth a connection: the rest of it is skipped.
  const isShort = countedBytes(Number(request.headers['content-length'] ?? Infinity)) === 0;
  if (!request.complete && !isShort) return sendEarly(request, response, 503, RETRY_HEADERS, body);
  response.writeHead(503, [...RETRY_HEADERS, 'Content-Length', String(body.length)]);
  response.end(body);
}

/** An answer that nobody reads must not stay in memory: it counts like what callers send, and has its time. */
function holdUntilRead(response: ServerResponse, bytes: number, budget: ByteBudget): void {
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
