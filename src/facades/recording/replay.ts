/** Sends a recording to another gateway, call by call in its order, and compares what comes back. */
import type { Registry } from '../../contract/registry';
import { escapeXml } from '../../text/escapeXml';
import { ENVELOPE_NAMESPACE, RPC_NAMESPACE, RPC_PATH } from '../soap/soapNames';
import { decodeText } from '../wire/decodeText';
import { joinSurrogates } from '../wire/joinSurrogates';
import { answerShape, type Shape } from './answerShape';
import { compareAnswers, VOLATILE, type Difference } from './compareAnswers';
import { readExchanges, type Exchange } from './exchange';
import { LOGIN, PLACEHOLDER } from './secretMasker';

export interface ReplayOptions {
  readonly folder: string;
  /** Scheme and host. */
  readonly to: URL;
  /** Content of a licence file of that gateway. */
  readonly licence: string;
  readonly registry: Registry;
  /** Send calls that change data, too. */
  readonly allowWrites: boolean;
  /** Names of elements, or of operations, whose value does not count, beside those of `VOLATILE`. */
  readonly masked: readonly string[];
}

export interface Replayed {
  readonly number: number;
  readonly operation: string;
  /** `leftOut`: it changes data and that was not allowed, or its recording is not whole. */
  readonly result: 'alike' | 'different' | 'leftOut';
  readonly differences: readonly Difference[];
}

/** Where the login's and the version's answers differ, nobody is told anything. */
const VOLATILE_OPERATIONS: readonly string[] = [LOGIN, 'getVersion'];

export async function* replay(options: ReplayOptions): AsyncGenerator<Replayed> {
  const run = new Replay(options);
  for await (const exchange of readExchanges(options.folder)) yield await run.repeat(exchange);
}

class Replay {
  readonly #options: ReplayOptions;
  readonly #masked: ReadonlySet<string>;
  /** Open sessions by the placeholder that the recording has for them. */
  readonly #sessions = new Map<string, string>();

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#masked = new Set([...VOLATILE, ...options.masked].map((name) => name.toLowerCase()));
  }

  async repeat(exchange: Exchange): Promise<Replayed> {
    const { number, operation } = exchange;
    const leftOut = exchange.failure !== '' || !(this.#options.allowWrites || this.#isReading(operation));
    if (leftOut) return { number, operation, result: 'leftOut', differences: [] };
    const answer = await this.#send(
      exchange.path,
      exchange.soapAction,
      await this.#withSecrets(exchange.request),
    );
    const differences = this.#compare(exchange, answer);
    return { number, operation, result: differences.length > 0 ? 'different' : 'alike', differences };
  }

  #isReading(operation: string): boolean {
    const { registry } = this.#options;
    const known =
      registry.get(operation) ??
      registry.all().find(({ forms }) => forms.some(({ documentName }) => documentName === operation));
    return known !== undefined && known.access !== 'write';
  }

  #compare(exchange: Exchange, answer: Answer): Difference[] {
    const { operation } = exchange;
    const status = (code: number): string => `status ${code}`;
    const recorded = shapeOf(exchange.answer);
    const answered = shapeOf(answer.text);
    if (operation === LOGIN && recorded && answered) this.#remember(recorded, answered);
    if (!recorded || !answered) {
      const what = (shape: Shape | null, code: number): string =>
        shape ? 'a SOAP message' : `no SOAP message (${status(code)})`;
      if (!recorded && !answered) return [];
      return [
        { path: '', recorded: what(recorded, exchange.status), answered: what(answered, answer.status) },
      ];
    }
    const isVolatile = VOLATILE_OPERATIONS.includes(operation) || this.#masked.has(operation.toLowerCase());
    const masked = isVolatile ? new Set([...this.#masked, 'result']) : this.#masked;
    const differences = compareAnswers(recorded, answered, masked);
    if (exchange.status !== answer.status && differences.length === 0)
      return [{ path: '', recorded: status(exchange.status), answered: status(answer.status) }];
    return differences;
  }

  /** The session that was answered here stands for the one that was answered then. */
  #remember(recorded: Shape, answered: Shape): void {
    const [then, now] = [recorded.parts[0]?.text, answered.parts[0]?.text];
    if (recorded.name === answered.name && then && now) this.#sessions.set(then.trim(), now.trim());
  }

  async #withSecrets(request: string): Promise<string> {
    for (const [placeholder, kind] of request.matchAll(PLACEHOLDER)) {
      // The client had opened it before the recording began.
      if (kind === 'session' && !this.#sessions.has(placeholder))
        this.#sessions.set(placeholder, await this.#openSession());
    }
    return request.replace(PLACEHOLDER, (placeholder, kind) =>
      escapeXml(kind === 'licence' ? this.#options.licence : this.#sessions.get(placeholder)!),
    );
  }

  async #openSession(): Promise<string> {
    const login = `<Envelope xmlns="${ENVELOPE_NAMESPACE}"><Body><${LOGIN} xmlns="${RPC_NAMESPACE}"><license>${escapeXml(this.#options.licence)}</license></${LOGIN}></Body></Envelope>`;
    const { text } = await this.#send(RPC_PATH, '""', login);
    const answered = shapeOf(text);
    const session = answered?.name === 'answer' ? answered.parts[0]?.text : null;
    if (!session) throw new ReplayError('The gateway does not take this licence.');
    return session;
  }

  async #send(path: string, soapAction: string | null, body: string): Promise<Answer> {
    const { to } = this.#options;
    try {
      const response = await fetch(new URL(path, to), {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: soapAction ?? '""' },
        body,
        redirect: 'manual',
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = decodeText(bytes, response.headers.get('content-type') ?? undefined);
      return { status: response.status, text: joinSurrogates(text) };
    } catch (error) {
      const { cause, name } = error as { cause?: { code?: string }; name: string };
      throw new ReplayError(`${to.origin} cannot be reached (${cause?.code ?? name}).`);
    }
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A replay that cannot go on; the text is for people. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

/** Null where it is no SOAP message. */
function shapeOf(xml: string): Shape | null {
  try {
    return answerShape(xml);
  } catch {
    return null;
  }
}
