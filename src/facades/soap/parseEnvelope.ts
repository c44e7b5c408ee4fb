/** Finds the operation element of a SOAP 1.1 message, and refuses what is not one. */
import { fail } from '../../contract/errorCatalogue';
import { parseXml, type XmlTree } from '../wire/parseXml';
import { readXml } from '../wire/readXml';
import type { RequestLimits } from '../wire/requestLimits';
import type { XmlElement } from '../wire/xmlElement';
import { checkReferences } from './checkReferences';
import { inlineFiles } from './inlineFiles';
import { ENVELOPE_NAMESPACE, NEXT_ACTOR } from './soapNames';

export interface Envelope {
  /** The element that names the operation; its children are the arguments. */
  readonly operation: XmlElement;
  readonly ids: XmlTree['ids'];
}

const NONE: readonly XmlElement[] = [];

/**
 * Parses a message. References are followed and measured here, so that decoding may follow them blindly.
 * @throws {ApiError} `request.malformed`, `request.tooLarge`, `request.version`, `request.mustUnderstand`
 */
export const parseEnvelope = (xml: string, limits: RequestLimits): Envelope =>
  openEnvelope(parseXml(xml, limits), limits, null);

/**
 * The same for a message of a caller, which may be large.
 * @param files what came beside it, where it came in parts
 */
export const readEnvelope = async (
  xml: string,
  limits: RequestLimits,
  files: ReadonlyMap<string, Buffer> | null,
): Promise<Envelope> => openEnvelope(await readXml(xml, limits), limits, files);

function openEnvelope(
  tree: XmlTree,
  limits: RequestLimits,
  files: ReadonlyMap<string, Buffer> | null,
): Envelope {
  const { root } = tree;
  if (root.name !== 'Envelope') fail('request.malformed', { reason: 'it is not a SOAP envelope' });
  if (root.namespace() !== ENVELOPE_NAMESPACE) fail('request.version');
  let body: XmlElement | null = null;
  for (const part of root.children ?? NONE) {
    if (part.name === 'Header') understand(part.children ?? NONE);
    else if (part.name === 'Body') {
      if (body) fail('request.malformed', { reason: 'the envelope has two bodies' });
      body = part;
    }
  }
  if (!body) return fail('request.malformed', { reason: 'the envelope has no body' });
  const entries = body.children ?? NONE;
  // One that nothing can refer to is no value either: it would be lost, and its caller told of the other one.
  if (entries.filter(({ id, notRoot }) => id === null && !notRoot).length > 1)
    fail('request.malformed', { reason: 'the body holds two calls; send one message for each' });
  const operation = findOperation(entries);
  if (!operation) return fail('request.malformed', { reason: 'the body is empty' });
  if (files && tree.hasReferences) inlineFiles(root, files);
  if (tree.hasReferences) checkReferences(operation, tree.ids, limits);
  return { operation, ids: tree.ids };
}

/** @throws {ApiError} for a header entry meant for us that must be understood: we know none */
function understand(entries: readonly XmlElement[]): void {
  for (const { mustUnderstand, actor, name } of entries) {
    if (mustUnderstand && (!actor || actor === NEXT_ACTOR)) {
      fail('request.mustUnderstand', { name: name.slice(0, 100) });
    }
  }
}

/**
 * The first child of the body that is not a value others refer to. Values carry an `id`; where everything does,
 * the first that does not say it is no root.
 */
function findOperation(entries: readonly XmlElement[]): XmlElement | undefined {
  return (
    entries.find((entry) => entry.id === null && !entry.notRoot) ??
    entries.find((entry) => !entry.notRoot) ??
    entries[0]
  );
}
