/** Fetches what `smartget` tags stand for, a few at a time for each realm, and obeys their options. */
import { Semaphore } from '../concurrency/semaphore';
import { fail } from '../contract/errorCatalogue';
import { FetchError, fetchText, type FetchedPage, type FetchOptions } from './fetchText';
import type { GetOptions } from '../core/templates/language/template';
import type { PageSource, RealmPages } from '../core/templates/pageSource';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 2_000_000;
/** Requests of one realm at once, and those that may wait for their turn; no realm waits for another. */
const AT_ONCE = 4;
const MAX_WAITING = 400;
/** A call whose pages have not had their turn by then would hold its caller for too long. */
const MAX_WAIT_MS = 30_000;

export interface SmartgetSettings extends Partial<Pick<FetchOptions, 'timeoutMs' | 'maxBytes' | 'lookup'>> {
  /** `host:port` with commas: places that may be fetched from although their address is private. */
  readonly allowPrivate: string;
  /** Requests of one realm that may wait for their turn, and for how many milliseconds. */
  readonly maxWaiting?: number;
  readonly maxWaitMs?: number;
}

export class Smartget implements PageSource {
  readonly #options: FetchOptions;
  readonly #maxWaiting: number;
  readonly #maxWaitMs: number;
  /** Of realms that have requests under way. */
  readonly #slots = new Map<number, Semaphore>();

  constructor({
    allowPrivate,
    timeoutMs = TIMEOUT_MS,
    maxBytes = MAX_BYTES,
    maxWaiting = MAX_WAITING,
    maxWaitMs = MAX_WAIT_MS,
    lookup,
  }: SmartgetSettings) {
    const places = allowPrivate.split(',').map((place) => place.trim().toLowerCase());
    this.#options = {
      timeoutMs,
      maxBytes,
      allowPrivate: new Set(places.filter(Boolean)),
      ...(lookup ? { lookup } : {}),
    };
    this.#maxWaiting = maxWaiting;
    this.#maxWaitMs = maxWaitMs;
  }

  ofRealm(realmId: number): RealmPages {
    return {
      get: async (url, options, stop) => {
        const slots = this.#slots.get(realmId) ?? new Semaphore(AT_ONCE);
        this.#slots.set(realmId, slots);
        if (!(await slots.acquireWithin(this.#maxWaiting, this.#maxWaitMs))) return busy();
        try {
          if (stop?.aborted) throw new FetchError('another page of the call cannot be had');
          return finish(await fetchText(url, this.#options), url, options);
        } catch (error) {
          if (!(error instanceof FetchError)) throw error;
          return options.defaultValue ?? fail('template.smartgetFailed', { reason: error.message });
        } finally {
          slots.release();
          if (slots.isIdle) this.#slots.delete(realmId);
        }
      },
    };
  }
}

const busy = (): never =>
  fail('template.smartgetFailed', {
    reason: 'too many pages are being fetched for this realm just now; try again later',
  });

/** @throws {FetchError} if the page is not what the tag asks for */
function finish({ text, isHtml }: FetchedPage, url: string, options: GetOptions): string {
  const { mustContain, mustNotContain } = options;
  if (mustContain !== null && !text.includes(mustContain))
    throw new FetchError('a text that it must contain is missing');
  if (mustNotContain !== null && mustNotContain !== '' && text.includes(mustNotContain))
    throw new FetchError('it contains a text that it must not');
  const part = cut(text, options);
  const plain = options.fixQuotes ? fixQuotes(part) : part;
  return isHtml ? absoluteLinks(plain, options.baseUrl ?? url) : plain;
}

/** The part between the two markers, without them. */
function cut(text: string, { startAt, endAt }: GetOptions): string {
  let start = 0;
  if (startAt !== null) {
    const found = text.indexOf(startAt);
    if (found === -1) throw new FetchError('its start marker is missing');
    start = found + startAt.length;
  }
  if (endAt === null) return text.slice(start);
  const end = text.indexOf(endAt, start);
  if (end === -1) throw new FetchError('its end marker is missing');
  return text.slice(start, end);
}

const PLAIN_SIGNS: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u2032': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
  '\u2013': '-',
  '\u2014': '--',
  '\u2026': '...',
  '\u2022': '*',
  '\u00a0': ' ',
};

/** Typographic signs as their ASCII relatives. */
const fixQuotes = (text: string): string =>
  text.replace(/[\u2018-\u201f\u2013\u2014\u2022\u2026\u2032\u2033\u00a0]/g, (sign) => PLAIN_SIGNS[sign]!);

const LINK = /(\s(?:href|src|action|background)\s*=\s*)(?:"([^"]*)"|'([^']*)')/gi;

/** Links of a page, which would lead nowhere in a mail, made complete. Tags in them are left alone. */
function absoluteLinks(html: string, base: string): string {
  if (!URL.canParse(base)) return html;
  return html.replace(LINK, (whole, before: string, double?: string, single?: string) => {
    const link = double ?? single ?? '';
    const tag = link.indexOf('%%');
    const fixed = tag === -1 ? link : link.slice(0, tag);
    if (fixed.trim() === '' || /^\s*(?:#|[a-z][a-z0-9+.-]*:)/i.test(fixed) || !URL.canParse(fixed, base))
      return whole;
    const quote = double === undefined ? "'" : '"';
    return `${before}${quote}${new URL(fixed, base).href}${link.slice(fixed.length)}${quote}`;
  });
}
