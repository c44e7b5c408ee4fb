/** The REST door: JSON over `/rest`, with the errors, headers and habits that programs of the platform know. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { NO_CREDENTIAL, type Credential } from '../../contract/credential';
import type { Endpoint } from '../../contract/endpoint';
import { ApiError, fail, type ErrorCode } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import { Registry } from '../../contract/registry';
import type { JsonValue, WireType } from '../../contract/wireTypes';
import { decodeJson, JsonMismatch, pathText, type DecodeOptions } from '../json/decodeJson';
import { JsonSyntaxError, readJson } from '../json/readJson';
import { readBasic, readPair } from '../json/basicCredential';
import { Router } from '../json/router';
import { isNull, writeJson } from '../json/writeJson';
import type { Door, DoorOptions } from '../wire/door';
import type { Message, Receiver } from '../wire/intake';
import { openApi } from '../json/openApi';
import { publicAddress } from '../web/publicAddress';

export interface RestDoorOptions extends Omit<DoorOptions, 'registry'> {
  readonly endpoints: readonly Endpoint[];
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  readonly version: string;
}

export const REST_ROOT = '/rest';
/** An article of the vendor prints the addresses of single messages without the root. */
const MESSAGES = '/msg';
export const REST_DESCRIPTION = '/openapi.json';

const JSON_TYPE = 'application/json';
const ANY_VERSION = /application\/vnd\.whatcounts-v(\d+)\+json/gi;
const KEY = /^K[a-z2-7]{32}$/;
/** Of the path and query. */
const MAX_URL = 8192;

export function createRestDoor(options: RestDoorOptions): Door {
  const router = new Router(options.endpoints);
  // Refuses, at start, definitions that contradict themselves or one another.
  new Registry(options.endpoints.map(({ operation }) => operation));
  return (request, response) => {
    const target = request.url!;
    const [path = ''] = target.split('?', 1);
    const below = pathBelow(path);
    if (below === null) return false;
    const passage = new RestCall(request, below, router, options);
    options.intake.take(request, response, passage);
    return true;
  };
}

/** The part behind the root, or null for a path of others. */
function pathBelow(path: string): string | null {
  const root = path.slice(0, REST_ROOT.length + 1).toLowerCase();
  if (root === REST_ROOT || root === `${REST_ROOT}/`) return path.slice(REST_ROOT.length);
  const messages = path.slice(0, MESSAGES.length + 1).toLowerCase();
  return messages === MESSAGES || messages === `${MESSAGES}/` ? path : null;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly allow?: string;
}

class RestCall implements Receiver, Call<Answer> {
  readonly door = 'rest';
  readonly refusal = { contentType: JSON_TYPE };
  readonly #request: IncomingMessage;
  readonly #options: RestDoorOptions;
  readonly #path: string;
  readonly #router: Router;
  readonly #query: URLSearchParams;
  #message: Message | null = null;
  #endpoint: Endpoint | null = null;
  operationName = '-';
  startedAt = performance.now();

  constructor(request: IncomingMessage, path: string, router: Router, options: RestDoorOptions) {
    this.#request = request;
    this.#options = options;
    this.#path = path;
    this.#router = router;
    const at = request.url!.indexOf('?');
    this.#query = new URLSearchParams(at < 0 ? '' : request.url!.slice(at + 1, MAX_URL));
  }

  get address(): string {
    return this.#message!.address;
  }

  get bytesIn(): number {
    return this.#message!.size;
  }

  isAbandoned(): boolean {
    return this.#message!.isAbandoned;
  }

  // --- what the intake asks

