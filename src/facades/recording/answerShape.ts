/**
 * What a client sees of an answer: names, values and their order, whatever the prefixes, the indentation, the names of
 * wrappers, and whether values stand inline or are pointed at.
 */
import { targetOf } from '../soap/checkReferences';
import { parseEnvelope } from '../soap/parseEnvelope';
import { parseXml, type XmlTree } from '../wire/parseXml';
import type { RequestLimits } from '../wire/requestLimits';
import type { XmlElement } from '../wire/xmlElement';

export interface Shape {
  readonly name: string;
  /** Local name of the type, where the answer says it. */
  readonly type: string | null;
  readonly isNil: boolean;
  /** Null if there are parts. */
  readonly text: string | null;
  readonly parts: readonly Shape[];
}

/** Answers come from an endpoint that the owner chose; these keep a defect of it from taking all memory. */
const LIMITS: RequestLimits = { maxBytes: 64 * 1024 * 1024, maxElements: 5_000_000, maxDepth: 200 };

/**
 * The answered values, or the fault, under the name of the operation.
 * @throws {ApiError} if it is no SOAP message
 */
export function answerShape(xml: string): Shape {
  const { operation, ids } = parseEnvelope(xml, LIMITS);
  if (operation.name !== 'Fault') {
    const values = (operation.children ?? []).map((child, i) =>
      shape(child, ids, i === 0 ? 'result' : child.name),
    );
    return { name: 'answer', type: null, isNil: false, text: values.length > 0 ? null : '', parts: values };
  }
  // What else a fault says is for people, and made by the server's own tools.
  const told = (operation.children ?? []).filter(
    ({ name }) => name === 'faultcode' || name === 'faultstring',
  );
  const parts = told.map((child) => {
    const { text } = child;
    return leaf(child.name, child.name === 'faultcode' ? text.trim().replace(/^[^:]*:/, '') : text.trim());
  });
  return { name: 'Fault', type: null, isNil: false, text: null, parts };
}

const leaf = (name: string, text: string): Shape => ({ name, type: null, isNil: false, text, parts: [] });

function shape(reference: XmlElement, ids: XmlTree['ids'], name: string): Shape {
  let element = reference;
  while (element.href !== null) element = targetOf(element, ids);
  const type = element.typeName();
  const isArray = element.arrayType !== null || type === 'Array';
  const made = { name, type: isArray ? 'Array' : type, isNil: element.nil };
  if (element.children) {
    const parts = element.children.map((child) => shape(child, ids, isArray ? 'item' : child.name));
    return { ...made, text: null, parts };
  }
  const inside = documentIn(element.text);
  return inside ? { ...made, text: null, parts: [inside] } : { ...made, text: element.text, parts: [] };
}

/** Many answers are text that is an XML document itself. */
function documentIn(text: string): Shape | null {
  if (!text.trimStart().startsWith('<')) return null;
  try {
    const { root, ids, hasReferences } = parseXml(text.trim(), LIMITS);
    return hasReferences ? null : shape(root, ids, root.name);
  } catch {
    return null;
  }
}
