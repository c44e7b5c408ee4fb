/**
 * SOAP encoding lets values stand elsewhere and be pointed at, which makes a message a graph. Before anything is
 * decoded, this walks it once, in time linear in its size, and refuses loops, long chains, dangling references,
 * and messages that would be too large with every reference written out.
 */
import { fail } from '../../contract/errorCatalogue';
import type { XmlTree } from './parseXml';
import type { SoapLimits } from './soapLimits';
import type { XmlElement } from './xmlElement';

/** References in a row that lead to one value. Clients use one. */
const MAX_HOPS = 16;

/** What an element comes to when every reference below it is written out. */
interface Extent {
  elements: number;
  characters: number;
  hops: number;
}

/** The element a reference points at. */
export function targetOf(element: XmlElement, ids: XmlTree['ids']): XmlElement {
  const href = element.href!;
  const target = href.startsWith('#') ? ids.get(href.slice(1)) : undefined;
  if (target) return target;
  const what = target === null ? 'an id that stands twice' : 'nothing in the message';
  return fail('request.malformed', { reason: `the reference ${href.slice(0, 100)} points at ${what}` });
}

/** @throws {ApiError} `request.malformed` for loops, chains and dangling references, `request.tooLarge` */
export function checkReferences(start: XmlElement, ids: XmlTree['ids'], limits: SoapLimits): void {
  const done = new Map<XmlElement, Extent>();
  const open = new Set<XmlElement>([start]);
  const stack: { element: XmlElement; next: number }[] = [{ element: start, next: 0 }];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const { element } = frame;
    // A reference's only child is what it points at.
    const target = element.href === null ? null : targetOf(element, ids);
    const children = target ? [target] : element.children;
    const child = children?.[frame.next++];
    if (child) {
      if (done.has(child)) continue;
      if (open.has(child)) fail('request.malformed', { reason: 'its references form a loop' });
      open.add(child);
      stack.push({ element: child, next: 0 });
      continue;
    }
    const extent: Extent = { elements: 1, characters: element.text.length, hops: 0 };
    for (const { elements, characters, hops } of (children ?? []).map((each) => done.get(each)!)) {
      extent.elements += elements;
      extent.characters += characters;
      if (target) extent.hops = hops + 1;
    }
    if (extent.hops > MAX_HOPS) {
      fail('request.malformed', { reason: `more than ${MAX_HOPS} references lead to one value` });
    }
    if (extent.elements > limits.maxElements) {
      fail('request.tooLarge', {
        reason: `with its references it has more than ${limits.maxElements} elements`,
      });
    }
    if (extent.characters > limits.maxBytes) {
      fail('request.tooLarge', {
        reason: `with its references it has more than ${limits.maxBytes} characters`,
      });
    }
    done.set(element, extent);
    open.delete(element);
    stack.pop();
  }
}
