/** The two places an answer can stand in: a response of its own, and one among those of a `system.multicall`. */
import type { ApiError } from '../../contract/errorCatalogue';
import { escapeXml } from '../../text/escapeXml';

export interface AnswerFrame {
  /** @param value a whole `value` element */
  result(value: string): string;
  fault(error: ApiError): string;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?><methodResponse>';
const TAIL = '</methodResponse>';

export const RESPONSE: AnswerFrame = {
  result: (value) => `${HEAD}<params><param>${value}</param></params>${TAIL}`,
  fault: (error) => `${HEAD}<fault>${faultValue(error)}</fault>${TAIL}`,
};

/** A result is an array of one there, so that it cannot be taken for a fault, which is a struct. */
export const IN_BATCH: AnswerFrame = {
  result: (value) => `<value><array><data>${value}</data></array></value>`,
  fault: (error) => faultValue(error),
};

/** Exactly the two members that the specification knows: clients make an exception of all that they find. */
const faultValue = ({ entry, message }: ApiError): string =>
  `<value><struct><member><name>faultCode</name><value><int>${entry.xmlRpc}</int></value></member>` +
  `<member><name>faultString</name><value><string>${escapeXml(message)}</string></value></member></struct></value>`;
