/** Writes an answer to the socket, whatever state the request is in. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long, and how much of, a refused upload is listened to, so that its sender gets to read the answer. */
const LINGER_MILLISECONDS = 10_000;
const LINGER_BYTES = 64 * 1024 * 1024;

export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Buffer,
): void {
  if (request.complete) {
    response.writeHead(status, [
      'Content-Type',
      'text/xml; charset=utf-8',
      'Content-Length',
      String(body.length),
    ]);
    response.end(body);
  } else {
    sendEarly(request, response, status, body);
  }
}

/**
 * Answers a request whose body is still arriving. Most clients read nothing before they have sent everything, and
 * closing at once would make the kernel throw our answer away, so the rest is discarded for a while first.
 */
function sendEarly(request: IncomingMessage, response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': body.length,
    Connection: 'close',
  });
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
