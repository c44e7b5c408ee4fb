/** Fills subject and bodies in for each recipient of a call. They are read once, and pages they fetch are kept. */
import { fail } from '../../contract/errorCatalogue';
import { fetches, type FetchedTexts, type PartToFetch } from '../templates/fetchedTexts';
import { parseTemplate } from '../templates/language/parseTemplate';
import {
  renderTemplate,
  TooLong,
  type RenderTarget,
  type RenderContext,
} from '../templates/language/renderTemplate';
import type { Template } from '../templates/language/template';
import type { MessageContent } from './messageContent';
import type { Parts } from './messageParts';

/** What one recipient brings. */
export type RecipientContext = Omit<RenderContext, 'fetched'>;

export interface RenderedContent {
  readonly subject: string;
  /** Null if the message has no such part. */
  readonly plainText: string | null;
  readonly html: string | null;
}

export class ContentRenderer {
  readonly #templates: Readonly<Record<keyof MessageContent, Template>>;
  readonly #fetched: FetchedTexts;
  readonly #forHtml: (page: string) => Promise<string>;
  /** What was fetched, as it stands in the HTML part, by the keys of `fetched`. */
  readonly #htmlPages = new Map<string, Template>();

  /**
   * @param fetched what was fetched before
   * @param forHtml makes a page ready for the HTML part: its links are tracked like those of the part itself
   */
  constructor(
    { subject, plainText, html }: MessageContent,
    fetched: FetchedTexts,
    forHtml: (page: string) => Promise<string> = (page) => Promise.resolve(page),
  ) {
    this.#templates = {
      subject: parseTemplate(subject),
      plainText: parseTemplate(plainText),
      html: parseTemplate(html),
    };
    this.#fetched = fetched;
    this.#forHtml = forHtml;
  }

  /** Whether a part has `smartget` in it. */
  get fetches(): boolean {
    return Object.values(this.#templates).some(fetches);
  }

  /**
   * Fetches what the parts of all messages need.
   * @throws {ApiError} `template.smartgetFailed`, `request.tooLarge`
   */
  fetchFor(
    messages: readonly { readonly filling: RecipientContext; readonly parts: Parts }[],
  ): Promise<void> {
    const wanted = messages.flatMap(({ filling, parts }) =>
      PLACES.filter(([name]) => isWanted(name, parts)).map(([name, place]): PartToFetch => ({
        template: this.#templates[name],
        place,
        around: filling,
      })),
    );
    return withinLength(() => this.#fetched.fetchFor(wanted));
  }

  /**
   * Fetches nothing: this happens in a transaction.
   * @throws {ApiError} `template.smartgetFailed` if a page is missing, `request.tooLarge`
   */
  render(filling: RecipientContext, parts: Parts): Promise<RenderedContent> {
    return withinLength(async () => {
      const htmlPages = parts.html ? await this.#pagesForHtml() : new Map<string, Template>();
      const [subject, plainText, html] = PLACES.map(([name, place]) => {
        const fetched = name === 'html' ? htmlPages : this.#fetched.texts;
        if (!isWanted(name, parts)) return null;
        const { text, wanted } = renderTemplate(this.#templates[name], place, { ...filling, fetched });
        if (wanted.length > 0) fail('template.smartgetFailed', { reason: CHANGED });
        return text;
      });
      return { subject: subject ?? '', plainText: plainText ?? null, html: html ?? null };
    });
  }

  async #pagesForHtml(): Promise<ReadonlyMap<string, Template>> {
    for (const [key, { source }] of this.#fetched.texts)
      if (!this.#htmlPages.has(key)) this.#htmlPages.set(key, parseTemplate(await this.#forHtml(source)));
    return this.#htmlPages;
  }
}

const CHANGED = 'the data in the address of a page changed at the same moment; send again';

const PLACES: readonly (readonly [keyof MessageContent, RenderTarget])[] = [
  ['subject', 'header'],
  ['plainText', 'plain'],
  ['html', 'html'],
];

const isWanted = (name: keyof MessageContent, parts: Parts): boolean =>
  name === 'subject' || (name === 'html' ? parts.html : parts.plain);

async function withinLength<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooLong)
      fail('request.tooLarge', { reason: 'a part is too long with its values filled in' });
    throw error;
  }
}
