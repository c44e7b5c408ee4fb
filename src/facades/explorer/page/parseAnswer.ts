/** Reads what the gateway answered: a value by the types that the answer says, or a fault. */
import type { ArgumentValue } from './argumentValue';

export type Outcome =
  | { readonly kind: 'value'; readonly value: ArgumentValue }
  | {
      readonly kind: 'fault';
      /** The code of the error catalogue; empty if the fault has none. */
      readonly code: string;
      readonly faultcode: string;
      readonly text: string;
    }
  /** Not a SOAP answer at all. */
  | { readonly kind: 'unreadable' };

const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * The browser is told to let no text become markup; its parser of XML counts as a way to do that, though its
 * documents run nothing and are never shown.
 */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML: (text: string) => string },
  ): { createHTML(text: string): string };
}
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('xml-to-read', {
  createHTML: (text) => text,
});

/** A document, or null if the text is not well-formed XML. */
export function parseXml(text: string): Document | null {
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, 'text/xml');
  return parsed.getElementsByTagName('parsererror').length > 0 ? null : parsed;
}

export function parseAnswer(text: string): Outcome {
  const envelope = parseXml(text)?.documentElement;
  const body = envelope && child(envelope, 'Body');
  const answer = body?.firstElementChild;
  if (!answer) return { kind: 'unreadable' };
  if (answer.localName === 'Fault') {
    const detail = child(answer, 'detail');
    return {
      kind: 'fault',
      code: detail?.firstElementChild?.textContent ?? '',
      faultcode: child(answer, 'faultcode')?.textContent ?? '',
      text: child(answer, 'faultstring')?.textContent ?? '',
    };
  }
  const returned = answer.firstElementChild;
  return { kind: 'value', value: returned ? valueOf(returned) : null };
}

const child = (parent: Element, name: string): Element | undefined =>
  [...parent.children].find((each) => each.localName === name);

function valueOf(element: Element): ArgumentValue {
  if (element.getAttributeNS(INSTANCE, 'nil') === 'true') return null;
  const type = (element.getAttributeNS(INSTANCE, 'type') ?? '').replace(/^.*:/, '');
  const text = element.textContent ?? '';
  if (type === 'int' || type === 'float') return Number(text);
  if (type === 'boolean') return text === 'true';
  if (type === 'Array') return [...element.children].map(valueOf);
  if (element.children.length === 0) return text;
  return Object.fromEntries([...element.children].map((each) => [each.localName, valueOf(each)]));
}
