/** What the author of a text should look at, articles in it included. */
import { parseTemplate } from '../templates/language/parseTemplate';
import type { Problem } from '../templates/language/template';
import type { ExpandedText } from './articleExpander';

/** In the order of the text. */
export const textProblems = (text: string, { problems }: ExpandedText): Problem[] =>
  [...parseTemplate(text).problems, ...problems].sort((a, b) => a.line - b.line || a.column - b.column);
