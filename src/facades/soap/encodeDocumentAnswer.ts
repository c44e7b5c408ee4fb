/** Document/literal answers: plain elements of the second namespace, nil if there is no value. */
import { plainScalar, type WireType } from '../../contract/wireTypes';
import { scalarText, schemaTypeOf } from '../wire/scalarText';
import { ENVELOPE_HEAD, ENVELOPE_TAIL, type EncodeAnswer, type WriteElement } from './encodeAnswer';
import { DOCUMENT_NAMESPACE } from './soapNames';

/** The writer of the answers of one document operation; made once, used for every call. */
export function encodeDocumentAnswer(documentName: string, result: WireType): EncodeAnswer {
  const head = `${ENVELOPE_HEAD}<${documentName}Response xmlns="${DOCUMENT_NAMESPACE}">`;
  const tail = `</${documentName}Response>${ENVELOPE_TAIL}`;
  const write = elementWriter(`${documentName}Return`, result);
  return (value) => head + write(value) + tail;
}

function elementWriter(name: string, type: WireType): WriteElement {
  const nil = `<${name} xsi:nil="true"/>`;
  const write = contentWriter(type);
  if (type.kind === 'any') {
    return (value) =>
      value === null || value === undefined
        ? nil
        : `<${name} xsi:type="xsd:${schemaTypeOf('any', value)}">${scalarText('any', value)}</${name}>`;
  }
  return (value) => (value === null || value === undefined ? nil : `<${name}>${write(value)}</${name}>`);
}

function contentWriter(type: WireType): WriteElement {
  if (type.kind === 'array') {
    const writeItem = elementWriter('item', type.item);
    return (value) => {
      let written = '';
      for (const item of value as readonly unknown[]) written += writeItem(item);
      return written;
    };
  }
  if (type.kind === 'struct') {
    const fields = Object.entries(type.fields).map(([field, of]) => ({
      field,
      write: elementWriter(field, of),
    }));
    return (value) => {
      let written = '';
      for (const { field, write } of fields) written += write((value as Record<string, unknown>)[field]);
      return written;
    };
  }
  const { kind } = plainScalar(type);
  return (value) => scalarText(kind, value);
}
