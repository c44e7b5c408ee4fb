/** Sends over pooled SMTP connections, and says what the relay's answers mean for each recipient. */
import { Readable } from 'node:stream';
import SMTPPool, { type SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool';
import type { ComposedMail } from './composeMail';
import { RelayExtensions } from './relayExtensions';
import { TransportDown, type Refusal, type SendResult, type Transport } from './transport';

export interface SmtpSettings {
  /** `smtp://user:password@host:port` or `smtps://...`; options of nodemailer as parameters, such as `?requireTLS=true`. */
  readonly url: string;
  readonly connections: number;
  /** Milliseconds without a sign of the relay until a connection is given up. Relays may take minutes over a mail. */
  readonly silence?: number;
}

/** Mails over one connection; many relays close it themselves soon after. */
const MAILS_PER_CONNECTION = 500;

/** What nodemailer puts on its errors. */
interface SmtpError {
  readonly code?: string;
  /** The system's error, such as ECONNREFUSED. */
  readonly originalCode?: string;
  /** What took too long: CONNECT_TIMEOUT, GREETING_TIMEOUT, UPGRADE_TIMEOUT or SOCKET_TIMEOUT. */
  readonly timeoutType?: string;
  /** SMTP command that was answered. */
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
  readonly recipient?: string;
}

export function smtpTransport({ url, connections, silence = 300_000 }: SmtpSettings): Transport {
  const pool = new SMTPPool({
    url,
    maxConnections: connections,
    maxMessages: MAILS_PER_CONNECTION,
    // Covers connections that the relay closed while they were idle, with nothing of a mail sent.
    maxRequeues: 2,
    connectionTimeout: 30_000,
    greetingTimeout: 30_000,
    socketTimeout: silence,
    // How long a relay may take to close its side after ours.
    socketCloseTimeout: 1000,
  });
  // A connection that breaks while nothing is sent tells nobody; the next mail finds out.
  pool.on('error', () => undefined);
  const extensions = new RelayExtensions(pool.options);
  let isAborted = false;

  return {
    slots: connections,
    async takesUtf8() {
      try {
        return await extensions.has('SMTPUTF8');
      } catch (error) {
        throw new TransportDown(answer(error as SmtpError));
      }
    },
    async send(mail, beforeEnd) {
      let mayHaveArrived = false;
      try {
        const info = await sendOver(pool, mail, async () => {
          await beforeEnd();
          mayHaveArrived = true;
        });
        return resultOf(mail, info.response, (info.rejectedErrors ?? []) as SmtpError[]);
      } catch (error) {
        const smtp = error as SmtpError;
        if (isAborted && !isAnswer(smtp)) {
          if (mayHaveArrived) return putOff(mail, 'no answer from the relay when the gateway stopped');
          throw new TransportDown('the gateway stops');
        }
        // Not from the network: a mail that cannot be built or was called back, which is for the worker to judge.
        if (smtp.code === undefined || smtp.code === 'ESTREAM') throw error;
        if (isAnswer(smtp)) return refusedWhole(mail, smtp);
        if (!hadBegun(smtp)) throw new TransportDown(answer(smtp));
        const down = await pool.verify().then(
          () => null,
          (reason: SmtpError) => answer(reason),
        );
        return { ...putOff(mail, answer(smtp)), ...(down ? { down } : {}) };
      }
    },
    abort() {
      isAborted = true;
      extensions.abort();
      pool.close({ force: true });
    },
    async close() {
      pool.close();
    },
  };
}

/** Bytes that are handed to the connection at a time. */
const CHUNK = 256 * 1024;

/** Gives the pool what it asks of a mail; nodemailer's own composer stays out of the way. */
function sendOver(
  pool: SMTPPool,
  { bytes, envelope, messageId }: ComposedMail,
  beforeEnd: () => Promise<void>,
): Promise<SMTPPoolSentMessageInfo> {
  const mail = {
    data: {},
    message: {
      getEnvelope: () => ({ from: envelope.from, to: [...envelope.to], size: bytes.length }),
      messageId: () => messageId,
      getHeader: () => messageId,
      createReadStream: () => inChunks(bytes, beforeEnd),
    },
  };
  return new Promise((resolve, reject) => {
    pool.send(mail as unknown as Parameters<SMTPPool['send']>[0], (error, info) => {
      if (info) resolve(info);
      else reject(error ?? new Error('the pool gave neither an error nor a result'));
    });
  });
}

/** The end of the stream is the dot that ends the mail: until then the relay keeps nothing of it. */
function inChunks(bytes: Buffer, beforeEnd: () => Promise<void>): Readable {
  let at = 0;
  let isEnding = false;
  return new Readable({
    read() {
      if (at < bytes.length) {
        this.push(bytes.subarray(at, at + CHUNK));
        at += CHUNK;
      } else if (!isEnding) {
        isEnding = true;
        beforeEnd().then(
          () => this.push(null),
          (error: Error) => this.destroy(error),
        );
      }
    },
  });
}

/** A mail of which it is not known whether anybody got it. */
function putOff(mail: ComposedMail, response: string): SendResult {
  const deferred = mail.recipients.map((address) => ({ address, response }));
  return { accepted: [], deferred, refused: [], response };
}

/** A mail that at least one recipient got. */
function resultOf(mail: ComposedMail, response: string, errors: readonly SmtpError[]): SendResult {
  const refusals = new Map(errors.map((error) => [error.recipient, error] as const));
  return { ...judged(mail, (travelled) => refusals.get(travelled) ?? null), response };
}

/** A mail that nobody got, by the relay's or nodemailer's own verdict on it. */
function refusedWhole(mail: ComposedMail, error: SmtpError & { rejectedErrors?: SmtpError[] }): SendResult {
  const refusals = new Map((error.rejectedErrors ?? []).map((e) => [e.recipient, e] as const));
  return { ...judged(mail, (travelled) => refusals.get(travelled) ?? error), response: answer(error) };
}

/** Sorts the recipients by what was said against them. */
function judged(
  mail: ComposedMail,
  refusalOf: (travelled: string) => SmtpError | null,
): Omit<SendResult, 'response'> {
  const accepted: string[] = [];
  const deferred: Refusal[] = [];
  const refused: Refusal[] = [];
  mail.recipients.forEach((address, i) => {
    const error = refusalOf(mail.envelope.to[i]!);
    if (!error) accepted.push(address);
    else {
      const refusal = { address, response: answer(error), isBounce: isBounce(error) };
      (isPermanent(error) ? refused : deferred).push(refusal);
    }
  });
  return { accepted, deferred, refused };
}

/** The relay (or nodemailer, about the addresses) refused this mail; the connection is none of the trouble. */
const isAnswer = ({ code }: SmtpError): boolean => code === 'EENVELOPE' || code === 'EMESSAGE';

/** Without a number it is nodemailer that will not send such a mail, ever. 503 speaks of the session, not the mail. */
const isPermanent = ({ responseCode }: SmtpError): boolean =>
  responseCode === undefined || (responseCode >= 500 && responseCode !== 503);

/** Refused at RCPT or DATA. Before them a server speaks of us and of the sender, and 503 is about the session. */
const isBounce = ({ responseCode = 0, command = '' }: SmtpError): boolean =>
  responseCode >= 400 && responseCode !== 503 && /^(?:RCPT|DATA)/.test(command);

/** Failures before a mail can begin: no way to the relay, or the relay does not let us in. */
const NOT_BEGUN = new Set([
  'EDNS',
  'ETLS',
  'EREQUIRETLS',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'EPROXY',
  'ECONFIG',
]);
const NO_WAY = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
/** A TLS session that did not come about: the relay's certificate, or the handshake. Names of OpenSSL and Node.js. */
const NO_TLS =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|ERR_TLS_|ERR_SSL_)/;
const TOO_EARLY = /^Invalid (?:greeting|LHLO|HELO)|^Server terminates connection|number of retries/;

/** False if nothing of the mail can have reached the relay, because no session came about. */
function hadBegun({
  code = '',
  originalCode = '',
  timeoutType,
  command = '',
  message = '',
}: SmtpError): boolean {
  if (NOT_BEGUN.has(code) || NO_WAY.has(originalCode) || NO_TLS.test(originalCode)) return false;
  if (TOO_EARLY.test(message)) return false;
  if (timeoutType !== undefined && timeoutType !== 'SOCKET_TIMEOUT') return false;
  return !/^(?:EHLO|HELO|LHLO|STARTTLS|AUTH)/.test(command);
}

const answer = ({ response, message }: SmtpError): string => response ?? message ?? 'no answer';
