/**
 * What stands between the network and every door that reads whole messages: it bounds what all requests together may
 * hold and do, so that no caller stops the others, and refuses what is too much before it has cost anything.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential } from '../../contract/credential';
import { ApiError } from '../../contract/errorCatalogue';
import { Admission, RETRY_AFTER_SECONDS, type AdmissionLimits, type CallerKey } from './admission';
import { ByteBudget } from './byteBudget';
import { callerAddress } from './callerAddress';
import { HeavyCalls } from './heavyCalls';
import { compressionOf, inflate } from './inflate';
import { countedBytes, readBody } from './readBody';
import { sendAnswer, sendParts, sendRefusal, type AnswerForm } from './sendAnswer';

export interface IntakeOptions {
  /** Bytes of one message, as sent and after decompression. */
  readonly maxBytes: number;
  /** Bytes that all messages together may hold, arriving or waiting; and as many again once they are read. */
  readonly maxBufferedBytes: number;
  readonly admission: AdmissionLimits;
  /** Take the caller's address from X-Forwarded-For. */
  readonly trustProxy: boolean;
  /** The realm of a session in recent use, so that realms share the places; null if it is not known. */
  readonly realmOfSession: (session: string) => number | null;
  /** The same for what stands in a header or beside the arguments. */
  readonly realmOfCredential?: (credential: Credential, address: string) => number | null;
  readonly log: { warn(message: string, fields: Record<string, unknown>): unknown };
}

export const DEFAULT_BUFFERED_BYTES = 128 * 1024 * 1024;

/** A request that was taken in, its body whole and decompressed. */
export interface Message {
  readonly body: Buffer;
  /** Bytes that came over the wire. */
  readonly size: number;
  readonly contentType: string | undefined;
  /** Network address of the caller. */
  readonly address: string;
  /** True once nobody waits for the answer any more. */
  readonly isAbandoned: boolean;
}

/** What a door does with its requests. */
export interface Receiver {
  /** Answers a message; or, in the form of the door, the error for which it could not be read. Calls `send` once. */
  answer(error: ApiError | null, message: Message, send: Send): void;
  /** How many bytes a large message may come to once it is read. */
  weightOf(message: Message): number;
  /** The answer to a call that is refused because there are too many. */
  encodeRefusal(error: ApiError): string;
  /** How that is sent, if it is not as XML with status 503. */
  readonly refusal?: { readonly status?: number; readonly contentType: string };
  /** With what the caller proves who they are, if it is no session at the begin of the body; need not be right. */
  credentialOf?(message: Message): Credential;
}

/** An answer in parts is asked for as fast as the caller reads, and keeps the call's place until then. */
export type Send = (status: number, answer: Buffer | AsyncIterable<string>, form?: AnswerForm) => void;

/** Messages from which on the memory for what they are read into is rationed. */
const LARGE_BYTES = 64 * 1024;
/** The session stands among the first arguments. */
const SESSION_WITHIN = 2048;
const SESSION = /S[a-z2-7]{32}/;
const NOTHING = Buffer.alloc(0);
const LOG_EVERY_MILLISECONDS = 1000;
const OVERLOADED = new ApiError('server.overloaded', { seconds: RETRY_AFTER_SECONDS });

export class Intake {
  readonly options: IntakeOptions;
  readonly admission: Admission;
  readonly buffered: ByteBudget;
  readonly heavy: HeavyCalls;
  readonly #refusals = new WeakMap<Receiver, string>();
  #refused = 0;

  constructor(options: IntakeOptions) {
    this.options = options;
    this.admission = new Admission(options.admission, this.overloaded);
    this.buffered = new ByteBudget(options.maxBufferedBytes);
    this.heavy = new HeavyCalls(options.maxBufferedBytes, this.overloaded);
  }

  /** Reads a request, lets the door answer it when it is its turn, and sends the answer. */
  take(request: IncomingMessage, response: ServerResponse, receiver: Receiver): void {
    new Passage(this, request, response, receiver).begin();
  }

