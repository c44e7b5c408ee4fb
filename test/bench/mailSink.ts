/** A relay that takes every mail and throws it away, and says how fast they came. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { answerRequests } from './child';

export type MailSinkRequest =
  | { readonly kind: 'listen' }
  /** Starts to count again. */
  | { readonly kind: 'reset' }
  /** Waits until so many mails are there. @returns SinkCount */
  | { readonly kind: 'await'; readonly mails: number }
  /** @returns the text of the last mail */
  | { readonly kind: 'last' };

export interface SinkCount {
  readonly mails: number;
  /** Bytes of an average mail. */
  readonly bytes: number;
  /** `performance.timeOrigin`-based milliseconds of the first and the last mail. */
  readonly firstAt: number;
  readonly lastAt: number;
}

let mails = 0;
let bytes = 0;
let firstAt = 0;
let lastAt = 0;
let last: Buffer[] = [];
let changed = (): void => undefined;

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
    });
    stream.on('end', () => {
      lastAt = performance.now();
      if (mails++ === 0) firstAt = lastAt;
      last = chunks;
      done();
      changed();
    });
  },
});
server.on('error', () => undefined);

answerRequests<MailSinkRequest>(async (request) => {
  if (request.kind === 'listen') {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.server.address() as AddressInfo).port;
  }
  if (request.kind === 'last') return Buffer.concat(last).toString('utf8');
  if (request.kind === 'reset') {
    mails = bytes = 0;
    return null;
  }
  while (mails < request.mails) await new Promise<void>((resolve) => (changed = resolve));
  return { mails, bytes: bytes / mails, firstAt, lastAt } satisfies SinkCount;
});
