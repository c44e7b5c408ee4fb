/** The Iterable door: JSON below `/api`, with the keys, envelopes and error codes that programs of that vendor know. */
import { NO_CREDENTIAL, type Credential } from '../../contract/credential';
import type { ApiError, ErrorCode } from '../../contract/errorCatalogue';
import { VendorError } from '../../contract/vendorError';
import type { JsonValue } from '../../contract/wireTypes';
import type { Expected, JsonMismatch, JsonPath } from '../json/decodeJson';
import {
  createJsonDoor,
  JsonCall,
  MAX_URL,
  pathBehind,
  type JsonAnswer,
  type JsonDoorOptions,
} from '../json/jsonCall';
import { openApi } from '../json/openApi';
import type { WriteOptions } from '../json/writeJson';
import { publicAddress } from '../web/publicAddress';
import type { Door } from '../wire/door';
import type { Message } from '../wire/intake';

export const ITERABLE_ROOT = '/api';
/** The same below a name of its own, for whoever has other programs below `/api`. */
const NAMED_ROOT = '/iterable/api';
export const ITERABLE_DESCRIPTION = '/openapi.json';

/** Some proxies drop headers with a low line in their names, and some clients send no others. */
const KEY_HEADERS = ['api-key', 'api_key'] as const;
const KEY = /^[0-9a-f]{32}$/;
/** Places of older programs. */
const KEY_PARAMETERS = ['api_key', 'apiKey'] as const;
const KEY_IN_BODY = /"(?:api_key|apiKey)"\s*:\s*"([0-9a-f]{32})"/;
const BODY_WITHIN = 2048;

export const createIterableDoor = (options: JsonDoorOptions): Door =>
  createJsonDoor(
    options,
    (path) => pathBehind(NAMED_ROOT, path) ?? pathBehind(ITERABLE_ROOT, path),
    (request, path, router, of) => new IterableCall(request, path, router, of),
  );

class IterableCall extends JsonCall<JsonDoorOptions> {
  readonly door = 'iterable';
  protected override readonly decoding = { isLenient: false, unknownNames: 'ignored' } as const;

  credentialOf(message?: Message): Credential {
    const key = this.#key(message);
    return key === null ? NO_CREDENTIAL : { kind: 'key', door: 'iterable', key };
  }

