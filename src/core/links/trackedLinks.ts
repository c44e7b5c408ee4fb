/**
 * Finds the links of an HTML part before it is personalised, and writes it back with tracking links in their place.
 * What comes out is still a template: it is personalised once per recipient, and then `signLinks` closes the
 * links that carry personal values.
 */
import { escapeHtml, unescapeHtml } from '../../text/escapeHtml';
import { hostRoles, inHost } from '../templates/language/hostTags';
import { parseTemplate } from '../templates/language/parseTemplate';
import type { Node, Tag } from '../templates/language/template';

/** A link that can be tracked. */
export interface Link {
  /** Its text before personalisation, up to STOP: what it is known by in every mail of a campaign. */
  readonly key: string;
  /** Template text behind STOP, which travels in the link and becomes part of the target's query; '' without. */
  readonly appended: string;
}

/** An HTML part cut at its links: one piece more than links. */
export interface Trackable {
  readonly pieces: readonly string[];
  readonly links: readonly Link[];
}

/** Where the links of one campaign's mails lead. */
export interface Tracking {
  readonly baseUrl: string;
  readonly realmId: number;
  readonly campaignId: number;
  readonly listId: number;
  /** Numbers of the links by key, see `linkNumbers`; null if clicks are not tracked. */
  readonly clicks: ReadonlyMap<string, number> | null;
  readonly opens: boolean;
}

/** Private-use characters that enclose the personal values of a link between the two passes. */
export const VALUES = { open: '\uF8F0', next: '\uF8F1', close: '\uF8F2' } as const;
const MARKS = /[\uF8F0-\uF8F2]/g;

/** What the search stops at: a tag, which is skipped, or the begin of a link. */
const CANDIDATE = /%%|<(?:a|area)(?=[\s/])/gi;

/** Cuts an HTML part at the `href` of each `a` and `area` that leads to http or https. Linear in its length. */
export function trackable(html: string): Trackable {
  const text = html.replace(MARKS, '');
  const pieces: string[] = [];
  const links: Link[] = [];
  const tags = new TagPlaces(text);
  let written = 0;
  const candidate = new RegExp(CANDIDATE);
  for (let found = candidate.exec(text); found; found = candidate.exec(text)) {
    if (found[0] === '%%') {
      candidate.lastIndex = tags.endOf(found.index) ?? found.index + 1;
      continue;
    }
    const element = readElement(text, candidate.lastIndex, tags);
    if (!element) break;
    candidate.lastIndex = element.end;
    const link = element.href && readLink(tags.within(element.href.from, element.href.to));
    if (!link || !element.href) continue;
    pieces.push(text.slice(written, element.href.from));
    links.push(link);
    written = element.href.to;
  }
  pieces.push(text.slice(written));
  return { pieces, links };
}

/** The part with its links led through the gateway and the open pixel in it; still to be personalised. */
export function withTracking({ pieces, links }: Trackable, tracking: Tracking): string {
  const html = pieces
    .map((piece, i) => {
      const link = links[i];
      return link ? piece + href(link, tracking) : piece;
    })
    .join('');
  return tracking.opens ? withPixel(html, tracking) : html;
}

/** The tags of a link's key, in order: their values travel in the link. */
export const tagsOf = (key: string): string[] =>
  parseTemplate(key).nodes.flatMap((node) => (typeof node === 'string' ? [] : [node.source]));

/**
 * Where a click leads.
 * @param values of the key's tags, in order
 * @param appended raw query text that came with the click
 * @returns null if the result is not an http or https address
 */
export function targetOf(key: string, values: readonly string[], appended: string): string | null {
  const { nodes } = parseTemplate(key);
  const roles = hostRoles(nodes);
  let i = 0;
  const target = nodes
    .map((node) => (typeof node === 'string' ? node : inHost(roles.get(node), values[i++] ?? '')))
    .join('');
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return null;
  const hash = target.indexOf('#');
  const address = hash < 0 ? target : target.slice(0, hash);
  const fragment = hash < 0 ? '' : target.slice(hash);
  const extended = appended === '' ? address : address + joint(address) + appended;
  // As the URL parser writes it, nothing in it can end a header or an attribute.
  const { href: written, protocol } = new URL(extended + fragment);
  return protocol === 'http:' || protocol === 'https:' ? written : null;
}