  credentialOf(): Credential {
    const basic = readBasic(this.#request.headers.authorization);
    const header = this.#request.headers['x-api-key'];
    const given = typeof header === 'string' ? header.trim() : '';
    if (!basic) return KEY.test(given) ? { kind: 'key', door: 'rest', key: given } : NO_CREDENTIAL;
    const pair = given === '' || KEY.test(given) ? null : readPair(given);
    // Something that is no pair is no client of this realm either.
    const client =
      given === '' || KEY.test(given) ? null : { name: pair?.user ?? '-', code: pair?.password ?? '' };
    return { kind: 'password', realm: basic.user, password: basic.password, client };
  }

  weightOf({ body }: Message): number {
    return body.length * 10;
  }

  encodeRefusal(error: ApiError): Buffer {
    return Buffer.from(this.encodeError(error).body);
  }

  answer(
    error: ApiError | null,
    message: Message,
    send: (status: number, answer: Buffer, form: { contentType: string; headers: string[] }) => void,
  ): void {
    this.#message = message;
    this.startedAt = performance.now();
    const { pipeline } = this.#options;
    const reply = ({ status, body, allow }: Answer): void =>
      send(status, Buffer.from(body), {
        contentType: status === 204 ? '' : JSON_TYPE,
        headers: [
          'Link',
          `<${publicAddress(this.#request, this.#options.publicUrl, this.#options.trustProxy)}${this.#request.url!}>;`,
          ...(allow ? ['Allow', allow] : []),
          ...(this.#asksForSnapshot() ? ['X-Snapshot', 'unavailable'] : []),
          ...(status === 401 ? ['WWW-Authenticate', 'Basic realm="rest", charset="UTF-8"'] : []),
          ...(status === 503 || status === 429 ? ['Retry-After', '1'] : []),
        ],
      });
    this.#run(error).then(reply, (defect: unknown) => reply(pipeline.refuse<Answer>(this, defect)));
  }

  /** Pictures of messages are not made here, which callers who ask for one are told. */
  #asksForSnapshot(): boolean {
    return this.#query.get('snapshot') === '1' && this.#endpoint?.query.includes('snapshot') === true;
  }

  async #run(error: ApiError | null): Promise<Answer> {
    const { pipeline } = this.#options;
    try {
      if (error) throw error;
      const answer = this.#withoutCall();
      if (answer) return answer;
      const route = this.#router.find(this.#request.method!, this.#path);
      if (route.kind === 'unreadable')
        fail('request.malformed', { reason: 'its path has a % that encodes nothing' });
      if (route.kind === 'otherMethod')
        return { ...this.#error(405, 'Method Not Allowed'), allow: route.allowed.join(', ') };
      // Who is nobody learns nothing of what there is.
      if (route.kind !== 'found') {
        if (this.credentialOf().kind === 'none') fail('credential.invalid');
        return this.#error(404, 'Not Found');
      }
      this.#endpoint = route.endpoint;
      this.operationName = route.endpoint.operation.name;
      const credential = this.credentialOf();
      if (credential.kind === 'none') fail('credential.invalid');
      const { operation } = route.endpoint;
      const args = this.#arguments(route.endpoint, route.values);
      return await pipeline.invoke<Answer>(operation, operation.forms[0]!, credential, args, this);
    } catch (refused) {
      return pipeline.refuse<Answer>(this, refused);
    }
  }

  /** The description of the interface, which is no secret; and what is not understood at all. */
  #withoutCall(): Answer | null {
    if (this.#request.url!.length > MAX_URL) return this.#error(414, 'URI Too Long');
    const versions = [...(this.#request.headers.accept ?? '').matchAll(ANY_VERSION)].map(
      ([, version]) => version,
    );
    if (versions.length > 0 && !versions.includes('1')) return this.#error(406, 'Not Acceptable');
    if (this.#request.method !== 'GET' || this.#path.toLowerCase() !== REST_DESCRIPTION) return null;
    const { endpoints, version, publicUrl, trustProxy } = this.#options;
    const base = `${publicAddress(this.#request, publicUrl, trustProxy)}${REST_ROOT}`;
    return { status: 200, body: JSON.stringify(openApi(endpoints, { base, version })) };
  }

  #arguments(endpoint: Endpoint, values: ReadonlyMap<string, string>): ArgumentSource {
    const body = endpoint.body === null ? undefined : this.#body(endpoint);
    return {
      read: (name, type, timeZone = 'UTC') => {
        const options: DecodeOptions = { timeZone, isLenient: true, unknownNames: 'ignored' };
        if (name === endpoint.body) return decoded(type, body, options, []);
        const text = endpoint.query.includes(name) ? this.#query.get(name) : values.get(name);
        return text === null || text === undefined ? undefined : decoded(type, text, options, [name]);
      },
    };
  }

  /** @throws {ApiError} */
  #body({ operation, method, body: name }: Endpoint): JsonValue | undefined {
    const { body } = this.#message!;
    const isOptional = operation.parameters[name!]!.optional;
    if (body.length === 0) return undefined;
    const { maxDepth, maxElements } = this.#options.limits;
    let value: JsonValue;
    try {
      value = readJson(new TextDecoder('utf-8', { fatal: true }).decode(body), { maxDepth, maxElements });
    } catch (error) {
      if (error instanceof JsonSyntaxError)
        throw new ApiError(error.isTooLarge ? 'request.tooLarge' : 'request.malformed', {
          reason: `its body is not JSON that is taken here: ${error.message}`,
        });
      throw new ApiError('request.malformed', { reason: 'its body is not UTF-8' });
    }
    // Some clients send `true` or `false` with calls that have no body.
    return typeof value === 'boolean' && (isOptional || method === 'DELETE') ? undefined : value;
  }

  // --- what the pipeline asks

  encodeResult(value: unknown): Answer {
    const { operation, status } = this.#endpoint!;
    if (status === 204) return { status, body: '' };
    const dropsBlanks = this.#query.get('_body') === 'false';
    const isLeftOut = (item: unknown): boolean => isNull(item) || (dropsBlanks && item === '');
    return { status, body: writeJson(operation.forms[0]!.result, value, { isLeftOut }) };
  }

  encodeError(error: ApiError): Answer {
    if (error.entry.http === 401) return this.#error(401, 'Unauthorized');
    const { code } = error;
    if (this.#request.method === 'DELETE' && error.entry.http === 404)
      return this.#error(404, 'Delete Failed: Unable to find resource to delete');
    return this.#error(statusOf(error), TEXTS[code] ?? error.message);
  }

  #error(statusCode: number, error: string): Answer {
    const status = STATUS_CODES[statusCode] ?? 'Error';
    return { status: statusCode, body: JSON.stringify({ error, status, statusCode }) };
  }

  sizeOf({ body }: Answer): number {
    return body.length;
  }
}

/** Texts that programs compare, where the catalogue has others. */
const TEXTS: Partial<Record<ErrorCode, string>> = { 'contact.notFound': 'Subscriber Not Found' };

/** Clients try again on 404 and above, so what is not a missing thing is 400 if it is not something special. */
function statusOf({ code, entry: { http } }: ApiError): number {
  // A field stands in the body; what is missing is not what the address names.
  return http === 409 || http === 422 || code === 'field.notFound' ? 400 : http;
}

/** @throws {ApiError} `argument.invalid` */
function decoded(
  type: WireType,
  value: JsonValue | undefined,
  options: DecodeOptions,
  path: readonly string[],
): unknown {
  try {
    return decodeJson(type, value, options, path);
  } catch (error) {
    if (!(error instanceof JsonMismatch)) throw error;
    throw new ApiError('argument.invalid', { name: pathText(error.path) || 'body', reason: error.reason });
  }
}
