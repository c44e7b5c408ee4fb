/**
 * Takes return mail from the owner's mail server, over LMTP or SMTP. Only our own return paths are recipients here,
 * and a mail is answered with 250 when what it says is committed, so nothing is lost between the two servers.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { INSPECTED_BYTES } from '../core/bounces/mailPart';
import type { ReturnMailIntake } from '../core/bounces/returnMailIntake';
import { returnPathTokens, type ReturnPath, type ReturnPaths } from '../secrets/returnPaths';
import { loggableError } from './loggableError';

export interface ReturnMailListenerOptions {
  readonly port: number;
  readonly address: string;
  readonly protocol: 'lmtp' | 'smtp';
  /** Domain of the return paths. */
  readonly domain: string;
  /** Larger mails are refused. */
  readonly maxBytes: number;
  readonly returnPaths: ReturnPaths;
  readonly intake: Pick<ReturnMailIntake, 'take' | 'serves'>;
  readonly log: ReturnMailLog;
}

/** Where the listener reports; never addresses or contents. */
export interface ReturnMailLog {
  info(event: string, details: Readonly<Record<string, unknown>>): void;
  warn(event: string, details: Readonly<Record<string, unknown>>): void;
}

const MAX_CLIENTS = 50;
/** A report comes to one return path; each recipient costs a reading of the mail. */
const MAX_RECIPIENTS = 10;

export class ReturnMailListener {
  readonly #options: ReturnMailListenerOptions;
  readonly #server: SMTPServer;

  constructor(options: ReturnMailListenerOptions) {
    this.#options = options;
    this.#server = new SMTPServer({
      lmtp: options.protocol === 'lmtp',
      name: options.domain,
      banner: 'return mail',
      size: options.maxBytes,
      maxClients: MAX_CLIENTS,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo: ({ address }, session, done) => this.#recipient(address, session, done),
      onData: (stream, session, done) => {
        this.#mail(stream, session).then(
          (answers) => (done as (error: null, answers: unknown) => void)(null, answers),
          (error: unknown) => done(this.#later(error)),
        );
      },
    });
    // A client that breaks off is its own business; the mail stays with it.
    this.#server.on('error', () => undefined);
  }

  /** @throws if the address cannot be listened on */
  async listen(): Promise<{ port: number }> {
    const { port, address } = this.#options;
    this.#server.server.listen(port, address);
    await once(this.#server.server, 'listening');
    return { port: (this.#server.server.address() as AddressInfo).port };
  }

  /** Takes no more connections and lets those that are open finish, up to a bound. @param patience milliseconds */
  async close(patience: number): Promise<void> {
    if (!this.#server.server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const cut = setTimeout(() => {
      for (const { _socket } of this.#server.connections as Set<{ _socket: Socket }>) _socket.destroy();
    }, patience);
    await closed;
    clearTimeout(cut);
  }

  #recipient(address: string, session: SMTPServerSession, done: (error?: Error) => void): void {
    if (session.envelope.rcptTo.length >= MAX_RECIPIENTS)
      return done(answer(452, '4.5.3 Too many recipients'));
    const path = this.#pathOf(address);
    if (!path) return done(answer(550, '5.1.1 No such return path here'));
    this.#options.intake.serves(path.realmId).then(
      (served) => {
        if (served) keepBoth(address, session);
        done(served ? undefined : answer(550, '5.1.1 No such return path here'));
      },
      (error: unknown) => done(this.#later(error)),
    );
  }

  #pathOf(address: string): ReturnPath | null {
    const at = address.lastIndexOf('@');
    if (address.slice(at + 1).toLowerCase() !== this.#options.domain.toLowerCase()) return null;
    const [token] = returnPathTokens([address.slice(0, at)]);
    return token === undefined ? null : this.#options.returnPaths.read(token);
  }

  /** @returns an answer for each recipient, in order */
  async #mail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<unknown> {
    const { raw, isTooLarge } = await beginningOf(stream);
    if (isTooLarge) throw answer(552, '5.3.4 The mail is too large');
    const answers: (string | Error)[] = [];
    for (const { address } of session.envelope.rcptTo) {
      const { verdict, realm, result } = await this.#options.intake.take(
        raw,
        this.#pathOf(address),
        'return mail',
      );
      const { kind, type, category, confidence } = verdict;
      this.#options.log.info('return mail', { kind, type, category, confidence, result, realm: realm?.name });
      answers.push('2.0.0 Taken in');
    }
    return this.#options.protocol === 'lmtp' ? answers : answers[0];
  }

  /** What a client gets where it should come again; answers of our own pass through. */
  #later(error: unknown): Error {
    if (error instanceof Error && 'responseCode' in error) return error;
    this.#options.log.warn('return mail: not taken in', loggableError(error));
    return answer(451, '4.3.0 Not now; try again later');
  }
}

/**
 * LMTP answers once for each RCPT that was taken, also for one that was named before; the server keeps one of equal
 * addresses, and its client would wait for an answer that never comes. Quoted, the earlier one is the same address.
 */
function keepBoth(address: string, { envelope }: SMTPServerSession): void {
  for (const earlier of envelope.rcptTo) {
    if (earlier.address.toLowerCase() !== address.toLowerCase()) continue;
    const at = earlier.address.lastIndexOf('@');
    earlier.address = `"${earlier.address.slice(0, at)}"${earlier.address.slice(at)}`;
  }
}

const answer = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

/** Reads a mail to its end and keeps what a verdict looks at. */
async function beginningOf(stream: SMTPServerDataStream): Promise<{ raw: Buffer; isTooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let kept = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (kept < INSPECTED_BYTES) chunks.push(chunk);
    kept += chunk.length;
  }
  return { raw: Buffer.concat(chunks), isTooLarge: stream.sizeExceeded };
}
