/**
 * One client for each door, all of one shape: an operation, a form and named arguments in, the value or the fault
 * out. Messages are written by the declared types, by hand, so that what comes back can be compared.
 */
import { XMLParser } from 'fast-xml-parser';
import type { Form, Operation } from '../../src/contract/defineOperation';
import { errorCatalogue } from '../../src/contract/errorCatalogue';
import type { WireType } from '../../src/contract/wireTypes';
import { escapeXml } from '../../src/text/escapeXml';
import { positional } from '../../src/facades/wire/positional';
import { positionalForm } from './positionalForm';
import { array, methodCall, readAnswer, struct } from './xmlRpcText';

/** A value for any door. Pairs of a name and a value are written as what they are: structures of `key` and `value`. */
export type Value =
  string | number | boolean | Date | null | readonly Value[] | { readonly [field: string]: Value };

/**
 * The value that came back, nothing as an empty text; or the catalogue's code of the fault, its sentence, and the code
 * that stands in its place on the wire.
 */
export type Answer =
  { readonly value: unknown } | { readonly fault: string; readonly says: string; readonly onWire: string };

export interface DoorClient {
  readonly name: string;
  /** Where calls are posted. */
  readonly path: string;
  /** The message of a call. */
  message(operation: Operation, form: Form, args: Readonly<Record<string, Value>>): string;
  /** What the answer to a call says. */
  read(operation: Operation, form: Form, answer: string): Answer;
  call(operation: Operation, form: Form, args: Readonly<Record<string, Value>>): Promise<Answer>;
}

type Wire = Omit<DoorClient, 'call'>;

const doors = (): Wire[] => [
  soapDoor('SOAP RPC', '/webservices/WhatCountsAPI', (operation) => ({
    name: operation.name,
    namespace: 'urn:webservices.api.whatcounts',
  })),
  soapDoor('document/literal', '/webservices/WhatCountsAPIDocument', (operation, form) => ({
    // Forms that are not published have no name of their own, and are understood under the operation's.
    name: form.published ? form.documentName : operation.name,
    namespace: 'urn:webservices.api.whatcounts.v2',
  })),
  {
    name: 'XML-RPC',
    path: '/xmlrpc',
    message(operation, form, args) {
      const { name, parameters } = positional(operation);
      const values = positionalForm(operation, form).parameters.map((each) =>
        rpcValue(parameters[each]!.type, args[each] ?? null),
      );
      return methodCall(name, ...values);
    },
    read(_operation, form, text) {
      const answer = readAnswer(text);
      if ('value' in answer) return { value: readRpc(form.result, answer.value) };
      const { faultCode, faultString } = answer.fault;
      const known = Object.entries(errorCatalogue).find(([, entry]) => entry.xmlRpc === faultCode);
      return { fault: known?.[0] ?? String(faultCode), says: faultString, onWire: String(faultCode) };
    },
  },
];

export const doorClients = (url: string): DoorClient[] =>
  doors().map((door) => ({
    ...door,
    call: async (operation, form, args) =>
      door.read(operation, form, await post(url + door.path, door.message(operation, form, args))),
  }));

async function post(url: string, body: string): Promise<string> {
  const headers = { 'content-type': 'text/xml; charset=utf-8' };
  return (await fetch(url, { method: 'POST', headers, body })).text();
}

const scalarText = (value: Value): string =>
  value instanceof Date ? value.toISOString() : escapeXml(`${value as string | number | boolean}`);

// --- XML-RPC

function rpcValue(type: WireType, value: Value): string {
  if (value === null) return '<nil/>';
  if (type.kind === 'array') return array(...(value as Value[]).map((item) => rpcValue(type.item, item)));
  if (type.kind === 'struct') {
    const fields = Object.entries(value as Record<string, Value>);
    return struct(
      Object.fromEntries(fields.map(([name, field]) => [name, rpcValue(type.fields[name]!, field)])),
    );
  }
  const tags = {
    string: 'string',
    int: 'int',
    boolean: 'boolean',
    float: 'double',
    dateTime: 'dateTime.iso8601',
    any: 'string',
  };
  const tag = tags[type.kind as keyof typeof tags];
  if (type.kind === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`;
  const text = scalarText(value);
  return `<${tag}>${type.kind === 'dateTime' ? text.slice(0, 19).replaceAll('-', '') : text}</${tag}>`;
}

/** The types of an answer stand in it; only a date has to be read. */
const readRpc = (type: WireType, value: unknown): unknown =>
  type.kind === 'dateTime' && typeof value === 'string'
    ? value.replace(/^(\d{4})(\d\d)(\d\d)T/, '$1-$2-$3T')
    : value;

// --- SOAP

interface Node {
  readonly [name: string]: unknown;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => name === 'item',
});

const soapDoor = (
  name: string,
  path: string,
  wrapper: (operation: Operation, form: Form) => { readonly name: string; readonly namespace: string },
): Wire => ({
  name,
  path,
  message(operation, form, args) {
    const { name: element, namespace } = wrapper(operation, form);
    const { parameters } = positional(operation);
    const written = positionalForm(operation, form).parameters.map((each) =>
      soapElement(each, parameters[each]!.type, args[each] ?? null),
    );
    return (
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      `<e:Body><m:${element} xmlns:m="${namespace}">${written.join('')}</m:${element}></e:Body></e:Envelope>`
    );
  },
  read(operation, form, answer) {
    const { name: element } = wrapper(operation, form);
    const body = (parser.parse(answer) as { Envelope?: { Body?: Node } }).Envelope?.Body;
    if (!body) throw new Error(`no SOAP answer: ${answer.slice(0, 200)}`);
    const fault = body.Fault as
      { faultcode: string; faultstring: string; detail: { code: Node } } | undefined;
    if (fault)
      return {
        fault: textOf(fault.detail.code),
        says: textOf(fault.faultstring),
        onWire: textOf(fault.faultcode),
      };
    const response = body[`${element}Response`] as Node;
    return { value: readSoap(form.result, response[`${element}Return`]) };
  },
});

function soapElement(name: string, type: WireType, value: Value): string {
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (type.kind === 'array')
    return `<${name}>${(value as Value[]).map((item) => soapElement('item', type.item, item)).join('')}</${name}>`;
  if (type.kind === 'struct') {
    const fields = Object.entries(value as Record<string, Value>);
    return `<${name}>${fields.map(([each, field]) => soapElement(each, type.fields[each]!, field)).join('')}</${name}>`;
  }
  return `<${name}>${scalarText(value)}</${name}>`;
}

const textOf = (node: unknown): string =>
  ((typeof node === 'object' && node !== null ? (node as Node)['#text'] : node) ?? '') as string;

function readSoap(type: WireType, node: unknown): unknown {
  if ((node as Node | undefined)?.['@_nil'] === 'true') return '';
  const parts = (typeof node === 'object' && node !== null ? node : {}) as Node;
  switch (type.kind) {
    case 'array':
      return ((parts.item ?? []) as unknown[]).map((item) => readSoap(type.item, item));
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [name, readSoap(field, parts[name])]),
      );
    case 'int':
    case 'float':
      return Number(textOf(node));
    case 'boolean':
      return textOf(node) === 'true';
    case 'dateTime':
      return textOf(node).slice(0, 19);
    default:
      return textOf(node);
  }
}
