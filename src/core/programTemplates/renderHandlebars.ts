/**
 * Fills templates in Handlebars. Templates come from programs and data from anybody, so no template reaches a prototype
 * or a helper that is not the library's, and both the time and the size of what one makes are bounded.
 */
import { createContext, Script } from 'node:vm';
import Handlebars from 'handlebars';

/** Of one text, in milliseconds. */
const MOST_TIME = 250;
/** Characters of one text, before and after it is filled. */
const MOST_SOURCE = 1_000_000;
const MOST_RESULT = 2_000_000;

/** The template cannot be read or filled; the message says why, and is safe to show. */
export class TemplateProblem extends Error {
  override readonly name = 'TemplateProblem';
}

const OPTIONS = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const;
const library = Handlebars.create();
library.unregisterHelper('log');

/** Runs `work()` of its one global; a context is slow to make and this one is never written to by templates. */
const guarded = createContext({ work: null as (() => string) | null });
const RUN = new Script('work()');

/**
 * @param escapes whether values are escaped for HTML
 * @throws {TemplateProblem}
 */
export function renderHandlebars(source: string, data: object, escapes: boolean): string {
  if (source.length > MOST_SOURCE) throw new TemplateProblem('the template is too long');
  let filled: string;
  try {
    const template = library.compile(source, { noEscape: !escapes });
    guarded.work = () => template(data, OPTIONS);
    filled = RUN.runInContext(guarded, { timeout: MOST_TIME }) as string;
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    throw new TemplateProblem(
      code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'the template takes too long' : message.split('\n', 1)[0],
    );
  } finally {
    guarded.work = null;
  }
  if (filled.length > MOST_RESULT) throw new TemplateProblem('what the template makes is too long');
  return filled;
}
