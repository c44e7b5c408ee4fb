/** Sends exact bytes over a socket and reads one answer, so that tests see what really goes over the wire. */
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly version: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly text: string;
  /** True if the server sent `100 Continue` first. */
  readonly continued: boolean;
  /** True if the server closed the connection after the answer. */
  readonly closed: boolean;
}

const HEADER_END = '\r\n\r\n';

/**
 * Sends the pieces one after the other and resolves with the first final answer. The connection is closed after it.
 * @param lingerMs how long to wait for the server to close by itself
 */
export function sendRaw(
  port: number,
  pieces: readonly (Buffer | string)[],
  lingerMs = 20,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let answer: Omit<RawAnswer, 'closed'> | null = null;
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (answer) return;
      answer = readAnswer(received);
      if (answer) setTimeout(() => socket.destroy(), lingerMs);
    });
    let ended = false;
    socket.on('end', () => (ended = true));
    // A server that refuses an upload may reset it after its answer.
    socket.on('error', (error) => answer ?? reject(error));
    socket.on('close', () => {
      if (answer) resolve({ ...answer, closed: ended });
      else
        reject(new Error(`no answer; received ${JSON.stringify(received.toString('latin1').slice(0, 200))}`));
    });
  });
}

/** A POST of a SOAP body, with any headers added or replaced. */
export function postOf(
  body: Buffer | string,
  { path = '/webservices/WhatCountsAPI', headers = {}, version = '1.1' } = {},
): Buffer {
  const bytes = Buffer.from(body as string);
  const all: Record<string, string> = {
    Host: 'localhost',
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: '""',
    'Content-Length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`POST ${path} HTTP/${version}\r\n${lines.join('')}\r\n`, 'latin1'),
    bytes,
  ]);
}

function readAnswer(received: Buffer): Omit<RawAnswer, 'closed'> | null {
  let start = 0;
  let continued = false;
  for (;;) {
    const end = received.indexOf(HEADER_END, start);
    if (end === -1) return null;
    const [first = '', ...lines] = received.toString('latin1', start, end).split('\r\n');
    const [, version = '', code] = /^HTTP\/(\d\.\d) (\d{3})/.exec(first) ?? [];
    const bodyStart = end + HEADER_END.length;
    if (code === '100') {
      continued = true;
      start = bodyStart;
      continue;
    }
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers['content-length']);
    if (Number.isNaN(length)) throw new Error(`an answer without Content-Length: ${first}`);
    if (received.length < bodyStart + length) return null;
    const body = Buffer.from(received.subarray(bodyStart, bodyStart + length));
    return { status: Number(code), version, headers, body, text: body.toString('utf8'), continued };
  }
}
