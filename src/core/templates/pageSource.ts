/** Where the pages that templates ask for come from, as far as core has to know. */
import type { GetOptions } from './language/template';

export interface PageSource {
  /**
   * The text that a tag prints, tags in it not yet read.
   * @throws {ApiError} `template.smartgetFailed`, unless the tag has a default value
   */
  get(url: string, options: GetOptions): Promise<string>;
}
