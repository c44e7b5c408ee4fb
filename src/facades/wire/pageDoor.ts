/**
 * Lets the readers of pages in beside the callers of the doors: they take their turns for the same places, what they
 * send and have not read yet counts in the same budget, and beyond it they are told at once to come back.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { RETRY_AFTER_SECONDS } from './admission';
import { callerAddress } from './callerAddress';
import { plainPath } from './door';
import type { Intake } from './intake';
import { countedBytes, readBody } from './readBody';
import { holdUntilRead } from './sendAnswer';

/** Forms are short, ... */
const MAX_FORM_BYTES = 64 * 1024;
/** ... but for those of people who write templates and send files: they may be as long as calls. */
const LONG_FORMS = '/console/realms/';
/** Whoever watches the gateway is answered however busy it is. */
const WATCHED = new Set(['/healthz', '/readyz']);

const bodies = new WeakMap<IncomingMessage, Buffer>();

/** What was sent with a request for a page; it has been read by the time that the page is asked. */
export const bodyOf = (request: IncomingMessage): Buffer => bodies.get(request) ?? Buffer.alloc(0);

export function createPageDoor(intake: Intake, pages: RequestListener): RequestListener {
  return (request, response) => {
    if (WATCHED.has(plainPath(request.url!))) pages(request, response);
    else take(intake, pages, request, response);
  };
}

function take(
  intake: Intake,
  pages: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { admission, buffered, overloaded, options } = intake;
  if (admission.isFull) {
    overloaded();
    return refuse(request, response, 503);
  }
  const most = plainPath(request.url!).startsWith(LONG_FORMS) ? options.maxBytes : MAX_FORM_BYTES;
  readBody(request, most, buffered, overloaded, (error, body, size) => {
    if (error) return refuse(request, response, error.code === 'server.overloaded' ? 503 : 413);
    const held = countedBytes(size);
    const key = callerAddress(request, options.trustProxy);
    admission.enter(
      key,
      () => {
        let isInside = true;
        const leave = (): void => {
          if (!isInside) return;
          isInside = false;
          buffered.release(held);
          admission.leave(key);
        };
        response.once('close', leave);
        // Written, and perhaps not read yet: that is the reader's time, not that of others.
        response.once('prefinish', () => {
          leave();
          const unread = countedBytes(response.writableLength);
          if (unread > 0) holdUntilRead(response, unread, buffered);
        });
        if (response.destroyed) return leave();
        bodies.set(request, body);
        pages(request, response);
      },
      () => {
        buffered.release(held);
        refuse(request, response, 503);
      },
    );
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, status: 413 | 503): void {
  const text =
    status === 503 ? 'Too many at the moment; please try again.\n' : 'That is too much for a page.\n';
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': text.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(status === 503 && { 'Retry-After': String(RETRY_AFTER_SECONDS) }),
    // What is left of it is not waited for.
    ...(!request.complete && { Connection: 'close' }),
  });
  response.end(text);
  request.resume();
}
