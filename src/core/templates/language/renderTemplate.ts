/** Prints a template that has been read, for one message. It never fails on what a template or a value holds. */
import { evaluateCondition } from './evaluateCondition';
import { printDate, readDate } from './dates';
import { escapeHtml } from '../../../text/escapeHtml';
import { oneLine } from '../../../text/oneLine';
import { urlEncode } from '../../../text/urlEncode';
import { hostRoles, inHost, type HostRole } from './hostTags';
import { queryJoin, type LinkTexts } from './linkTags';
import type { Expression, GetTag, Node, Template } from './template';
import { Scope, type Value, type Values } from './values';

/** Where the result stands: a header keeps to one line, HTML shows a contact's values as text, an address encodes them. */
export type RenderTarget = 'header' | 'plain' | 'html' | 'url';

export interface RenderContext {
  readonly values: Values;
  readonly timeZone: string;
  readonly now: Date;
  /** Whether values of contacts stand in HTML as they are. */
  readonly rawContactValues?: boolean;
  /** Null in a preview: link tags stay as they stand. */
  readonly links: LinkTexts | null;
  /** What `smartget` tags fetched, by `getKey`. */
  readonly fetched: ReadonlyMap<string, Template>;
}

/** An address that has to be fetched before the template can be printed. */
export interface PendingFetch {
  readonly key: string;
  readonly url: string;
  readonly options: GetTag['options'];
}

export interface Rendered {
  readonly text: string;
  /** What is missing in `fetched`; if there is any, the text is not complete. */
  readonly wanted: readonly PendingFetch[];
}

/** Characters that one part may have. */
const MAX_LENGTH = 12_000_000;
/** Most fetched texts in one part. */
const MAX_INSERTIONS = 1000;

/** Thrown where values blow a part up beyond any mail. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** @throws {TooLong} and nothing else */
export function renderTemplate(
  template: Template,
  place: RenderTarget,
  surroundings: RenderContext,
): Rendered {
  const printer = new Printer(place, surroundings);
  printer.printAll(template.nodes, false);
  const text = printer.text();
  return {
    text: place === 'header' ? oneLine(text) : text,
    wanted: [...printer.wanted.values()],
  };
}

/** Names what a `smartget` fetches: equal keys are fetched once. */
const getKey = (url: string, options: GetTag['options']): string => JSON.stringify([url, options]);

class Printer {
  readonly wanted = new Map<string, PendingFetch>();
  readonly #place: RenderTarget;
  readonly #around: RenderContext;
  readonly #scope: Scope;
  readonly #parts: string[] = [];
  /** Where in the host of a link the tag stands that is printed. */
  #role: HostRole | undefined = undefined;
  #length = 0;
  #insertions = 0;

  constructor(place: RenderTarget, around: RenderContext, scope = new Scope(around.values)) {
    this.#place = place;
    this.#around = around;
    this.#scope = scope;
  }

  text(): string {
    return this.#parts.join('');
  }

  /** @param inGet true in text that was fetched, which fetches nothing itself */
  printAll(nodes: readonly Node[], inGet: boolean): void {
    const roles = hostRoles(nodes);
    for (const node of nodes) {
      if (typeof node === 'string') this.#print(node);
      else {
        this.#role = roles.get(node);
        this.#printTag(node, inGet);
      }
    }
  }

  #print(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_LENGTH) throw new TooLong();
    if (text !== '') this.#parts.push(text);
  }

  #printValue({ text: whole, trusted }: Value): void {
    const text = inHost(this.#role, whole);
    if (trusted || this.#place === 'plain' || this.#place === 'header') this.#print(text);
    else if (this.#place === 'url') this.#print(urlEncode(text));
    else this.#print(this.#around.rawContactValues ? text : escapeHtml(text));
  }

  #printTag(tag: Exclude<Node, string>, inGet: boolean): void {
    switch (tag.kind) {
      case 'value': {
        const value = this.#scope.find(tag.name);
        if (value) this.#printValue(value);
        else if (!tag.ordinary) this.#print(tag.source);
        return;
      }
      case 'print':
        return this.#printValue(this.#evaluate(tag.expression));
      case 'set':
        return this.#scope.set(tag.name, this.#evaluate(tag.expression));
      case 'if': {
        const action = evaluateCondition(tag.test, this.#scope) ? tag.then : tag.otherwise;
        if (action?.kind === 'text') this.#print(action.text);
        else if (action) this.#printValue(this.#scope.find(action.name) ?? NOTHING);
        return;
      }
      case 'link':
        return this.#print(this.#link(tag) ?? tag.source);
      case 'article':
        // Those that there are were put into the text before it was read.
        return this.#print(tag.source);
      case 'get':
        if (!inGet) this.#printFetched(tag);
        return;
      case 'refused':
        return;
    }
  }

  #link({ tag, exact, source }: LinkNode): string | null {
    const { links } = this.#around;
    if (links === null || (!exact && this.#scope.find(source.slice(2, -2).trim()))) return null;
    return links[tag] ?? (tag === 'STOP' ? queryJoin(this.#tail()) : null);
  }

  #printFetched(tag: GetTag): void {
    const address = new Printer('url', this.#around, this.#scope);
    address.printAll(tag.url.nodes, true);
    const url = address.text();
    const key = getKey(url, tag.options);
    const text = this.#around.fetched.get(key);
    if (text) {
      if (++this.#insertions > MAX_INSERTIONS) throw new TooLong();
      this.printAll(text.nodes, true);
    } else this.wanted.set(key, { key, url, options: tag.options });
  }

  #evaluate(expression: Expression): Value {
    const { timeZone, now } = this.#around;
    switch (expression.kind) {
      case 'literal':
        return { text: expression.text, trusted: true };
      case 'name':
        return this.#scope.find(expression.name) ?? NOTHING;
      case 'urlencode':
        return { text: urlEncode(this.#evaluate(expression.argument).text), trusted: true };
      case 'now':
        return { text: printDate(now, timeZone, expression.pattern), trusted: true };
      case 'date': {
        const value = this.#evaluate(expression.argument);
        const date = readDate(value.text, timeZone);
        return date ? { text: printDate(date, timeZone, expression.pattern), trusted: true } : value;
      }
    }
  }

  /** The last 2,048 characters printed. */
  #tail(): string {
    let tail = '';
    for (let i = this.#parts.length - 1; i >= 0 && tail.length < 2048; i--) {
      tail = this.#parts[i]!.slice(-2048) + tail;
    }
    return tail.slice(-2048);
  }
}

type LinkNode = Extract<Node, { readonly kind: 'link' }>;

const NOTHING: Value = { text: '', trusted: true };
