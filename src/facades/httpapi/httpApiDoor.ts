/**
 * The legacy HTTP API: one command for each request, arguments by name in the query or a form, a text for an answer and
 * status 200 whatever it says. Like the other doors it stands in front of the web framework, which never sees its
 * addresses: they hold passwords.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NO_CREDENTIAL, type Credential } from '../../contract/credential';
import type { Operation } from '../../contract/defineOperation';
import { fail, type ApiError, type ErrorCode } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import { loggedName, MAX_NAME, plainPath, type Door, type DoorOptions } from '../wire/door';
import type { Message, Receiver } from '../wire/intake';
import { failureText } from './failureText';
import { formArguments, type FormArguments } from './formArguments';
import { COMMON_ARGUMENTS, HTTP_API_PATHS } from './httpApiNames';
import { namedArguments } from './namedArguments';

/** Never HTML, whatever an answer holds: a browser must not run it. */
const TEXT_TYPE = 'text/plain; charset=utf-8';
/** What a form comes to once it is read: its bytes, its text, and its values. */
const WEIGHT = 4;
const SHORT_BYTES = 16 * 1024;

export function createHttpApiDoor(options: DoorOptions): Door {
  const door = new HttpApiDoor(options);
  return (request, response) => door.take(request, response);
}

class HttpApiDoor {
  readonly #options: DoorOptions;
  readonly #commands = new Map<string, Operation>();

  constructor(options: DoorOptions) {
    this.#options = options;
    for (const operation of options.registry.all())
      for (const name of [operation.name, ...(operation.aliases ?? [])]) this.#commands.set(name, operation);
  }

  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (!HTTP_API_PATHS.includes(plainPath(request.url!))) return false;
    this.#options.intake.take(request, response, this.#receiver(request));
    return true;
  }

  #receiver({ method, url = '' }: IncomingMessage): Receiver {
    let given: FormArguments | null = null;
    const argumentsOf = (message: Message): FormArguments => (given ??= formArguments(queryOf(url), message));
    return {
      answer: (error, message, send) => {
        const call = new HttpApiCall(message);
        const read = (): FormArguments => {
          if (error) throw error;
          if (method !== 'GET' && method !== 'POST')
            fail('request.malformed', { reason: 'send it by GET or POST' });
          return argumentsOf(message);
        };
        const sendText = (text: string) =>
          send(200, Buffer.from(text), text.startsWith('<?xml') ? {} : { contentType: TEXT_TYPE });
        this.#answer(call, read).then(sendText, (defect: unknown) =>
          sendText(this.#options.pipeline.refuse(call, defect)),
        );
      },
      weightOf: ({ body }) => body.length * WEIGHT,
      encodeRefusal: (error) => Buffer.from(failureText(error)),
      refusal: { status: 200, contentType: TEXT_TYPE },
      // A long one is not read before it is its turn.
      credentialOf: (message) => {
        try {
          return message.body.length > SHORT_BYTES ? NO_CREDENTIAL : credentialOf(argumentsOf(message));
        } catch {
          return NO_CREDENTIAL;
        }
      },
    };
  }

  async #answer(call: HttpApiCall, read: () => FormArguments): Promise<string> {
    const { pipeline } = this.#options;
    let operation: Operation;
    let args: ArgumentSource;
    let credential: Credential;
    try {
      const given = read();
      operation = this.#find(call, given);
      args = namedArguments(operation, given);
      credential = credentialOf(given);
    } catch (error) {
      return pipeline.refuse(call, error);
    }
    return pipeline.invoke(operation, operation.forms[0]!, credential, args, call);
  }

  /** @throws {ApiError} `argument.missing`, `operation.unknown` */
  #find(call: HttpApiCall, given: FormArguments): Operation {
    const name = common(given, 'command').trim();
    if (name === '') return fail('argument.missing', { name: 'cmd' });
    const operation = this.#commands.get(name) ?? this.#commands.get(name.toLowerCase());
    call.operationName = operation?.name ?? loggedName(name);
    call.failures = operation?.failures;
    if (operation) return operation;
    // Tells an owner which calls their clients make that are not here.
    this.#options.log.warn('unknown operation', { operation: call.operationName, door: call.door });
    return fail('operation.unknown', { operation: name.slice(0, MAX_NAME) });
  }
}

const queryOf = (url: string): string => {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
};

const common = (given: FormArguments, meaning: keyof typeof COMMON_ARGUMENTS): string =>
  COMMON_ARGUMENTS[meaning].map((name) => given.get(name)).find(Boolean) ?? '';

function credentialOf(given: FormArguments): Credential {
  const realm = common(given, 'realm').trim();
  const password = common(given, 'password');
  if (realm === '') return NO_CREDENTIAL;
  const client = common(given, 'client').trim();
  return {
    kind: 'password',
    realm,
    password,
    client: client === '' ? null : { name: client, code: common(given, 'clientCode') },
  };
}

class HttpApiCall implements Call<string> {
  readonly door = 'http';
  readonly bytesIn: number;
  readonly startedAt = performance.now();
  readonly #message: Message;
  operationName = '-';
  failures: Partial<Readonly<Record<ErrorCode, string>>> | undefined;

  constructor(message: Message) {
    this.#message = message;
    this.bytesIn = message.size;
  }

  get address(): string {
    return this.#message.address;
  }

  isAbandoned(): boolean {
    return this.#message.isAbandoned;
  }

  encodeResult(value: unknown): string {
    return value as string;
  }

  encodeError(error: ApiError): string {
    return failureText(error, this.failures);
  }

  sizeOf(answer: string): number {
    return Buffer.byteLength(answer);
  }
}