  /** The error for a call that there is no room for. One line a second says how many there were. */
  readonly overloaded = (): ApiError => {
    if (this.#refused++ === 0) {
      setTimeout(() => {
        this.options.log.warn('calls refused: too many at once', { refused: this.#refused });
        this.#refused = 0;
      }, LOG_EVERY_MILLISECONDS).unref();
    }
    return OVERLOADED;
  };

  /** How a door says that there are too many. Written once: a refusal has to cost as little as can be. */
  refusalOf(receiver: Receiver): string {
    let refusal = this.#refusals.get(receiver);
    if (refusal === undefined) {
      refusal = receiver.encodeRefusal(OVERLOADED);
      this.#refusals.set(receiver, refusal);
    }
    return refusal;
  }

  /** Whose share of the places a call takes: its realm's where that can be seen at a glance, else its address's. */
  keyOf(body: Buffer, address: string): CallerKey {
    const session = SESSION.exec(body.toString('latin1', 0, SESSION_WITHIN))?.[0];
    return (session === undefined ? null : this.options.realmOfSession(session)) ?? address;
  }
}

/** The way of one request through the intake. */
class Passage implements Message {
  readonly #intake: Intake;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #receiver: Receiver;
  readonly address: string;
  body: Buffer = NOTHING;
  size = 0;
  /** What is to be given back in the end. */
  #key: CallerKey | null = null;
  #buffered = 0;
  #weight = 0;

  constructor(intake: Intake, request: IncomingMessage, response: ServerResponse, receiver: Receiver) {
    this.#intake = intake;
    this.#request = request;
    this.#response = response;
    this.#receiver = receiver;
    this.address = callerAddress(request, intake.options.trustProxy);
  }

  get contentType(): string | undefined {
    return this.#request.headers['content-type'];
  }

  get isAbandoned(): boolean {
    return this.#response.destroyed;
  }

  begin(): void {
    const { admission, buffered, options, overloaded } = this.#intake;
    if (admission.isFull) return this.#refuse(overloaded());
    readBody(this.#request, options.maxBytes, buffered, overloaded, (error, body, size) => {
      this.size = size;
      if (error) return this.#refuse(error);
      this.#buffered = countedBytes(size);
      this.body = body;
      this.#admit();
    });
  }

  #admit(): void {
    const { admission } = this.#intake;
    const compression = compressionOf(this.#request.headers['content-encoding']);
    const key = compression === null ? this.#callerKey() : this.address;
    admission.enter(
      key,
      () => {
        this.#key = key;
        if (this.isAbandoned) this.#leave();
        else if (compression === null) this.#weigh();
        else this.#inflate(compression);
      },
      (error) => this.#refuse(error),
    );
  }

  #callerKey(): CallerKey {
    const credential = this.#receiver.credentialOf?.(this);
    if (!credential) return this.#intake.keyOf(this.body, this.address);
    return this.#intake.options.realmOfCredential?.(credential, this.address) ?? this.address;
  }

  #inflate(compression: string): void {
    const { buffered, options, overloaded } = this.#intake;
    inflate(compression, this.body, options.maxBytes, buffered, overloaded, (error, body) => {
      buffered.release(this.#buffered);
      this.#buffered = body.length;
      this.body = body;
      if (error) this.#refuse(error);
      else this.#weigh();
    });
  }

  #weigh(): void {
    if (this.body.length <= LARGE_BYTES) return this.#answer(null);
    const weight = this.#receiver.weightOf(this);
    this.#intake.heavy.enter(
      weight,
      () => {
        this.#weight = weight;
        if (this.isAbandoned) this.#leave();
        else this.#answer(null);
      },
      (error) => this.#refuse(error),
    );
  }

  #answer(error: ApiError | null): void {
    this.#receiver.answer(error, this, (status, answer, form) => {
      if (!Buffer.isBuffer(answer)) {
        void sendParts(this.#response, status, answer, form).then(() => this.#leave());
        return;
      }
      this.#leave();
      sendAnswer(this.#request, this.#response, status, answer, this.#intake.buffered, form);
    });
  }

  #refuse(error: ApiError): void {
    if (error.code !== 'server.overloaded') return this.#answer(error);
    this.#leave();
    const refusal = this.#intake.refusalOf(this.#receiver);
    sendRefusal(this.#request, this.#response, refusal, this.#receiver.refusal);
  }

  /** Gives back everything that the request held. */
  #leave(): void {
    const { admission, buffered, heavy } = this.#intake;
    buffered.release(this.#buffered);
    this.#buffered = 0;
    this.body = NOTHING;
    if (this.#weight > 0) heavy.leave(this.#weight);
    this.#weight = 0;
    if (this.#key !== null) admission.leave(this.#key);
    this.#key = null;
  }
}
