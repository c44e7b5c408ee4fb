/**
 * The XML-RPC door: the operations of the SOAP door under the same names, with the same arguments by position. Like
 * that one it stands in front of the web framework.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential } from '../../contract/credential';
import { fail, type ApiError } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import { Registry } from '../../contract/registry';
import type { WireType } from '../../contract/wireTypes';
import { decodeText } from '../wire/decodeText';
import { loggedName, MAX_NAME, onceEach, plainPath, type Door, type DoorOptions } from '../wire/door';
import { formByPosition, type ResolvedForm } from '../wire/formByPosition';
import type { Message, Receiver } from '../wire/intake';
import { openMultipart } from '../wire/multipart';
import { weightOfXml } from '../wire/readXml';
import { credentialOf, positional, type PositionalOperation } from '../wire/positional';
import { ResolvedArguments } from '../wire/resolvedArguments';
import type { XmlElement } from '../wire/xmlElement';
import { batchEntries, readEntry } from './batch';
import { XmlRpcValueDecoder } from './xmlRpcValueDecoder';
import { valueWriter, type WriteValue } from './encodeValue';
import { IN_BATCH, RESPONSE, type AnswerFrame } from './methodResponse';
import { readMethodCall, type MethodCall } from './readMethodCall';
import { systemMethods } from './systemMethods';
import { MULTICALL, XML_RPC_PATHS } from './xmlRpcNames';

export function createXmlRpcDoor(options: DoorOptions): Door {
  const door = new XmlRpcDoor(options);
  return (request, response) => door.take(request, response);
}

interface Target {
  readonly operation: PositionalOperation;
  readonly encode: (result: WireType) => WriteValue;
}

type Caller = Pick<Message, 'address' | 'isAbandoned'>;

/** What stands for the argument of `system.multicall` on its way through the pipeline. */
interface Batch {
  readonly entries: readonly XmlElement[];
  readonly message: Caller;
}

/** The answers are written already; they only have to be put together. */
const writeBatch: WriteValue = (answers) =>
  `<value><array><data>${(answers as readonly string[]).join('')}</data></array></value>`;

class XmlRpcDoor {
  readonly #options: DoorOptions;
  readonly #targets = new Map<string, Target>();

  constructor(options: DoorOptions) {
    this.#options = options;
    const system = new Registry(systemMethods(options.registry, (batch) => this.#runBatch(batch as Batch)));
    for (const operation of [...options.registry.all(), ...system.all()].map(positional)) {
      const encode = operation.name === MULTICALL ? () => writeBatch : onceEach(valueWriter);
      this.#targets.set(operation.name, { operation, encode });
    }
  }

  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST' || !XML_RPC_PATHS.includes(plainPath(request.url!))) return false;
    this.#options.intake.take(request, response, this.#receiver);
    return true;
  }

  readonly #receiver: Receiver = {
    answer: (error, message, send) => {
      const call = new XmlRpcCall(RESPONSE, message, message.size, this.#options.maxAnswerText);
      const read = (): Promise<MethodCall> => {
        if (error) throw error;
        const opened = openMultipart(message.body, message.contentType);
        return readMethodCall(decodeText(opened.body, opened.contentType), this.#options.limits);
      };
      // XML-RPC answers 200, whatever the answer is.
      const sendText = (answer: string) => send(200, Buffer.from(answer));
      this.#answer(call, read).then(sendText, (defect: unknown) => {
        // The pipeline answers its own errors; the caller must not wait for ever for what is left.
        sendText(this.#options.pipeline.refuse(call, defect));
      });
    },
    weightOf: weightOfXml,
    encodeRefusal: (error) => RESPONSE.fault(error),
  };

  /** Runs one call to its answer, which says what was wrong if it could not be run. */
  async #answer(call: XmlRpcCall, read: () => MethodCall | Promise<MethodCall>): Promise<string> {
    const { pipeline } = this.#options;
    let target: Target;
    let resolved: ResolvedForm<XmlElement>;
    let args: ArgumentSource;
    let credential: Credential;
    try {
      const { methodName, params } = await read();
      target = this.#find(call, methodName);
      const decoder = new XmlRpcValueDecoder();
      resolved = formByPosition(target.operation, params);
      call.encode = target.encode(resolved.form.result);
      args =
        methodName === MULTICALL ? batchArgument(params[0]!, call) : new ResolvedArguments(resolved, decoder);
      credential = credentialOf(target.operation, args);
    } catch (error) {
      return pipeline.refuse(call, error);
    }
    return pipeline.invoke(target.operation.own, resolved.form.own, credential, args, call);
  }

  /** @throws {ApiError} `operation.unknown` */
  #find(call: XmlRpcCall, methodName: string): Target {
    const target = this.#targets.get(methodName);
    call.operationName = target ? methodName : loggedName(methodName);
    if (target) return target;
    // Tells an owner which calls their clients make that are not here yet.
    this.#options.log.warn('unknown operation', { operation: call.operationName, door: call.door });
    return fail('operation.unknown', { operation: methodName.slice(0, MAX_NAME) });
  }

  /** One after the other, as their caller would have made them: a later call may need what an earlier one did. */
  async #runBatch({ entries, message }: Batch): Promise<string[]> {
    const {
      limits: { maxBytes },
      maxAnswerText,
    } = this.#options;
    const answers: string[] = [];
    let characters = 0;
    for (const [index, entry] of entries.entries()) {
      const call = new XmlRpcCall(IN_BATCH, message, 0, maxAnswerText);
      const answer = await this.#answer(call, () => {
        const read = readEntry(entry, index);
        call.operationName = loggedName(read.methodName);
        if (characters > maxBytes)
          fail('request.tooLarge', {
            reason: `the answers before this one are over ${maxBytes} bytes; call it by itself`,
          });
        if (read.methodName === MULTICALL)
          fail('argument.invalid', {
            name: 'methodName',
            reason: `${MULTICALL} does not stand inside itself`,
          });
        return read;
      });
      characters += answer.length;
      answers.push(answer);
    }
    return answers;
  }
}

const batchArgument = (calls: XmlElement, { message }: XmlRpcCall): ArgumentSource => {
  const batch: Batch = { entries: batchEntries(calls), message };
  return { read: () => batch };
};

class XmlRpcCall implements Call<string> {
  readonly door = 'xmlrpc';
  readonly message: Caller;
  /** Nothing for a call inside another, whose request is counted there. */
  readonly bytesIn: number;
  readonly startedAt = performance.now();
  readonly #frame: AnswerFrame;
  readonly #maxAnswerText: number | undefined;
  operationName = '-';
  encode: WriteValue = String;

  constructor(frame: AnswerFrame, message: Caller, bytesIn: number, maxAnswerText: number | undefined) {
    this.#maxAnswerText = maxAnswerText;
    this.#frame = frame;
    this.message = message;
    this.bytesIn = bytesIn;
  }

  /** The answers in that of a batch were looked at one by one. */
  get maxAnswerText(): number | undefined {
    return this.operationName === MULTICALL ? undefined : this.#maxAnswerText;
  }

  get address(): string {
    return this.message.address;
  }

  isAbandoned(): boolean {
    return this.message.isAbandoned;
  }

  encodeResult(value: unknown): string {
    return this.#frame.result(this.encode(value));
  }

  encodeError(error: ApiError): string {
    return this.#frame.fault(error);
  }

  sizeOf(answer: string): number {
    return Buffer.byteLength(answer);
  }
}
