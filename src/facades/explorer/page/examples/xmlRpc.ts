/** The same call and its answer over XML-RPC: the same names, the arguments by position. */
import type { ValueType } from '../../apiDescription';
import { anyTypeOf, parametersOf, plainText, type ArgumentValue } from '../argumentValue';
import { exampleAnswer } from './exampleAnswer';
import type { ExampleCall } from './example';
import { escapeXml, writeXml, type XmlNode } from './xml';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function xmlRpcExample({ api, operation, form, values }: ExampleCall): string {
  const params = parametersOf(operation, form).map(({ name, type }) => param(type, values[name] ?? null));
  return [
    `POST /${api.paths.xmlRpc} HTTP/1.1`,
    'Content-Type: text/xml; charset=utf-8',
    '',
    DECLARATION +
      writeXml({
        name: 'methodCall',
        content: [
          { name: 'methodName', content: operation.name },
          { name: 'params', content: params },
        ],
      }),
    '',
    'HTTP/1.1 200 OK',
    'Content-Type: text/xml; charset=utf-8',
    '',
    DECLARATION +
      writeXml({
        name: 'methodResponse',
        content: [{ name: 'params', content: [param(form.result, exampleAnswer(operation, form))] }],
      }),
  ].join('\n');
}

const param = (type: ValueType, value: ArgumentValue): XmlNode => ({
  name: 'param',
  content: [{ name: 'value', content: [typed(type, value)] }],
});

function typed(type: ValueType, value: ArgumentValue): XmlNode {
  if (value === null) return { name: 'nil', content: '' };
  if (type.kind === 'array' && Array.isArray(value)) {
    const items = (value as readonly ArgumentValue[]).map((item) => ({
      name: 'value',
      content: [typed(type.item, item)],
    }));
    return { name: 'array', content: [{ name: 'data', content: items }] };
  }
  if (type.kind === 'struct' && typeof value === 'object' && !Array.isArray(value)) {
    const fields = value as Readonly<Record<string, ArgumentValue>>;
    return {
      name: 'struct',
      content: Object.entries(type.fields)
        .filter(([field]) => Object.hasOwn(fields, field))
        .map(([field, of]) => ({
          name: 'member',
          content: [
            { name: 'name', content: escapeXml(field) },
            { name: 'value', content: [typed(of, fields[field]!)] },
          ],
        })),
    };
  }
  const kind = type.kind === 'any' && typeof value !== 'object' ? anyTypeOf(value) : type.kind;
  const text = plainText(value);
  if (kind === 'boolean') return { name: 'boolean', content: value ? '1' : '0' };
  if (kind === 'float') return { name: 'double', content: text };
  // The format has no zone; the gateway reads it as UTC.
  if (kind === 'dateTime')
    return { name: 'dateTime.iso8601', content: text.replace(/-/g, '').replace(/Z$/, '') };
  return { name: kind === 'int' ? 'int' : 'string', content: escapeXml(text) };
}
