/**
 * Texts that templates have fetched, kept for one send, one preview or one launch: an address is fetched once,
 * however many messages use it.
 */
import { fail } from '../../contract/errorCatalogue';
import { parseTemplate } from './language/parseTemplate';
import {
  renderTemplate,
  type RenderTarget,
  type RenderContext,
  type PendingFetch,
} from './language/renderTemplate';
import type { Template } from './language/template';
import type { RealmPages } from './pageSource';

/** Most addresses of one send, preview or launch. */
const MAX_FETCHES = 100;

/** @throws {ApiError} `template.smartgetFailed` */
export function refuseTooMany(addresses: number): void {
  if (addresses > MAX_FETCHES)
    fail('template.smartgetFailed', { reason: `more than ${MAX_FETCHES} addresses are asked for` });
}

/** A part of a message whose pages are wanted. */
export interface PartToFetch {
  readonly template: Template;
  readonly place: RenderTarget;
  readonly around: Omit<RenderContext, 'fetched'>;
}

export class FetchedTexts {
  /** For `Surroundings.fetched`. */
  readonly texts = new Map<string, Template>();
  readonly #pages: RealmPages;

  constructor(pages: RealmPages) {
    this.#pages = pages;
  }

  /**
   * Fetches all that the parts need. They are counted together before the first request, and so are the pages that
   * those pages ask for.
   * @throws {ApiError} `template.smartgetFailed`
   * @throws {TooLong}
   */
  async fetchFor(parts: readonly PartToFetch[]): Promise<void> {
    const fetching = parts.filter(({ template }) => fetches(template));
    for (;;) {
      const wanted = new Map<string, PendingFetch>();
      for (const { template, place, around } of fetching)
        for (const each of renderTemplate(template, place, { ...around, fetched: this.texts }).wanted)
          wanted.set(each.key, each);
      if (wanted.size === 0) return;
      refuseTooMany(this.texts.size + wanted.size);
      const stop = new AbortController();
      await Promise.all([...wanted.values()].map((each) => this.#fetch(each, stop)));
    }
  }

  async #fetch({ key, url, options }: PendingFetch, stop: AbortController): Promise<void> {
    try {
      this.texts.set(key, parseTemplate(await this.#pages.get(url, options, stop.signal)));
    } catch (error) {
      stop.abort();
      throw error;
    }
  }
}

export const fetches = (template: Template): boolean =>
  template.nodes.some((node) => typeof node !== 'string' && node.kind === 'get');
