/** The REST door: JSON over `/rest`, with the errors, headers and habits that programs of the platform know. */
import { STATUS_CODES } from 'node:http';
import { NO_CREDENTIAL, type Credential } from '../../contract/credential';
import { ApiError, type ErrorCode } from '../../contract/errorCatalogue';
import type { JsonValue } from '../../contract/wireTypes';
import { readBasic, readPair } from '../json/basicCredential';
import { pathText, type JsonMismatch } from '../json/decodeJson';
import {
  createJsonDoor,
  JsonCall,
  MAX_URL,
  pathBehind,
  type JsonAnswer,
  type JsonDoorOptions,
} from '../json/jsonCall';
import { openApi } from '../json/openApi';
import { isNull, type WriteOptions } from '../json/writeJson';
import { publicAddress } from '../web/publicAddress';
import { REST_DESCRIPTION, REST_ROOT } from './restNames';
import type { Door } from '../wire/door';

/** An article of the vendor prints the addresses of single messages without the root. */
const MESSAGES = '/msg';

const ANY_VERSION = /application\/vnd\.whatcounts-v(\d+)\+json/gi;
const KEY = /^K[a-z2-7]{32}$/;

export const createRestDoor = (options: JsonDoorOptions): Door =>
  createJsonDoor(
    options,
    (path) => pathBehind(REST_ROOT, path) ?? (pathBehind(MESSAGES, path) === null ? null : path),
    (request, path, router, of) => new RestCall(request, path, router, of),
  );

class RestCall extends JsonCall<JsonDoorOptions> {
  readonly door = 'rest';

  credentialOf(): Credential {
    const basic = readBasic(this.request.headers.authorization);
    const header = this.request.headers['x-api-key'];
    const given = typeof header === 'string' ? header.trim() : '';
    if (!basic) return KEY.test(given) ? { kind: 'key', door: 'rest', key: given } : NO_CREDENTIAL;
    const pair = given === '' || KEY.test(given) ? null : readPair(given);
    // Something that is no pair is no client of this realm either.
    const client =
      given === '' || KEY.test(given) ? null : { name: pair?.user ?? '-', code: pair?.password ?? '' };
    return { kind: 'password', realm: basic.user, password: basic.password, client };
  }

  protected override headers({ status }: JsonAnswer): readonly string[] {
    const { publicUrl, trustProxy } = this.options;
    // Whether there will be a picture of the message is said to callers who ask for one.
    const asksForSnapshot =
      this.query.get('snapshot') === '1' && this.endpoint?.query.includes('snapshot') === true;
    return [
      'Link',
      `<${publicAddress(this.request, publicUrl, trustProxy)}${this.request.url!}>;`,
      ...(asksForSnapshot
        ? ['X-Snapshot', this.options.makesSnapshots && status < 400 ? 'queued' : 'unavailable']
        : []),
      ...(status === 401 ? ['WWW-Authenticate', 'Basic realm="rest", charset="UTF-8"'] : []),
    ];
  }

  /** The description of the interface, which is no secret; and what is not understood at all. */
  protected withoutCall(): JsonAnswer | null {
    if (this.request.url!.length > MAX_URL) return errorAnswer(414, 'URI Too Long');
    const versions = [...(this.request.headers.accept ?? '').matchAll(ANY_VERSION)].map(
      ([, version]) => version,
    );
    if (versions.length > 0 && !versions.includes('1')) return errorAnswer(406, 'Not Acceptable');
    if (this.request.method !== 'GET' || this.path.toLowerCase() !== REST_DESCRIPTION) return null;
    const { endpoints, version, publicUrl, trustProxy } = this.options;
    const base = `${publicAddress(this.request, publicUrl, trustProxy)}${REST_ROOT}`;
    return { status: 200, body: JSON.stringify(openApi(endpoints, { base, version })) };
  }

  protected notFound(status: 404 | 405): JsonAnswer {
    return errorAnswer(status, status === 404 ? 'Not Found' : 'Method Not Allowed');
  }

  protected malformed(reason: string): ApiError {
    return new ApiError('request.malformed', { reason });
  }

  protected misfit({ path, reason }: JsonMismatch): ApiError {
    return new ApiError('argument.invalid', { name: pathText(path) || 'body', reason });
  }

  /** Some clients send `true` or `false` with calls that have no body. */
  protected override isNoBody(body: JsonValue): boolean {
    const { operation, method, body: name } = this.endpoint!;
    return typeof body === 'boolean' && (operation.parameters[name!]!.optional || method === 'DELETE');
  }

  protected override writing(): WriteOptions {
    const dropsBlanks = this.query.get('_body') === 'false';
    return { isLeftOut: (item) => isNull(item) || (dropsBlanks && item === '') };
  }

  encodeError(error: ApiError): JsonAnswer {
    if (error.entry.http === 401) return errorAnswer(401, 'Unauthorized');
    const { code } = error;
    if (this.request.method === 'DELETE' && error.entry.http === 404)
      return errorAnswer(404, 'Delete Failed: Unable to find resource to delete');
    return errorAnswer(statusOf(error), TEXTS[code] ?? error.message);
  }
}

function errorAnswer(statusCode: number, error: string): JsonAnswer {
  const status = STATUS_CODES[statusCode] ?? 'Error';
  return { status: statusCode, body: JSON.stringify({ error, status, statusCode }) };
}

/** Texts that programs compare, where the catalogue has others. */
const TEXTS: Partial<Record<ErrorCode, string>> = { 'contact.notFound': 'Subscriber Not Found' };

/** Clients try again on 404 and above, so what is not a missing thing is 400 if it is not something special. */
function statusOf({ code, entry: { http } }: ApiError): number {
  // A field stands in the body; what is missing is not what the address names.
  return http === 409 || http === 422 || code === 'field.notFound' ? 400 : http;
}