const joint = (address: string): string => (!address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&');

function href({ key, appended }: Link, tracking: Tracking): string {
  const number = tracking.clicks?.get(key);
  if (number === undefined) return escapeOutsideTags(appended === '' ? key : key + joint(key) + appended);
  const values = tagsOf(key);
  const sealed =
    values.length === 0 ? '' : VALUES.open + [number, ...values].join(VALUES.next) + VALUES.close;
  const rest = appended === '' ? '' : `&amp;${escapeOutsideTags(appended)}`;
  return `${page(tracking, 11)}${sealed}&amp;u=${number}${rest}`;
}

/** `u` stands last, because everything behind it belongs to the target. */
const page = ({ baseUrl, campaignId, realmId, listId }: Tracking, event: number): string =>
  `${escapeHtml(baseUrl)}/t?c=${campaignId}&amp;r=${realmId}&amp;l=${listId}&amp;t=${event}&amp;e=%%SUBSCRIBER_ID_TAG%%`;

function withPixel(html: string, tracking: Tracking): string {
  const pixel = `<img src="${page(tracking, 10)}" width="1" height="1" border="0" alt="">`;
  const end = html.toLowerCase().lastIndexOf('</body');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
}

/** An attribute's text, in which tags stay what they are. */
const escapeOutsideTags = (text: string): string =>
  parseTemplate(text)
    .nodes.map((node) => (typeof node === 'string' ? escapeHtml(node) : node.source))
    .join('');

/** @param nodes the value of an href, its entities still written out */
function readLink(nodes: readonly Node[]): Link | null {
  const stop = nodes.findIndex(
    (node) => typeof node !== 'string' && node.kind === 'link' && node.tag === 'STOP',
  );
  const before = stop === -1 ? nodes : nodes.slice(0, stop);
  const after = stop === -1 ? [] : nodes.slice(stop + 1);
  const key = linkText(before).trim();
  const appended = linkText(after).trimEnd();
  // The text of a link is read for tags again; where other ones come of its entities, it stays as it was written.
  const isSame = sameTags(key, before) && sameTags(appended, after);
  return isSame && /^https?:\/\//i.test(key) ? { key, appended } : null;
}

const linkText = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => (typeof node === 'string' ? unescapeHtml(node).replace(/[\r\n\t]/g, '') : node.source))
    .join('');

const sameTags = (text: string, nodes: readonly Node[]): boolean => {
  const tags = nodes.flatMap((node) => (typeof node === 'string' ? [] : [node.source]));
  return tagsOf(text).join('\0') === tags.join('\0');
};

/** Where the tags of a text are, as the template language reads it. */
class TagPlaces {
  readonly #text: string;
  /** In the order of the text. */
  readonly #tags: readonly Tag[];
  readonly #ends: ReadonlyMap<number, number>;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tags = parseTemplate(text).nodes.filter((node) => typeof node !== 'string');
    this.#ends = new Map(this.#tags.map(({ at, source }) => [at, at + source.length]));
  }

  /** Where the tag ends that begins here; null if none does. */
  endOf(at: number): number | null {
    return this.#ends.get(at) ?? null;
  }

  /** Literals and tags between two places. Never call it with an earlier place than before. */
  within(from: number, to: number): Node[] {
    const nodes: Node[] = [];
    let read = from;
    while ((this.#tags[this.#next]?.at ?? Infinity) < from) this.#next++;
    for (let tag = this.#tags[this.#next]; tag && tag.at < to; tag = this.#tags[++this.#next]) {
      if (tag.at > read) nodes.push(this.#text.slice(read, tag.at));
      nodes.push(tag);
      read = tag.at + tag.source.length;
    }
    if (read < to) nodes.push(this.#text.slice(read, to));
    return nodes;
  }
}

interface Element {
  /** Where the search goes on. */
  readonly end: number;
  /** Place of the first href's value, without quotes. */
  readonly href: { readonly from: number; readonly to: number } | null;
}

/** Reads the attributes of an element from behind its name; null if it never ends. */
function readElement(text: string, from: number, tags: TagPlaces): Element | null {
  let href: Element['href'] = null;
  let i = from;
  while (i < text.length) {
    const c = text[i]!;
    if (c === '>') return { end: i + 1, href };
    if (/[\s/"'=]/.test(c)) {
      i += 1;
      continue;
    }
    const nameAt = i;
    i = skip(text, i, /[\s=>/]|%%/g, tags);
    const name = text.slice(nameAt, i).toLowerCase();
    let valueAt = i;
    while (/\s/.test(text[valueAt] ?? '')) valueAt += 1;
    if (text[valueAt] !== '=') continue;
    valueAt += 1;
    while (/\s/.test(text[valueAt] ?? '')) valueAt += 1;
    const quote = text[valueAt] === '"' || text[valueAt] === "'" ? text[valueAt]! : '';
    const start = valueAt + quote.length;
    const stop = quote === '"' ? /"|%%/g : quote === "'" ? /'|%%/g : /[\s>]|%%/g;
    const end = skip(text, start, stop, tags);
    if (quote !== '' && end >= text.length) return null;
    if (name === 'href' && !href && quote !== '') href = { from: start, to: end };
    i = end + quote.length;
  }
  return null;
}

/** The place of the first character outside tags that `stop` matches, which finds openings of tags as well. */
function skip(text: string, from: number, stop: RegExp, tags: TagPlaces): number {
  stop.lastIndex = from;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    if (found[0] !== '%%') return found.index;
    stop.lastIndex = tags.endOf(found.index) ?? found.index + 1;
  }
  return text.length;
}
