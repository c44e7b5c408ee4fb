/**
 * Reads the XML of a request. Large documents are parsed slice by slice, one document after the other, with all other
 * work of the process between the slices.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { parseXml, SLICE, XmlReader, type XmlTree } from './parseXml';
import type { Message } from './intake';
import type { RequestLimits } from './requestLimits';

/** What an element comes to in memory, and a byte of text. */
const ELEMENT_BYTES = 200;
const TEXT_BYTES = 2;
const TAG = 0x3c;
const SHORTEST_TAG = 4;

const reader = new XmlReader();
let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Parses a document, at once where it is short.
 * @throws {ApiError} like `parseXml`
 */
export function readXml(xml: string, limits: RequestLimits): XmlTree | Promise<XmlTree> {
  if (xml.length <= SLICE) return parseXml(xml, limits);
  const turn = lastTurn.then(() => readInSlices(xml, limits));
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function readInSlices(xml: string, limits: RequestLimits): Promise<XmlTree> {
  const slices = reader.read(xml, limits);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
    await othersTurn();
  }
}

/** How many bytes a message comes to once it is read; every element has a tag of its own. */
export function weightOfXml({ body, contentType }: Pick<Message, 'body' | 'contentType'>): number {
  let tags = 0;
  // A part may be encoded in a way that hides its tags.
  if (/multipart/i.test(contentType ?? '')) tags = body.length / SHORTEST_TAG;
  else for (let at = body.indexOf(TAG); at !== -1; at = body.indexOf(TAG, at + 1)) tags++;
  return Math.ceil(tags * ELEMENT_BYTES + body.length * TEXT_BYTES);
}
