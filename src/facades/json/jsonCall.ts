/**
 * One call of a JSON door, from the request to the answer: what every vendor's door does alike. A door says by which
 * credential it is called, how its errors look and how it reads values that do not fit.
 */
import type { IncomingMessage } from 'node:http';
import type { Credential } from '../../contract/credential';
import type { Endpoint } from '../../contract/endpoint';
import { ApiError, fail } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import type { RateState } from '../../contract/keyDoors';
import { PlainAnswer } from '../../contract/plainAnswer';
import { Registry } from '../../contract/registry';
import type { JsonValue, WireType } from '../../contract/wireTypes';
import type { Door, DoorOptions } from '../wire/door';
import type { Message, Receiver } from '../wire/intake';
import type { AnswerForm } from '../wire/sendAnswer';
import { decodeJson, JsonMismatch, type DecodeOptions, type JsonPath } from './decodeJson';
import { JsonSyntaxError, readJson } from './readJson';
import { Router } from './router';
import { writeJson, type WriteOptions } from './writeJson';

export interface JsonDoorOptions extends Omit<DoorOptions, 'registry'> {
  readonly endpoints: readonly Endpoint[];
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  readonly version: string;
  /** Whether pictures of messages are made. */
  readonly makesSnapshots?: boolean;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: string | AsyncIterable<string>;
  /** JSON unless given. */
  readonly contentType?: string;
  /** Names and values, one after the other. */
  readonly headers?: readonly string[];
}

const JSON_TYPE = 'application/json';
/** Of the path and query. */
export const MAX_URL = 8192;

/**
 * @param below the part of a path behind the root of the door, or null for a path of others
 * @param make a call of this door
 */
export function createJsonDoor<O extends JsonDoorOptions>(
  options: O,
  below: (path: string) => string | null,
  make: (request: IncomingMessage, path: string, router: Router, options: O) => JsonCall<O>,
): Door {
  const router = new Router(options.endpoints);
  // Refuses, at start, definitions that contradict themselves or one another.
  new Registry(options.endpoints.map(({ operation }) => operation));
  return (request, response) => {
    const [path = ''] = request.url!.split('?', 1);
    const rest = below(path);
    if (rest === null) return false;
    options.intake.take(request, response, make(request, rest, router, options));
    return true;
  };
}

/** The part of a path behind `root` (in any case), or null. */
export function pathBehind(root: string, path: string): string | null {
  const start = path.slice(0, root.length + 1).toLowerCase();
  return start === root || start === `${root}/` ? path.slice(root.length) : null;
}

export abstract class JsonCall<O extends JsonDoorOptions> implements Receiver, Call<JsonAnswer> {
  abstract readonly door: string;
  readonly refusal: { readonly status?: number; readonly contentType: string } = { contentType: JSON_TYPE };
  protected readonly query: URLSearchParams;
  protected message: Message | null = null;
  protected endpoint: Endpoint | null = null;
  protected rate: RateState | null = null;
  #body: JsonValue | undefined;
  operationName = '-';
  startedAt = performance.now();

  constructor(
    protected readonly request: IncomingMessage,
    /** Behind the root of the door. */
    protected readonly path: string,
    private readonly router: Router,
    protected readonly options: O,
  ) {
    const at = request.url!.indexOf('?');
    this.query = new URLSearchParams(at < 0 ? '' : request.url!.slice(at + 1, MAX_URL));
  }

  // --- what a door says

  abstract credentialOf(message?: Message): Credential;
  abstract encodeError(error: ApiError): JsonAnswer;
  /** What has an answer without a call, such as the description of the interface; else null. */
  protected abstract withoutCall(): JsonAnswer | null;
  /** The path is unknown (404), or known with other methods (405). */
  protected abstract notFound(status: 404 | 405, allowed: readonly string[]): JsonAnswer;
  /** The error for a value that does not fit; `path` begins with the parameter, but for bodies. */
  protected abstract misfit(mismatch: JsonMismatch, isBody: boolean): ApiError;
  protected abstract malformed(reason: string): ApiError;
  protected readonly decoding: Omit<DecodeOptions, 'timeZone'> = { isLenient: true, unknownNames: 'ignored' };
  protected writing(): WriteOptions {
    return {};
  }
  protected headers(_answer: JsonAnswer): readonly string[] {
    return [];
  }
  /** Bodies that count as none. */
  protected isNoBody(_body: JsonValue): boolean {
    return false;
  }

  // --- what the intake asks

  get address(): string {
    return this.message!.address;
  }

  get bytesIn(): number {
    return this.message!.size;
  }

  isAbandoned(): boolean {
    return this.message!.isAbandoned;
  }

  noteRate(state: RateState): void {
    this.rate = state;
  }

  weightOf({ body }: Message): number {
    return body.length * 10;
  }

  encodeRefusal(error: ApiError): string {
    return this.encodeError(error).body as string;
  }

