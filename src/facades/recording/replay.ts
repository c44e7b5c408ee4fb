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
  readonly licences: ReplayLicences;
  readonly registry: Registry;
  /** Send calls that change data, too. */
  readonly allowWrites: boolean;
  /** Names of elements, or of operations, whose value does not count, beside those of `VOLATILE`. */
  readonly masked: readonly string[];
}

/** Contents of licence files of that gateway. */
export interface ReplayLicences {
  /** The first stands for `{{licence-1}}` of the recording, and so on. */
  readonly inOrder: readonly string[];
  /** By what they stand for: `licence-2`, or `session-3` for a session that was open before the recording began. */
  readonly named: ReadonlyMap<string, string>;
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
  await run.checkLicences();
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

  /**
   * Before anything is sent.
   * @throws {ReplayError} if a call that will be sent needs a licence that is not given, or one is given in vain
   */
  async checkLicences(): Promise<void> {
    const needed = new Map<string, { readonly number: number; readonly isThere: boolean }>();
    const opened = new Set<string>();
    for await (const exchange of readExchanges(this.#options.folder)) {
      if (this.#isLeftOut(exchange)) continue;
      for (const [placeholder, kind] of exchange.request.matchAll(PLACEHOLDER)) {
        const name = nameOf(placeholder);
        if (needed.has(name) || opened.has(name)) continue;
        const licence = kind === 'licence' ? this.#licence(name) : this.#licenceOfSession(name);
        needed.set(name, { number: exchange.number, isThere: licence !== undefined });
      }
      if (exchange.operation === LOGIN)
        for (const [placeholder] of exchange.answer.matchAll(PLACEHOLDER)) opened.add(nameOf(placeholder));
    }
    const missing = [...needed].filter(([, { isThere }]) => !isThere);
    if (missing.length > 0)
      throw new ReplayError(
        `No licence is given for ${missing.map(([name, { number }]) => `${name} (first in call ${number})`).join(', ')}. Give one for each licence of the recording, in their order: --licence FILE --licence FILE; or say which it is: ${missing.map(([name]) => `--licence ${name}=FILE`).join(' ')}.`,
      );
    const { inOrder, named } = this.#options.licences;
    const names = [...inOrder.map((_, place) => `licence-${place + 1}`), ...named.keys()];
    // A single one stands for all sessions that were open before, too.
    const vain = names.find((name) => !needed.has(name) && names.length > 1);
    if (vain && needed.size > 0)
      throw new ReplayError(`A licence is given for ${vain}, which no call that is sent has.`);
  }

  #licence(name: string): string | undefined {
    const { inOrder, named } = this.#options.licences;
    return named.get(name) ?? inOrder[Number(name.replace('licence-', '')) - 1];
  }

  /** Of a session that was open before the recording began. If there is one licence only, it is that one's. */
  #licenceOfSession(name: string): string | undefined {
    const { inOrder, named } = this.#options.licences;
    const all = new Set([...inOrder, ...named.values()]);
    return named.get(name) ?? (all.size === 1 ? [...all][0] : undefined);
  }

  #isLeftOut({ failure, operation }: Exchange): boolean {
    return failure !== '' || !(this.#options.allowWrites || this.#isReading(operation));
  }

  async repeat(exchange: Exchange): Promise<Replayed> {
    const { number, operation } = exchange;
    if (this.#isLeftOut(exchange)) return { number, operation, result: 'leftOut', differences: [] };
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
        this.#sessions.set(
          placeholder,
          await this.#openSession(this.#licenceOfSession(nameOf(placeholder))!),
        );
    }
    return request.replace(PLACEHOLDER, (placeholder, kind) =>
      escapeXml(kind === 'licence' ? this.#licence(nameOf(placeholder))! : this.#sessions.get(placeholder)!),
    );
  }

  async #openSession(licence: string): Promise<string> {
    const login = `<Envelope xmlns="${ENVELOPE_NAMESPACE}"><Body><${LOGIN} xmlns="${RPC_NAMESPACE}"><license>${escapeXml(licence)}</license></${LOGIN}></Body></Envelope>`;
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

/** `licence-1`, of `{{licence-1}}`. */
const nameOf = (placeholder: string): string => placeholder.slice(2, -2);

/** Null if it is no SOAP message. */
function shapeOf(xml: string): Shape | null {
  try {
    return answerShape(xml);
  } catch {
    return null;
  }
}