  #key(message: Message | undefined): string | null {
    const { headers } = this.request;
    for (const name of KEY_HEADERS) {
      const given = headers[name];
      if (typeof given === 'string' && given.trim() !== '') return plausible(given.trim());
    }
    for (const name of KEY_PARAMETERS) {
      const given = this.query.get(name);
      if (given !== null) return plausible(given);
    }
    return message === undefined
      ? null
      : (KEY_IN_BODY.exec(message.body.toString('latin1', 0, BODY_WITHIN))?.[1] ?? null);
  }

  protected override headers(): readonly string[] {
    if (!this.rate) return [];
    const { limit, remaining, resetAt } = this.rate;
    return [
      'X-RateLimit-Limit',
      String(limit),
      'X-RateLimit-Remaining',
      String(remaining),
      'X-RateLimit-Reset',
      String(Math.ceil(resetAt / 1000)),
    ];
  }

  protected withoutCall(): JsonAnswer | null {
    if (this.request.url!.length > MAX_URL) return envelope(414, 'BadParams', 'The address is too long.');
    if (this.request.method !== 'GET' || this.path.toLowerCase() !== ITERABLE_DESCRIPTION) return null;
    const { endpoints, version, publicUrl, trustProxy } = this.options;
    const base = `${publicAddress(this.request, publicUrl, trustProxy)}${ITERABLE_ROOT}`;
    return { status: 200, body: JSON.stringify(openApi(endpoints, iterableInfo(base, version))) };
  }

  protected notFound(): JsonAnswer {
    return envelope(404, 'NotFound', `${this.request.method} ${this.#endpointPath} is not there.`);
  }

  protected malformed(): ApiError {
    return this.#badBody(null);
  }

  protected misfit({ path, expected }: JsonMismatch, isBody: boolean): ApiError {
    const name = isBody ? pathOf(path) : String(path[0]);
    if (!isBody)
      return new VendorError('argument.invalid', 400, {
        msg: `${name}: ${EXPECTED[expected]}`,
        code: 'BadParams',
        params: null,
      });
    return this.#badBody({ [name]: EXPECTED[expected] });
  }

  #badBody(params: Record<string, string> | null): VendorError {
    return new VendorError('request.malformed', 400, {
      msg: `[${this.#endpointPath}] Invalid JSON body`,
      code: 'BadJsonBody',
      params,
    });
  }

  get #endpointPath(): string {
    return `${ITERABLE_ROOT}${this.path}`;
  }

  /** What is null stands in the answer; what is missing does not. */
  protected override writing(): WriteOptions {
    return { isLeftOut: (value) => value === undefined };
  }

  encodeError(error: ApiError): JsonAnswer {
    if (error instanceof VendorError) return { status: error.status, body: JSON.stringify(error.body) };
    const { code, entry, message } = error;
    if (code === 'key.forbidden') {
      const named = this.endpoint?.operation.failures?.[code];
      if (named !== undefined) return envelope(403, named, 'A server-side key is needed for this call.');
      return envelope(401, 'BadApiKey', 'Disabled API key or insufficient privileges', this.#caller());
    }
    if (entry.http === 401) return envelope(401, 'BadApiKey', 'Invalid API key', this.#caller());
    if (code === 'key.tooFast')
      return envelope(429, 'RateLimitExceeded', 'Exceeded rate limit.', this.#rateParams());
    if (code === 'list.notFound') {
      const listId = error.parameters.list ?? 0;
      return envelope(400, 'Success', `error.lists.invalidListId(${listId})`, { projectId: 0, listId });
    }
    const known = CODES[code];
    if (known) return envelope(known[0], known[1], message);
    if (entry.http === 429) return envelope(429, 'RateLimitExceeded', message);
    if (entry.http >= 500) return envelope(entry.http, 'GenericError', message);
    return envelope(400, 'BadParams', message);
  }

  #caller(): JsonValue {
    return { ip: this.message?.address ?? '', endpoint: this.#endpointPath };
  }

  #rateParams(): JsonValue {
    if (!this.rate) return null;
    return {
      rateLimitLimit: this.rate.limit,
      rateLimitRemaining: this.rate.remaining,
      rateLimitReset: Math.ceil(this.rate.resetAt / 1000),
    };
  }
}

export const iterableInfo = (base: string, version: string) => ({
  base,
  version,
  title: 'Soapstone: Iterable API',
  error: {
    type: 'object',
    properties: { msg: { type: 'string' }, code: { type: 'string' }, params: { type: ['object', 'null'] } },
    required: ['msg', 'code'],
  },
  schemes: { apiKey: { type: 'apiKey', in: 'header', name: 'Api-Key' } },
});

/** Something that is no key at all is one that nobody has. */
const plausible = (text: string): string => (KEY.test(text) ? text : '-');

const envelope = (status: number, code: string, msg: string, params: JsonValue = null): JsonAnswer => ({
  status,
  body: JSON.stringify({ msg, code, params }),
});

/** `obj.users[1].preferUserId` */
const pathOf = (path: JsonPath): string =>
  path.reduce<string>((text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${part}`), 'obj');

const EXPECTED: Record<Expected, string> = {
  string: 'String value expected',
  number: 'Number value expected',
  integer: 'Number value expected',
  boolean: 'Boolean value expected',
  date: 'String value expected',
  object: 'Object value expected',
  array: 'Array value expected',
  value: 'String value expected',
  'known name': 'Unknown field',
  something: 'Field missing',
};

const CODES: Partial<Record<ErrorCode, readonly [number, string]>> = {
  'request.malformed': [400, 'BadJsonBody'],
  'request.tooLarge': [413, 'BatchTooLarge'],
  'contact.forgotten': [409, 'ForgottenUserError'],
  'contact.conflict': [409, 'ExternalKeyConflict'],
  'contact.duplicate': [409, 'ExternalKeyConflict'],
  'contact.emailInvalid': [400, 'InvalidEmailAddressError'],
  'contact.keyInvalid': [400, 'InvalidUserIdError'],
  'contact.keyUnfit': [400, 'InvalidUserIdError'],
};
