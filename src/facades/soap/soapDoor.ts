/**
 * The SOAP door: from an HTTP request to the pipeline and back. It stands in front of the web framework, because
 * that alone costs more than everything done here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential } from '../../contract/credential';
import type { ApiError } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import type { Call } from '../../contract/invoke';
import type { WireType } from '../../contract/wireTypes';
import { decodeText } from '../wire/decodeText';
import { loggedName, MAX_NAME, onceEach, plainPath, type Door, type DoorOptions } from '../wire/door';
import type { ResolvedForm } from '../wire/formByPosition';
import type { Message, Receiver } from '../wire/intake';
import { openMultipart } from '../wire/multipart';
import { credentialOf, positional, type PositionalForm, type PositionalOperation } from '../wire/positional';
import { ResolvedArguments } from '../wire/resolvedArguments';
import { weightOfXml } from '../wire/readXml';
import type { XmlElement } from '../wire/xmlElement';
import { SoapValueDecoder } from './soapValueDecoder';
import { encodeAnswer, type EncodeAnswer } from './encodeAnswer';
import { encodeDocumentAnswer } from './encodeDocumentAnswer';
import { encodeFault } from './encodeFault';
import { readEnvelope } from './parseEnvelope';
import { resolveForm } from './resolveForm';
import { DOCUMENT_NAMESPACE, DOCUMENT_PATH, RPC_NAMESPACE, RPC_PATH, type SoapStyle } from './soapNames';

/** A namespace that may be echoed. */
const PLAIN_NAMESPACE = /^[a-z][a-z0-9+.-]*:[\w.,:/#?=&%~+-]{1,200}$/i;

export function createSoapDoor(options: DoorOptions): Door {
  const door = new SoapDoor(options);
  return (request, response) => door.take(request, response);
}

/** An operation as a caller named it, and how to answer in the style it was called in. */
interface Target {
  readonly operation: PositionalOperation;
  /** Writers by the type that a form answers; most operations have one. */
  readonly encode: (result: WireType) => EncodeAnswer;
  /** The form a document/literal name stands for. */
  readonly form?: PositionalForm;
}

class SoapDoor {
  readonly #options: DoorOptions;
  readonly #rpc = new Map<string, Target>();
  readonly #document = new Map<string, Target>();
  readonly #receivers = { rpc: this.#receiver('rpc'), document: this.#receiver('document') };

  constructor(options: DoorOptions) {
    this.#options = options;
    const operations = options.registry.all().map(positional);
    for (const operation of operations) {
      const { name } = operation;
      this.#rpc.set(name, { operation, encode: onceEach((result) => encodeAnswer(name, result)) });
      // A caller of the document address who uses a legacy name is understood as well.
      const encode = onceEach((result) => encodeDocumentAnswer(name, result));
      this.#document.set(name, { operation, encode });
    }
    for (const operation of operations) {
      for (const form of operation.forms.filter((each) => each.published)) {
        const encode = onceEach((result) => encodeDocumentAnswer(form.documentName, result));
        this.#document.set(form.documentName, { operation, encode, form });
      }
    }
  }

  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST') return false;
    const style = styleOfPath(request.url!);
    if (!style) return false;
    this.#options.intake.take(request, response, this.#receivers[style]);
    return true;
  }

  #receiver(style: SoapStyle): Receiver {
    return {
      answer: (error, message, send) => {
        const call = new SoapCall(message, this.#options.maxAnswerText);
        void this.#answer(call, style, error, message, (answer) => send(call.status, answer));
      },
      weightOf: weightOfXml,
      encodeRefusal: encodeFault,
    };
  }

  async #answer(
    call: SoapCall,
    style: SoapStyle,
    readError: ApiError | null,
    { body, contentType }: Message,
    send: (answer: Buffer) => void,
  ): Promise<void> {
    const { pipeline, limits } = this.#options;
    let target: Target;
    let resolved: ResolvedForm<XmlElement>;
    let args: ResolvedArguments<XmlElement>;
    let credential: Credential;
    try {
      if (readError) throw readError;
      const opened = openMultipart(body, contentType);
      const xml = decodeText(opened.body, opened.contentType);
      const envelope = await readEnvelope(xml, limits, opened.files);
      target = this.#find(call, style, envelope.operation);
      const decoder = new SoapValueDecoder(envelope.ids);
      const element = decoder.open(envelope.operation);
      resolved = resolveForm(target.operation, element.children, target.form);
      call.encode = target.encode(resolved.form.result);
      args = new ResolvedArguments(resolved, decoder);
      credential = credentialOf(target.operation, args);
    } catch (error) {
      return send(pipeline.refuse(call, error));
    }
    pipeline
      .invoke(target.operation.own, resolved.form.own, credential, args, call)
      .then(send, (error: unknown) => {
        // The pipeline answers its own errors; whatever arrives here is a defect, and the caller must not wait for ever.
        send(pipeline.refuse(call, error));
      });
  }

  /** @throws {ApiError} `operation.unknown` */
  #find(call: SoapCall, pathStyle: SoapStyle, element: XmlElement): Target {
    const namespace = element.namespace();
    const style = styleOfNamespace(namespace) ?? pathStyle;
    const target = (style === 'rpc' ? this.#rpc : this.#document).get(element.name);
    if (!target) {
      call.operationName = loggedName(element.name);
      // Tells an owner which calls their clients make that are not here yet.
      this.#options.log.warn('unknown operation', { operation: call.operationName, door: call.door });
      return fail('operation.unknown', { operation: element.name.slice(0, MAX_NAME) });
    }
    call.operationName = element.name;
    if (style === 'document' || namespace === RPC_NAMESPACE || !PLAIN_NAMESPACE.test(namespace))
      return target;
    return { ...target, encode: (result) => encodeAnswer(target.operation.name, result, namespace) };
  }
}

class SoapCall implements Call<Buffer> {
  readonly door = 'soap';
  readonly address: string;
  readonly bytesIn: number;
  readonly startedAt = performance.now();
  operationName = '-';
  /** HTTP status of the answer: SOAP has two. */
  status = 200;
  encode: EncodeAnswer = String;

  readonly #message: Message;

  constructor(
    message: Message,
    readonly maxAnswerText: number | undefined,
  ) {
    this.#message = message;
    this.address = message.address;
    this.bytesIn = message.size;
  }

  isAbandoned(): boolean {
    return this.#message.isAbandoned;
  }

  encodeResult(value: unknown): Buffer {
    return Buffer.from(this.encode(value));
  }

  encodeError(error: ApiError): Buffer {
    this.status = 500;
    return Buffer.from(encodeFault(error));
  }

  sizeOf(answer: Buffer): number {
    return answer.length;
  }
}

/** The style of an endpoint's address, or null for any other address. Query, trailing slashes and case do not matter. */
export function styleOfPath(url: string): SoapStyle | null {
  if (url === RPC_PATH) return 'rpc';
  if (url === DOCUMENT_PATH) return 'document';
  const plain = plainPath(url);
  if (plain === RPC_PATH.toLowerCase()) return 'rpc';
  return plain === DOCUMENT_PATH.toLowerCase() ? 'document' : null;
}

/** The style whose namespace a call used; it wins over the address. */
function styleOfNamespace(namespace: string): SoapStyle | null {
  if (namespace === RPC_NAMESPACE) return 'rpc';
  return namespace === DOCUMENT_NAMESPACE ? 'document' : null;
}
