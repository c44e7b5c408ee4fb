/** The same call and its answer over XML-RPC: the same names, the arguments by position. */
import type { FormDescription, OperationDescription, ValueType } from '../../apiDescription';
import { anyTypeOf, parametersOf, plainText, type ArgumentValue, type Arguments } from '../argumentValue';
import { exampleAnswer } from './exampleAnswer';
import type { ExampleCall } from './example';
import { escapeXml, writeXml, type XmlNode } from './xml';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The request of a call, ready to be sent. */
export const xmlRpcRequest = (
  operation: OperationDescription,
  form: FormDescription,
  values: Arguments,
): string =>
  DECLARATION +
  writeXml({
    name: 'methodCall',
    content: [
      { name: 'methodName', content: operation.name },
      {
        name: 'params',
        content: parametersOf(operation, form).map(({ name, type }) =>
          param(type, values[name] ?? null, NIL),
        ),
      },
    ],
  });

export function xmlRpcExample({ api, operation, form, values }: ExampleCall): string {
  const answer = param(form.result, exampleAnswer(operation, form), NOTHING);
  return [
    `POST /${api.paths.xmlRpc} HTTP/1.1`,
    'Content-Type: text/xml; charset=utf-8',
    '',
    xmlRpcRequest(operation, form, values),
    '',
    'HTTP/1.1 200 OK',
    'Content-Type: text/xml; charset=utf-8',
    '',
    DECLARATION + writeXml({ name: 'methodResponse', content: [{ name: 'params', content: [answer] }] }),
  ].join('\n');
}

/** No value: as the extension that the gateway reads has it, and as the gateway answers it to every client. */
const NIL: XmlNode = { name: 'nil', content: '' };
const NOTHING: XmlNode = { name: 'string', content: '' };

const param = (type: ValueType, value: ArgumentValue, nil: XmlNode): XmlNode => ({
  name: 'param',
  content: [{ name: 'value', content: [typed(type, value, nil)] }],
});

function typed(type: ValueType, value: ArgumentValue, nil: XmlNode): XmlNode {
  if (value === null) return nil;
  if (type.kind === 'array' && Array.isArray(value)) {
    const items = (value as readonly ArgumentValue[]).map((item) => ({
      name: 'value',
      content: [typed(type.item, item, nil)],
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
            { name: 'value', content: [typed(of, fields[field]!, nil)] },
          ],
        })),
    };
  }
  const kind = type.kind === 'any' && typeof value !== 'object' ? anyTypeOf(value) : type.kind;
  const text = plainText(value);
  if (kind === 'boolean') return { name: 'boolean', content: value ? '1' : '0' };
  if (kind === 'float') return { name: 'double', content: text };
  // The format knows no zone, and the gateway reads one where it stands; without it, the realm's clocks count.
  if (kind === 'dateTime') return { name: 'dateTime.iso8601', content: text.replace(/-/g, '') };
  return { name: kind === 'int' ? 'int' : 'string', content: escapeXml(text) };
}