  answer(
    error: ApiError | null,
    message: Message,
    send: (status: number, answer: Buffer | AsyncIterable<string>, form: AnswerForm) => void,
  ): void {
    this.message = message;
    this.startedAt = performance.now();
    const { pipeline } = this.options;
    const reply = (answer: JsonAnswer): void => {
      const { status, body, contentType = JSON_TYPE } = answer;
      send(status, typeof body === 'string' ? Buffer.from(body) : body, {
        contentType: status === 204 ? '' : contentType,
        headers: [
          ...(answer.headers ?? []),
          ...(status === 503 || status === 429 ? ['Retry-After', String(this.#waitSeconds())] : []),
          ...this.headers(answer),
        ],
      });
    };
    this.#run(error).then(reply, (defect: unknown) => reply(pipeline.refuse<JsonAnswer>(this, defect)));
  }

  #waitSeconds(): number {
    return this.rate && !this.rate.isAllowed
      ? Math.max(1, Math.ceil((this.rate.resetAt - Date.now()) / 1000))
      : 1;
  }

  async #run(error: ApiError | null): Promise<JsonAnswer> {
    const { pipeline } = this.options;
    try {
      if (error) throw error;
      const answer = this.withoutCall();
      if (answer) return answer;
      const route = this.router.find(this.request.method!, this.path);
      if (route.kind === 'unreadable') throw this.malformed('its path has a % that encodes nothing');
      if (route.kind === 'otherMethod')
        return this.#listed(this.notFound(405, route.allowed), ['Allow', route.allowed.join(', ')]);
      // Who is nobody learns nothing of what there is.
      if (route.kind !== 'found') {
        if (this.credentialOf(this.message!).kind === 'none') fail('credential.invalid');
        return this.notFound(404, []);
      }
      this.endpoint = route.endpoint;
      this.operationName = route.endpoint.operation.name;
      const credential = this.credentialOf(this.message!);
      if (credential.kind === 'none') fail('credential.invalid');
      const { operation } = route.endpoint;
      const args = this.#arguments(route.endpoint, route.values);
      return await pipeline.invoke<JsonAnswer>(operation, operation.forms[0]!, credential, args, this);
    } catch (refused) {
      return pipeline.refuse<JsonAnswer>(this, refused);
    }
  }

  #listed(answer: JsonAnswer, headers: readonly string[]): JsonAnswer {
    return { ...answer, headers: [...(answer.headers ?? []), ...headers] };
  }

  #arguments(endpoint: Endpoint, values: ReadonlyMap<string, string>): ArgumentSource {
    return {
      read: (name, type, timeZone = 'UTC') => {
        const options: DecodeOptions = { timeZone, ...this.decoding };
        if (name === endpoint.body) return this.#decoded(type, this.body(), options, [], true);
        // What stands in a path or query is text, whatever it is to be.
        const lenient = { ...options, isLenient: true };
        if (endpoint.query.includes(name)) {
          if (type.kind !== 'array')
            return this.#decoded(type, this.query.get(name) ?? undefined, lenient, [name]);
          const all = this.query.getAll(name);
          return all.length === 0 ? undefined : this.#decoded(type, all, lenient, [name]);
        }
        return this.#decoded(type, values.get(name), lenient, [name]);
      },
    };
  }

  /** @throws {ApiError} */
  #decoded(
    type: WireType,
    value: JsonValue | undefined,
    options: DecodeOptions,
    path: JsonPath,
    isBody = false,
  ): unknown {
    if (value === undefined && !isBody) return undefined;
    try {
      return decodeJson(type, value, options, path);
    } catch (error) {
      if (error instanceof JsonMismatch) throw this.misfit(error, isBody);
      throw error;
    }
  }

  /** The body, read once; undefined if there is none. @throws {ApiError} */
  protected body(): JsonValue | undefined {
    const { body } = this.message!;
    if (body.length === 0) return undefined;
    if (this.#body !== undefined) return this.#body;
    const { maxDepth, maxElements } = this.options.limits;
    let value: JsonValue;
    try {
      value = readJson(new TextDecoder('utf-8', { fatal: true }).decode(body), { maxDepth, maxElements });
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw this.malformed('its body is not UTF-8');
      const reason = `its body is not JSON that is taken here: ${error.message}`;
      throw error.isTooLarge ? new ApiError('request.tooLarge', { reason }) : this.malformed(reason);
    }
    if (this.isNoBody(value)) return undefined;
    this.#body = value;
    return value;
  }

  // --- what the pipeline asks

  encodeResult(value: unknown): JsonAnswer {
    const { operation, status } = this.endpoint!;
    if (status === 204) return { status, body: '' };
    if (value instanceof PlainAnswer)
      return { status, body: value.content, contentType: value.contentType, headers: value.headers };
    return { status, body: writeJson(operation.forms[0]!.result, value, this.writing()) };
  }

  sizeOf({ body }: JsonAnswer): number {
    return typeof body === 'string' ? body.length : 0;
  }
}
