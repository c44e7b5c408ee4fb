/** A call and its answer in RPC/encoded SOAP. The page itself sends what this writes. */
import type {
  ApiDescription,
  OperationDescription,
  FormDescription,
  ValueType,
  WireNames,
} from '../../apiDescription';
import { anyTypeOf, parametersOf, plainText, type ArgumentValue, type Arguments } from '../argumentValue';
import { exampleAnswer } from './exampleAnswer';
import type { ExampleCall } from './example';
import { escapeXml, writeXml, type XmlNode } from './xml';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The request of a call, ready to be sent. */
export function soapRequest(
  { wire }: ApiDescription,
  operation: OperationDescription,
  form: FormDescription,
  values: Arguments,
): string {
  const args = parametersOf(operation, form).map(({ name, type }) =>
    element(name, type, values[name] ?? null),
  );
  return envelope(wire, {
    name: `api:${operation.name}`,
    attributes: `xmlns:api="${wire.namespace}"`,
    content: args,
  });
}

/** The request, and an answer of the form that it would get. */
export function soapXmlExample({ api, operation, form, values }: ExampleCall): string {
  const answer: XmlNode = {
    name: `api:${operation.name}Response`,
    attributes: `xmlns:api="${api.wire.namespace}"`,
    content: [element(`${operation.name}Return`, form.result, exampleAnswer(operation, form))],
  };
  return [
    `POST /${api.paths.soap} HTTP/1.1`,
    'Content-Type: text/xml; charset=utf-8',
    'SOAPAction: ""',
    '',
    soapRequest(api, operation, form, values),
    '',
    'HTTP/1.1 200 OK',
    'Content-Type: text/xml; charset=utf-8',
    '',
    envelope(api.wire, answer),
  ].join('\n');
}

const envelope = ({ envelope: soap, encoding, schema, instance }: WireNames, body: XmlNode): string =>
  DECLARATION +
  writeXml({
    name: 'soapenv:Envelope',
    attributes: [
      `xmlns:soapenv="${soap}"`,
      `xmlns:soapenc="${encoding}"`,
      `xmlns:xsd="${schema}"`,
      `xmlns:xsi="${instance}"`,
    ].join('\n    '),
    content: [
      {
        name: 'soapenv:Body',
        content: [
          {
            ...body,
            attributes: `
        soapenv:encodingStyle="${encoding}"
        ${body.attributes}`,
          },
        ],
      },
    ],
  });

function element(name: string, type: ValueType, value: ArgumentValue): XmlNode {
  if (value === null)
    return { name, attributes: `${typeAttribute(type, value)} xsi:nil="true"`, content: '' };
  if (type.kind === 'array' && Array.isArray(value)) {
    const items = value as readonly ArgumentValue[];
    const itemType = type.item.kind === 'array' ? 'soapenc:Array' : schemaName(type.item, null);
    return {
      name,
      attributes: `xsi:type="soapenc:Array" soapenc:arrayType="${itemType}[${items.length}]"`,
      content: items.map((item) => element('item', type.item, item)),
    };
  }
  if (type.kind === 'struct' && typeof value === 'object' && !Array.isArray(value)) {
    const fields = value as Readonly<Record<string, ArgumentValue>>;
    return {
      name,
      attributes: typeAttribute(type, value),
      content: Object.entries(type.fields)
        .filter(([field]) => Object.hasOwn(fields, field))
        .map(([field, of]) => element(field, of, fields[field]!)),
    };
  }
  const text = plainText(value);
  return { name, attributes: typeAttribute(type, value), content: escapeXml(text) };
}

const typeAttribute = (type: ValueType, value: ArgumentValue): string =>
  `xsi:type="${type.kind === 'array' ? 'soapenc:Array' : schemaName(type, value)}"`;

function schemaName(type: ValueType, value: ArgumentValue): string {
  if (type.kind === 'struct') return `api:${type.name}`;
  if (type.kind === 'any')
    return value === null || typeof value === 'object' ? 'xsd:anyType' : `xsd:${anyTypeOf(value)}`;
  return `xsd:${type.kind}`;
}
