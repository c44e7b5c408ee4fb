/**
 * Finds the links of an HTML part before it is personalised, and writes it back with tracking links in their place.
 * What comes out is still a template: it is personalised once per recipient, and then `signLinks` closes the
 * links that carry personal values.
 */
import { escapeHtml, unescapeHtml } from '../../text/escapeHtml';

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
  /** Numbers of the links by key, see `linkNumbers`; null where clicks are not tracked. */
  readonly clicks: ReadonlyMap<string, number> | null;
  readonly opens: boolean;
}

/** Private-use characters that enclose the personal values of a link between the two passes. */
export const VALUES = { open: '\uF8F0', next: '\uF8F1', close: '\uF8F2' } as const;
const MARKS = /[\uF8F0-\uF8F2]/g;

/**
 * A tag of the template language; inside `if`, `set` and the like a quoted text may hold anything. Nothing that can hold
 * blanks stands beside blanks without a bound: where no end follows, every way to share them would be tried.
 */
const TAG_SOURCE =
  '%%\\s{0,50}(?:\\$[^%"<>]{1,300}|[A-Z][A-Z0-9_]{1,60}\\s{0,50}|(?:if|set|smartget|article)\\s(?:"[^"]*"|[^"%]|%(?!%)){0,300})%%';
const TAG_HERE = new RegExp(TAG_SOURCE, 'y');
const TAGS = new RegExp(TAG_SOURCE, 'g');
const STOP = /%%\s*STOP\s*%%/;
/** What the search stops at: a tag, which is skipped, or the begin of a link. */
const CANDIDATE = /%%|<(?:a|area)(?=[\s/])/gi;

/** Cuts an HTML part at the `href` of each `a` and `area` that leads to http or https. Linear in its length. */
export function trackable(html: string): Trackable {
  const text = html.replace(MARKS, '');
  const pieces: string[] = [];
  const links: Link[] = [];
  let written = 0;
  const candidate = new RegExp(CANDIDATE);
  for (let found = candidate.exec(text); found; found = candidate.exec(text)) {
    if (found[0] === '%%') {
      candidate.lastIndex = afterTag(text, found.index) ?? found.index + 1;
      continue;
    }
    const element = readElement(text, candidate.lastIndex);
    if (!element) break;
    candidate.lastIndex = element.end;
    const link = element.href && readLink(text.slice(element.href.from, element.href.to));
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
export const tagsOf = (key: string): string[] => key.match(TAGS) ?? [];

/**
 * Where a click leads.
 * @param values of the key's tags, in order
 * @param appended raw query text that came with the click
 * @returns null where the result is not an http or https address
 */
export function targetOf(key: string, values: readonly string[], appended: string): string | null {
  let i = 0;
  const target = key.replace(TAGS, () => values[i++] ?? '');
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
function escapeOutsideTags(text: string): string {
  let written = 0;
  let result = '';
  for (const match of text.matchAll(TAGS)) {
    result += escapeHtml(text.slice(written, match.index)) + match[0];
    written = match.index + match[0].length;
  }
  return result + escapeHtml(text.slice(written));
}

function readLink(value: string): Link | null {
  const text = unescapeHtml(value)
    .trim()
    .replace(/[\r\n\t]/g, '');
  if (!/^https?:\/\//i.test(text)) return null;
  const stop = STOP.exec(text);
  return stop
    ? { key: text.slice(0, stop.index), appended: text.slice(stop.index + stop[0].length) }
    : { key: text, appended: '' };
}

const afterTag = (text: string, at: number): number | null => {
  TAG_HERE.lastIndex = at;
  return TAG_HERE.test(text) ? TAG_HERE.lastIndex : null;
};

interface Element {
  /** Where the search goes on. */
  readonly end: number;
  /** Place of the first href's value, without quotes. */
  readonly href: { readonly from: number; readonly to: number } | null;
}

/** Reads the attributes of an element from behind its name; null where it never ends. */
function readElement(text: string, from: number): Element | null {
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
    i = skip(text, i, /[\s=>/]|%%/g);
    const name = text.slice(nameAt, i).toLowerCase();
    let valueAt = i;
    while (/\s/.test(text[valueAt] ?? '')) valueAt += 1;
    if (text[valueAt] !== '=') continue;
    valueAt += 1;
    while (/\s/.test(text[valueAt] ?? '')) valueAt += 1;
    const quote = text[valueAt] === '"' || text[valueAt] === "'" ? text[valueAt]! : '';
    const start = valueAt + quote.length;
    const end = skip(text, start, quote === '"' ? /"|%%/g : quote === "'" ? /'|%%/g : /[\s>]|%%/g);
    if (quote !== '' && end >= text.length) return null;
    if (name === 'href' && !href && quote !== '') href = { from: start, to: end };
    i = end + quote.length;
  }
  return null;
}

/** The place of the first character outside tags that `stop` matches, which finds openings of tags as well. */
function skip(text: string, from: number, stop: RegExp): number {
  stop.lastIndex = from;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    if (found[0] !== '%%') return found.index;
    stop.lastIndex = afterTag(text, found.index) ?? found.index + 1;
  }
  return text.length;
}
