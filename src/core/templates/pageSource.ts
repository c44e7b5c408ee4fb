/** Where the pages that templates ask for come from, as far as core has to know. */
import type { GetOptions } from './language/template';

/** The pages of one realm's templates. */
export interface RealmPages {
  /**
   * The text that a tag prints, tags in it not yet read.
   * @param stop once it is set, nothing is asked for any more
   * @throws {ApiError} `template.smartgetFailed`, unless the tag has a default value
   */
  get(url: string, options: GetOptions, stop?: AbortSignal): Promise<string>;
}

export interface PageSource {
  /** Each realm has places of its own, so that none waits for another's slow pages. */
  ofRealm(realmId: number): RealmPages;
}
