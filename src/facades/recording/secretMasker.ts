/** Takes licences and sessions out of what is recorded; the same secret always gets the same placeholder. */
import type { Registry } from '../../contract/registry';
import { escapeXml } from '../../text/escapeXml';
import { positional, SESSION } from '../wire/positional';
import { bodyOf, exchange, leaves, positionedXml, type PositionedElement } from './positionedXml';

/** What stands in the place of a secret. */
export const PLACEHOLDER = /\{\{(licence|session)-(\d+)\}\}/g;

/** The operation that takes a licence and answers a session. */
export const LOGIN = 'beginSession';

/** Shorter texts are exchanged only if they are the whole value: as parts of others they would stand everywhere. */
const LONG = 8;

export interface MaskedRequest {
  /** Local name of the element that names the operation. */
  readonly operation: string;
  readonly text: string;
}

export class SecretMasker {
  readonly #registry: Registry;
  readonly #placeholders = new Map<string, string>();
  readonly #counts = { licence: 0, session: 0 };

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** @throws if it is no SOAP message, in which nobody can tell what is secret */
  request(xml: string): MaskedRequest {
    const root = positionedXml(xml);
    const body = bodyOf(root);
    const operation = body.children.find(({ id }) => id === null) ?? body.children[0];
    if (!operation) throw new Error('the body is empty');
    if (operation.name === LOGIN) for (const leaf of leaves(body)) this.#learn('licence', leaf.text);
    else this.#learn('session', sessionOf(this.#registry, operation, body)?.text ?? '');
    return { operation: operation.name, text: this.#mask(xml, root) };
  }

  /** An answer that is no SOAP message (a proxy's page) is kept, but not one to a login. */
  answer(operation: string, xml: string): string {
    let root: PositionedElement;
    try {
      root = positionedXml(xml);
      const body = bodyOf(root);
      if (operation === LOGIN && body.children[0]?.name !== 'Fault')
        for (const leaf of leaves(body)) this.#learn('session', leaf.text);
    } catch {
      return operation === LOGIN ? '' : this.#literal(xml);
    }
    return this.#mask(xml, root);
  }

  #learn(kind: 'licence' | 'session', value: string): void {
    const secret = value.trim();
    if (secret === '' || this.#placeholders.has(secret)) return;
    this.#counts[kind] += 1;
    this.#placeholders.set(secret, `{{${kind}-${this.#counts[kind]}}}`);
  }

  /** Known secrets wherever they stand: as a value or in one, and in what is no value at all. */
  #mask(xml: string, root: PositionedElement): string {
    const contents = new Map<PositionedElement, string>();
    for (const leaf of leaves(root)) {
      const masked = this.#placeholders.get(leaf.text.trim()) ?? this.#literal(leaf.text);
      if (masked !== leaf.text) contents.set(leaf, escapeXml(masked));
    }
    return this.#literal(exchange(xml, contents));
  }

  #literal(text: string): string {
    let masked = text;
    for (const [secret, placeholder] of this.#placeholders)
      if (secret.length >= LONG && masked.includes(secret)) masked = masked.replaceAll(secret, placeholder);
    return masked;
  }
}

/** The element of a call's session: by its name, else by the place that it has in the operation; else the first. */
function sessionOf(
  registry: Registry,
  operation: PositionedElement,
  body: PositionedElement,
): PositionedElement | undefined {
  const { name, children } = operation;
  const known =
    registry.get(name) ??
    registry.all().find(({ forms }) => forms.some(({ documentName }) => documentName === name));
  if (known && known.admits !== 'clients') return undefined;
  const forms = known && positional(known).forms;
  const form = forms?.find(({ parameters }) => parameters.length === children.length) ?? forms?.[0];
  const place = form ? form.parameters.indexOf(SESSION) : 0;
  const element = children.find((child) => child.name === SESSION) ?? children[place];
  if (!element?.href) return element;
  return body.children.find(({ id }) => element.href === `#${id}`);
}
