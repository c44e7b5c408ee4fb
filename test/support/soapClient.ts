/**
 * A plain SOAP client for tests: named arguments in, the answer's value or its fault out. It builds its envelopes by
 * hand, so that no library stands between a test and the wire.
 */
import { request as httpRequest } from 'node:http';
import { XMLParser } from 'fast-xml-parser';

export type Scalar = string | number | boolean | Date | null;

export type Argument =
  | Scalar
  /** Array of pairs. */
  | readonly (readonly [string, Scalar])[]
  /** Array of structures. */
  | readonly Readonly<Record<string, Scalar>>[]
  /** XML of the element's content, as it is. */
  | { readonly xml: string; readonly type?: string };

export class SoapFault extends Error {
  constructor(
    readonly faultcode: string,
    readonly faultstring: string,
    /** The gateway's own code, from the detail. */
    readonly code: string,
  ) {
    super(`${code || faultcode}: ${faultstring}`);
    this.name = 'SoapFault';
  }
}

export interface SoapClient {
  /** Calls with named arguments. @returns the value: text, number, boolean, or parsed XML. @throws {SoapFault} */
  call(operation: string, args: Readonly<Record<string, Argument>>): Promise<unknown>;
  /** The same, for an answer that is text. */
  text(operation: string, args: Readonly<Record<string, Argument>>): Promise<string>;
  /** Calls with unnamed arguments, as old scripts do. @throws {SoapFault} */
  positional(operation: string, args: readonly Argument[]): Promise<unknown>;
  /** The fault that a call ends in; fails if it does not. */
  fault(operation: string, args: Readonly<Record<string, Argument>>): Promise<SoapFault>;
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

function scalar(value: Scalar): string {
  if (value === null) return ' xsi:nil="true"/>';
  if (value instanceof Date) return ` xsi:type="xsd:dateTime">${value.toISOString()}`;
  if (typeof value === 'boolean') return ` xsi:type="xsd:boolean">${value}`;
  if (typeof value === 'number')
    return ` xsi:type="xsd:${Number.isInteger(value) ? 'int' : 'float'}">${value}`;
  return ` xsi:type="xsd:string">${escape(value)}`;
}

function element(name: string, value: Argument): string {
  if (value !== null && typeof value === 'object' && 'xml' in value) {
    return `<${name}${value.type ? ` ${value.type}` : ''}>${value.xml}</${name}>`;
  }
  if (Array.isArray(value)) {
    const items = (value as (readonly [string, Scalar] | Readonly<Record<string, Scalar>>)[]).map((item) => {
      const fields = Array.isArray(item) ? { key: item[0] as string, value: item[1] as Scalar } : item;
      return `<item>${Object.entries(fields)
        .map(([field, each]) => element(field, each))
        .join('')}</item>`;
    });
    return `<${name} xsi:type="soapenc:Array">${items.join('')}</${name}>`;
  }
  const text = scalar(value as string);
  return text.endsWith('/>') ? `<${name}${text}` : `<${name}${text}</${name}>`;
}

const envelope = (operation: string, args: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
  `xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ` +
  `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><ns1:${operation} ` +
  `xmlns:ns1="urn:webservices.api.whatcounts">${args}</ns1:${operation}></soapenv:Body></soapenv:Envelope>`;

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  processEntities: true,
  htmlEntities: true,
});

interface Node {
  readonly [name: string]: unknown;
}

/** A value by its xsi:type. */
function valueOf(node: unknown): unknown {
  if (typeof node === 'string' || node === undefined || node === null) return node ?? '';
  const { '@_nil': nil, '@_type': type, '#text': text = '', ...rest } = node as Node & { '#text'?: string };
  if (nil === 'true') return null;
  const local = String(type).replace(/^.*:/, '');
  if (local === 'int' || local === 'float') return Number(text);
  if (local === 'boolean') return text === 'true';
  if (local === 'string' || local === 'dateTime') return text;
  if (local === 'Array') {
    const items = rest.item === undefined ? [] : Array.isArray(rest.item) ? rest.item : [rest.item];
    return items.map(valueOf);
  }
  const fields = Object.entries(rest).filter(([name]) => !name.startsWith('@_'));
  return Object.fromEntries(fields.map(([name, field]) => [name, valueOf(field)]));
}

/** Posts an envelope; answers the body's first element. */
async function post(url: string, body: string): Promise<{ name: string; node: Node }> {
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '""',
      'content-length': Buffer.byteLength(body),
    };
    const outgoing = httpRequest(url, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  const tree = parser.parse(answer) as { Envelope?: { Body?: Node } };
  const entry = Object.entries(tree.Envelope?.Body ?? {}).find(([name]) => !name.startsWith('@_'));
  if (!entry) throw new Error(`no SOAP answer: ${answer.slice(0, 200)}`);
  return { name: entry[0], node: entry[1] as Node };
}

export function soapClient(url: string): SoapClient {
  const send = async (operation: string, args: string): Promise<unknown> => {
    const { name, node } = await post(url, envelope(operation, args));
    if (name === 'Fault') {
      const detail = node.detail as Node | undefined;
      const code = detail?.code as string | Node | undefined;
      throw new SoapFault(
        String(valueOf(node.faultcode)),
        String(valueOf(node.faultstring)),
        typeof code === 'object' ? String(code['#text']) : (code ?? ''),
      );
    }
    return valueOf(node[`${operation}Return`]);
  };
  const call = (operation: string, args: Readonly<Record<string, Argument>>): Promise<unknown> =>
    send(
      operation,
      Object.entries(args)
        .map(([name, value]) => element(name, value))
        .join(''),
    );
  return {
    call,
    text: async (operation, args) => String(await call(operation, args)),
    positional: (operation, args) =>
      send(operation, args.map((value, index) => element(`c-gensym${index * 2 + 3}`, value)).join('')),
    fault: async (operation, args) => {
      try {
        await call(operation, args);
      } catch (error) {
        if (error instanceof SoapFault) return error;
        throw error;
      }
      throw new Error(`${operation} answered instead of a fault`);
    },
  };
}
