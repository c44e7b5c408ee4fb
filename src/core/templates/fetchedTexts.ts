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
import type { PageSource } from './pageSource';

/** Most addresses of one send, preview or launch. */
const MAX_FETCHES = 100;

export class FetchedTexts {
  /** For `RenderContext.fetched`. */
  readonly texts = new Map<string, Template>();
  readonly #smartget: PageSource;
  /** Done and under way, by key. */
  readonly #fetches = new Map<string, Promise<void>>();

  constructor(smartget: PageSource) {
    this.#smartget = smartget;
  }

  /**
   * Fetches all that a template needs for one message.
   * @throws {ApiError} `template.smartgetFailed`
   * @throws {TooLong}
   */
  async fetchFor(
    template: Template,
    place: RenderTarget,
    around: Omit<RenderContext, 'fetched'>,
  ): Promise<void> {
    if (!fetches(template)) return;
    for (;;) {
      const { wanted } = renderTemplate(template, place, { ...around, fetched: this.texts });
      if (wanted.length === 0) return;
      await Promise.all(wanted.map((each) => this.#fetch(each)));
    }
  }

  /** Two messages that want the same at the same moment get it by one request. */
  #fetch({ key, url, options }: PendingFetch): Promise<void> {
    const under = this.#fetches.get(key);
    if (under) return under;
    if (this.#fetches.size >= MAX_FETCHES)
      fail('template.smartgetFailed', { reason: `more than ${MAX_FETCHES} addresses are asked for` });
    const fetch = this.#smartget.get(url, options).then((text) => {
      this.texts.set(key, parseTemplate(text));
    });
    // Who asked first sees the failure; nobody may be left who could, when another one ends the message first.
    fetch.catch(() => undefined);
    this.#fetches.set(key, fetch);
    return fetch;
  }
}

const fetches = (template: Template): boolean =>
  template.nodes.some((node) => typeof node !== 'string' && node.kind === 'get');
