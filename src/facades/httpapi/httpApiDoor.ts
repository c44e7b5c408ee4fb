/**
 * The legacy HTTP API: one command for each request, arguments by name in the query or a form, a text for an answer and
 * status 200 whatever it says. Like the other doors it stands in front of the web framework, which never sees its
 * addresses: they hold passwords.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NO_CREDENTIAL, type Credential } from '../../contract/credential';
import type { Operation } from '../../contract/defineOperation';
import { ApiError, fail, type ErrorCode } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import { DropUnreadable, isHeader, type DropHeader, type DropUnit } from '../drops/dropUnit';
import { readTransaction } from '../drops/readTransaction';
import {
  childOf,
  FILES_ALONE,
  headerCredential,
  refuseSettings,
  unitArguments,
} from '../drops/unitArguments';
import { decodeText } from '../wire/decodeText';
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
/** Commands of one transaction. */
const MAX_COMMANDS = 1000;

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
        const answered =
          !error && isTransaction(message) ? this.#runTransaction(message) : this.#answer(call, read);
        answered.then(sendText, (defect: unknown) => sendText(this.#options.pipeline.refuse(call, defect)));
      },
      weightOf: ({ body }) => body.length * WEIGHT,
      encodeRefusal: failureText,
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

  /**
   * A transaction of the XML FTP API in place of a form: its commands one after the other, and the answer of each on a
   * line of its own. This is ours; the platform took such documents as files only.
   */
  async #runTransaction(message: Message): Promise<string> {
    const answers: string[] = [];
    let header: DropHeader = new Map<string, string>();
    const waiting: DropUnit[] = [];
    const flush = async (): Promise<void> => {
      if (waiting.length > 0)
        answers.push(await this.#runUnits(message, header, waiting, answers.length === 0));
      waiting.length = 0;
    };
    try {
      for await (const part of readTransaction([decodeText(message.body, message.contentType)])) {
        if (isHeader(part)) {
          header = part;
          // A call has no steps that would go on after a kill.
          refuseSettings(header, FILES_ALONE);
        } else {
          const [first] = waiting;
          if (first && !isOfOne(first, part)) await flush();
          if (answers.length >= MAX_COMMANDS)
            fail('request.tooLarge', { reason: `it holds more than ${MAX_COMMANDS} commands` });
          waiting.push(part);
        }
      }
      await flush();
    } catch (error) {
      const known = error instanceof DropUnreadable ? malformed(error.message) : error;
      answers.push(this.#options.pipeline.refuse(new HttpApiCall(message), known));
    }
    return answers.join('\n');
  }

  #runUnits(
    message: Message,
    header: DropHeader,
    units: readonly DropUnit[],
    isFirst: boolean,
  ): Promise<string> | string {
    const call = new HttpApiCall(message, isFirst ? message.size : 0);
    try {
      const { command } = units[0]!;
      const given = unitArguments(command!, header, units);
      const operation = this.#find(call, given);
      const args = namedArguments(operation, given);
      const credential = headerCredential(header, childOf(command, header));
      return this.#options.pipeline.invoke(operation, operation.forms[0]!, credential, args, call);
    } catch (error) {
      return this.#options.pipeline.refuse(call, error);
    }
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

/** No form begins like this. */
const isTransaction = ({ body, contentType }: Message): boolean =>
  !/^\s*multipart\//i.test(contentType ?? '') &&
  /^(?:\xef\xbb\xbf)?\s*</.test(body.toString('latin1', 0, 100));

const isOfOne = (first: DropUnit, next: DropUnit): boolean =>
  first.command === next.command &&
  first.record !== null &&
  next.record !== null &&
  first.record.fields.join(',') === next.record.fields.join(',');

const malformed = (reason: string): ApiError => new ApiError('request.malformed', { reason });

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

  constructor(message: Message, bytesIn = message.size) {
    this.#message = message;
    this.bytesIn = bytesIn;
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
