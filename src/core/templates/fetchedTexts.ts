/**
 * Texts that templates have fetched, kept for one send, one preview or one launch: an address is fetched once,
 * however many messages use it.
 */
import { parseTemplate } from './language/parseTemplate';
import { renderTemplate, type Place, type Surroundings, type Wanted } from './language/renderTemplate';
import type { Template } from './language/template';
import type { Smartget } from './smartget';

/** Most addresses of one message: each can appear only in what the one before brought. */
const MAX_ROUNDS = 100;

export class FetchedTexts {
  /** For `Surroundings.fetched`. */
  readonly texts = new Map<string, Template>();
  readonly #smartget: Smartget;

  constructor(smartget: Smartget) {
    this.#smartget = smartget;
  }

  /**
   * Fetches all that a template needs for one message.
   * @throws {ApiError} `template.smartgetFailed`
   * @throws {TooLong}
   */
  async fetchFor(template: Template, place: Place, around: Omit<Surroundings, 'fetched'>): Promise<void> {
    if (!fetches(template)) return;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { wanted } = renderTemplate(template, place, { ...around, fetched: this.texts });
      if (wanted.length === 0) return;
      await Promise.all(wanted.map((each) => this.#fetch(each)));
    }
  }

  async #fetch({ key, url, options }: Wanted): Promise<void> {
    this.texts.set(key, parseTemplate(await this.#smartget.get(url, options)));
  }
}

/** Whether a template can fetch anything; an article may do it, too. */
const fetches = (template: Template): boolean =>
  template.nodes.some((node) => typeof node !== 'string' && (node.kind === 'get' || node.kind === 'article'));
