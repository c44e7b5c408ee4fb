/** HTML in which every value is text unless it was made here: pages cannot forget to escape. */
import { escapeXmlAttribute } from '../../text/escapeXml';

export class Html {
  constructor(readonly text: string) {}
}

type Piece = string | number | Html | readonly Html[] | null;

const write = (piece: Piece): string => {
  if (piece === null) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escapeXmlAttribute(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(write).join('');
};

/** A piece of a page; values are escaped for text and for attributes in double quotes. */
export const html = (pieces: TemplateStringsArray, ...values: readonly Piece[]): Html =>
  new Html(pieces.map((piece, i) => piece + (i < values.length ? write(values[i]!) : '')).join(''));
