/** The pages of templates as the transactions of one call see them: fetched before, never while a transaction is open. */
import { ApiError } from '../../contract/errorCatalogue';
import { OutsideFirst } from '../../contract/outsideFirst';
import { refuseTooMany } from './fetchedTexts';
import type { GetOptions } from './language/template';
import type { PageSource, RealmPages } from './pageSource';

export class PagesBefore implements PageSource {
  readonly #pages: PageSource;
  /** What came of each request. */
  readonly #results = new Map<string, string | ApiError>();
  readonly #wanted = new Map<string, () => Promise<string>>();

  constructor(pages: PageSource) {
    this.#pages = pages;
  }

  ofRealm(realmId: number): RealmPages {
    const pages = this.#pages.ofRealm(realmId);
    return {
      get: async (url: string, options: GetOptions) => {
        const key = JSON.stringify([realmId, url, options]);
        const result = this.#results.get(key);
        if (result instanceof ApiError) throw result;
        if (result !== undefined) return result;
        refuseTooMany(this.#results.size + this.#wanted.size + 1);
        this.#wanted.set(key, () => pages.get(url, options));
        throw new OutsideFirst(() => this.#fetch());
      },
    };
  }

  /** Everything that is wanted by now. */
  async #fetch(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    await Promise.all(
      wanted.map(async ([key, get]) => {
        try {
          this.#results.set(key, await get());
        } catch (error) {
          // That is for whoever wants the page, when it is asked for again.
          if (!(error instanceof ApiError)) throw error;
          this.#results.set(key, error);
        }
      }),
    );
  }
}
