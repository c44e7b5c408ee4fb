/** Writes answers as XML-RPC values. The protocol has no null: an empty string stands for nothing, as in arguments. */
import { plainScalar, type AnyValue, type WireType } from '../../contract/wireTypes';
import { readBoolean, readDate, readFloat, readInt } from '../wire/decodeScalar';
import { escapeXml } from '../../text/escapeXml';
import { scalarText } from '../wire/scalarText';

/** Writes a value that fits the declared type as a whole `value` element. */
export type WriteValue = (value: unknown) => string;

const NOTHING = '<value><string></string></value>';

/** The writer of a type; made once, used for every call. */
export function valueWriter(type: WireType): WriteValue {
  const write = contentWriter(type);
  return (value) => (value === null || value === undefined ? NOTHING : `<value>${write(value)}</value>`);
}

function contentWriter(type: WireType): WriteValue {
  switch (type.kind) {
    case 'array': {
      const writeItem = valueWriter(type.item);
      return (value) => {
        let written = '<array><data>';
        for (const item of value as readonly unknown[]) written += writeItem(item);
        return `${written}</data></array>`;
      };
    }
    case 'struct': {
      const fields = Object.entries(type.fields).map(([name, of]) => ({
        name,
        head: `<member><name>${escapeXml(name)}</name>`,
        write: valueWriter(of),
      }));
      return (value) => {
        let written = '<struct>';
        for (const { name, head, write } of fields)
          written += `${head}${write((value as Record<string, unknown>)[name])}</member>`;
        return `${written}</struct>`;
      };
    }
    case 'boolean':
      return (value) => `<boolean>${value ? 1 : 0}</boolean>`;
    case 'dateTime':
      return (value) => `<dateTime.iso8601>${compactDate(value as Date)}</dateTime.iso8601>`;
    case 'any':
      return (value) => anyContent(value as AnyValue);
    default: {
      const { kind } = plainScalar(type);
      const tag = kind === 'float' ? 'double' : kind;
      return (value) => `<${tag}>${scalarText(kind, value)}</${tag}>`;
    }
  }
}

/** A value of any type, under the type it came with where its text is a value of that. */
function anyContent({ text, xsdType }: AnyValue): string {
  switch (xsdType) {
    case 'int':
    case 'integer':
    case 'long':
    case 'short':
    case 'byte':
      if ('value' in readInt(text)) return `<int>${text.trim()}</int>`;
      break;
    case 'float':
    case 'double':
    case 'decimal':
      if ('value' in readFloat(text)) return `<double>${text.trim()}</double>`;
      break;
    case 'boolean': {
      const read = readBoolean(text);
      if ('value' in read) return `<boolean>${read.value ? 1 : 0}</boolean>`;
      break;
    }
    case 'dateTime':
    case 'date': {
      const read = readDate(text, 'UTC');
      if ('value' in read) return `<dateTime.iso8601>${compactDate(read.value)}</dateTime.iso8601>`;
    }
  }
  return `<string>${escapeXml(text)}</string>`;
}

/** `20240229T12:34:56` in UTC: clients read exactly this, without a zone and a fraction. */
const compactDate = (date: Date): string => date.toISOString().slice(0, 19).replaceAll('-', '');
