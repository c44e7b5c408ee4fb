/**
 * SOAP encoding lets values stand elsewhere and be pointed at, which makes a message a graph. Before anything is
 * decoded, this walks it once, in time linear in its size, and refuses loops, long chains, dangling references,
 * and messages that would be too large with every reference written out.
 */
import { fail } from '../../contract/errorCatalogue';
import type { XmlTree } from '../wire/parseXml';
import type { RequestLimits } from '../wire/requestLimits';
import type { XmlElement } from '../wire/xmlElement';

/** References in a row that lead to one value. Clients use one. */
const MAX_HOPS = 16;

/** What an element comes to when every reference below it is written out. */
interface Extent {
  elements: number;
  characters: number;
  /** References that lead from the element to its value. */
  hops: number;
}

/** An element whose content is being measured. */
interface Frame extends Extent {
  readonly element: XmlElement;
  readonly isReference: boolean;
  readonly children: readonly XmlElement[];
  next: number;
}

const NONE: readonly XmlElement[] = [];

/** The element a reference points at. */
export function targetOf(element: XmlElement, ids: XmlTree['ids']): XmlElement {
  const href = element.href!;
  const target = href.startsWith('#') ? ids.get(href.slice(1)) : undefined;
  if (target) return target;
  const what = target === null ? 'an id that stands twice' : 'nothing in the message';
  return fail('request.malformed', { reason: `the reference ${href.slice(0, 100)} points at ${what}` });
}

/** @throws {ApiError} `request.malformed` for loops, chains and dangling references, `request.tooLarge` */
export function checkReferences(start: XmlElement, ids: XmlTree['ids'], limits: RequestLimits): void {
  const done = new Map<XmlElement, Extent>();
  const open = new Set<XmlElement>([start]);
  const stack = [frameOf(start, ids)];
  for (let frame = stack[0]; frame; frame = stack[stack.length - 1]) {
    const child = frame.children[frame.next++];
    if (!child) {
      check(frame, limits);
      done.set(frame.element, frame);
      open.delete(frame.element);
      stack.pop();
      const above = stack[stack.length - 1];
      if (above) add(above, frame);
    } else if (child.children === null && child.href === null) {
      frame.elements++;
      frame.characters += child.text.length;
    } else {
      const known = done.get(child);
      if (known) add(frame, known);
      else {
        if (open.has(child)) fail('request.malformed', { reason: 'its references form a loop' });
        open.add(child);
        stack.push(frameOf(child, ids));
      }
    }
  }
}

function frameOf(element: XmlElement, ids: XmlTree['ids']): Frame {
  const isReference = element.href !== null;
  return {
    element,
    isReference,
    // A reference's only child is what it points at.
    children: isReference ? [targetOf(element, ids)] : (element.children ?? NONE),
    next: 0,
    elements: 1,
    characters: element.text.length,
    hops: isReference ? 1 : 0,
  };
}

function add(frame: Frame, child: Extent): void {
  frame.elements += child.elements;
  frame.characters += child.characters;
  if (frame.isReference) frame.hops += child.hops;
}

function check({ elements, characters, hops }: Extent, limits: RequestLimits): void {
  if (hops > MAX_HOPS) {
    fail('request.malformed', { reason: `more than ${MAX_HOPS} references lead to one value` });
  }
  if (elements > limits.maxElements) {
    fail('request.tooLarge', {
      reason: `with its references it has more than ${limits.maxElements} elements`,
    });
  }
  if (characters > limits.maxBytes) {
    fail('request.tooLarge', {
      reason: `with its references it has more than ${limits.maxBytes} characters`,
    });
  }
}
