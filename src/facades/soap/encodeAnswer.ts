/**
 * RPC/encoded answers: everything inline, a type on every element, arrays of `item`. Of all the forms the encoding
 * allows, this is the one that every client measured can read.
 */
import { plainScalar, type WireType } from '../../contract/wireTypes';
import { escapeXmlAttribute } from '../../text/escapeXml';
import { scalarText, schemaTypeOf } from '../wire/scalarText';
import {
  ENCODING_NAMESPACE,
  ENVELOPE_NAMESPACE,
  INSTANCE_NAMESPACE,
  RPC_NAMESPACE,
  SCHEMA_NAMESPACE,
} from './soapNames';

/** Writes a value that fits the declared result. */
export type EncodeAnswer = (value: unknown) => string;

/** Writes one element of a fixed name. */
export type WriteElement = (value: unknown) => string;

export const ENVELOPE_HEAD =
  `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="${ENVELOPE_NAMESPACE}"` +
  ` xmlns:xsd="${SCHEMA_NAMESPACE}" xmlns:xsi="${INSTANCE_NAMESPACE}"><soapenv:Body>`;
export const ENVELOPE_TAIL = '</soapenv:Body></soapenv:Envelope>';

/**
 * The writer of the answers of one result type; made once, used for every call.
 * @param name of the operation
 * @param namespace of the caller's operation element, which the legacy toolkit echoes
 */
export function encodeAnswer(
  name: string,
  result: WireType,
  namespace: string = RPC_NAMESPACE,
): EncodeAnswer {
  const types = namesStruct(result) ? ` xmlns:impl="${RPC_NAMESPACE}"` : '';
  const head =
    `${ENVELOPE_HEAD}<ns1:${name}Response soapenv:encodingStyle="${ENCODING_NAMESPACE}"` +
    ` xmlns:ns1="${escapeXmlAttribute(namespace)}"${types}>`;
  const tail = `</ns1:${name}Response>${ENVELOPE_TAIL}`;
  const write = elementWriter(`${name}Return`, result);
  return (value) => head + write(value) + tail;
}

function elementWriter(name: string, type: WireType): WriteElement {
  if (type.kind === 'array') {
    const writeItem = elementWriter('item', type.item);
    const itemType = type.item.kind === 'array' ? 'soapenc:Array' : typeReference(type.item);
    const nil = `<${name} xsi:type="soapenc:Array" xsi:nil="true" xmlns:soapenc="${ENCODING_NAMESPACE}"/>`;
    return (value) => {
      if (value === null || value === undefined) return nil;
      const items = value as readonly unknown[];
      let written =
        `<${name} soapenc:arrayType="${itemType}[${items.length}]" xsi:type="soapenc:Array"` +
        ` xmlns:soapenc="${ENCODING_NAMESPACE}">`;
      for (const item of items) written += writeItem(item);
      return `${written}</${name}>`;
    };
  }
  if (type.kind === 'struct') {
    const fields = Object.entries(type.fields).map(([field, of]) => ({
      field,
      write: elementWriter(field, of),
    }));
    const open = `<${name} xsi:type="${typeReference(type)}"`;
    return (value) => {
      if (value === null || value === undefined) return `${open} xsi:nil="true"/>`;
      let written = `${open}>`;
      for (const { field, write } of fields) written += write((value as Record<string, unknown>)[field]);
      return `${written}</${name}>`;
    };
  }
  const { kind } = plainScalar(type);
  return (value) => {
    const open = `<${name} xsi:type="xsd:${schemaTypeOf(kind, value)}"`;
    if (value === null || value === undefined) return `${open} xsi:nil="true"/>`;
    return `${open}>${scalarText(kind, value)}</${name}>`;
  };
}

const typeReference = (type: WireType): string =>
  type.kind === 'struct' ? `impl:${type.name}` : `xsd:${type.kind === 'any' ? 'anyType' : type.kind}`;

function namesStruct(type: WireType): boolean {
  if (type.kind === 'array') return namesStruct(type.item);
  return type.kind === 'struct';
}
