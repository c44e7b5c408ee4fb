/**
 * Stands in front of another endpoint and passes everything on, both ways, byte for byte; SOAP calls are also written to
 * disk. Whatever goes wrong with the writing, the client never notices.
 */
import {
  createServer,
  request as httpRequest,
  Agent,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, unzip } from 'node:zlib';
import type { Registry } from '../../contract/registry';
import { decodeText } from '../wire/decodeText';
import { joinSurrogates } from '../wire/joinSurrogates';
import { writeExchange, type ExchangeFacts } from './exchange';
import { SecretMasker } from './secretMasker';

export interface RecorderOptions {
  /** Scheme and host; paths stay as clients send them. */
  readonly upstream: URL;
  /** An empty folder. */
  readonly folder: string;
  readonly registry: Registry;
  /** Told what a person should know. */
  readonly note: (text: string) => void;
}

/** What was done, so far. */
export interface RecorderCounts {
  /** SOAP calls that are on disk. */
  recorded: number;
  /** Requests of other kinds, such as a WSDL. */
  passedOn: number;
  /** Calls that could not be written, or in which nobody could tell what is secret. */
  unrecorded: number;
}

/** What concerns one connection only, and is never passed on. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade'],
  // Answered here already.
  'expect',
]);
/** A call that is larger is passed on and not recorded. */
const MAX_BYTES = 64 * 1024 * 1024;

export class Recorder {
  readonly counts: RecorderCounts = { recorded: 0, passedOn: 0, unrecorded: 0 };
  readonly #options: RecorderOptions;
  readonly #masker: SecretMasker;
  readonly #server: Server;
  readonly #agent: Agent;
  readonly #writing = new Set<Promise<void>>();
  #begun = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#masker = new SecretMasker(options.registry);
    const isTls = options.upstream.protocol === 'https:';
    this.#agent = new (isTls ? TlsAgent : Agent)({ keepAlive: true });
    this.#server = createServer((request, response) => this.#take(request, response));
    // The client's and the other endpoint's patience count, not ours.
    this.#server.requestTimeout = 0;
  }

  /** @returns the port */
  async listen(port: number, address: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, address, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Lets calls under way finish, and their records be written. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await closed;
    this.#agent.destroy();
    await Promise.all(this.#writing);
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const call = new PassedCall(request);
    if (request.method === 'POST') {
      call.number = ++this.#begun;
      collect(request, call.request);
    } else this.counts.passedOn += 1;
    const { upstream } = this.#options;
    const send = upstream.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send({
      agent: this.#agent,
      host: upstream.hostname.replace(/^\[|\]$/g, ''),
      port: upstream.port || undefined,
      method: request.method,
      path: request.url,
      setHost: false,
      headers: [...passedHeaders(request.rawHeaders, ['host']), 'Host', upstream.host] as never,
    });
    const end = (failure: string): void => {
      if (call.number > 0 && !call.isOver) {
        call.isOver = true;
        const writing = this.#record(call, failure).finally(() => this.#writing.delete(writing));
        this.#writing.add(writing);
      }
    };
    outgoing.on('response', (answer) => {
      call.answer = answer;
      if (call.number > 0) collect(answer, call.received);
      response.sendDate = false;
      response.writeHead(answer.statusCode!, answer.statusMessage, passedHeaders(answer.rawHeaders, []));
      answer.pipe(response);
      answer.on('end', () => end(''));
      answer.on('error', () => {
        end('the answer broke off');
        response.destroy();
      });
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      end(`the endpoint failed (${error.code ?? 'unknown'})`);
      if (call.answer) response.destroy();
      else if (!response.headersSent && !response.destroyed) refuse(response, error.code);
    });
    response.on('close', () => {
      if (response.writableFinished) return;
      end('the client went away');
      outgoing.destroy();
    });
    request.on('error', () => outgoing.destroy());
    request.pipe(outgoing);
  }

  /** Never rejects. */
  async #record(call: PassedCall, failure: string): Promise<void> {
    try {
      const { operation, text } = this.#masker.request(await messageText(call.incoming, call.request));
      const answer = call.answer ? await messageText(call.answer, call.received) : '';
      await writeExchange(this.#options.folder, {
        ...factsOf(call, failure),
        operation,
        request: text,
        answer: this.#masker.answer(operation, answer),
      });
      this.counts.recorded += 1;
    } catch (error) {
      this.counts.unrecorded += 1;
      // What the message holds stays out of it: it may be what should have been masked.
      const { code } = error as NodeJS.ErrnoException;
      this.#options.note(
        `Call ${call.number} is not recorded (${code ?? 'it is no readable SOAP message'}).`,
      );
    }
  }
}

/** The body of a message, as far as it is kept. */
interface Body {
  readonly chunks: Buffer[];
  bytes: number;
}

class PassedCall {
  readonly incoming: IncomingMessage;
  readonly request: Body = { chunks: [], bytes: 0 };
  readonly received: Body = { chunks: [], bytes: 0 };
  readonly startedAt = new Date();
  answer: IncomingMessage | null = null;
  /** 0 for what is not recorded. */
  number = 0;
  isOver = false;

  constructor(incoming: IncomingMessage) {
    this.incoming = incoming;
  }
}

function factsOf(call: PassedCall, failure: string): Omit<ExchangeFacts, 'operation'> {
  const { soapaction } = call.incoming.headers;
  return {
    number: call.number,
    path: call.incoming.url!.split('?', 1)[0]!,
    soapAction: typeof soapaction === 'string' ? soapaction : null,
    status: call.answer?.statusCode ?? 0,
    startedAt: call.startedAt.toISOString(),
    milliseconds: Date.now() - call.startedAt.getTime(),
    failure,
  };
}

function collect(message: IncomingMessage, body: Body): void {
  message.on('data', (chunk: Buffer) => {
    body.bytes += chunk.length;
    if (body.bytes <= MAX_BYTES) body.chunks.push(chunk);
    else body.chunks.length = 0;
  });
}

/** Headers as they came, without those of the connection and `without`. */
function passedHeaders(raw: readonly string[], without: readonly string[]): string[] {
  const passed: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!HOP_BY_HOP.has(name) && !without.includes(name)) passed.push(raw[i]!, raw[i + 1]!);
  }
  return passed;
}

const LIMIT = { maxOutputLength: MAX_BYTES };
const DECOMPRESS: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: (body) => promisify(gunzip)(body, LIMIT),
  'x-gzip': (body) => promisify(gunzip)(body, LIMIT),
  deflate: (body) => promisify(unzip)(body, LIMIT),
  br: (body) => promisify(brotliDecompress)(body, LIMIT),
};

async function messageText({ headers }: IncomingMessage, { chunks, bytes }: Body): Promise<string> {
  if (bytes > MAX_BYTES) throw Object.assign(new Error('too large'), { code: 'it is too large' });
  const body = Buffer.concat(chunks);
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decompress = DECOMPRESS[encoding];
  return joinSurrogates(decodeText(decompress ? await decompress(body) : body, headers['content-type']));
}

function refuse(response: ServerResponse, code: string | undefined): void {
  response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`The endpoint behind this recorder cannot be reached (${code ?? 'unknown'}).\n`);
}
