/** The one way in which a rule is refused: with the place, counted as an editor counts it. */
import { fail } from '../../contract/errorCatalogue';

/**
 * @param at index in the text of the rule
 * @throws {ApiError} `segmentation.ruleInvalid` always
 */
export function ruleProblem(text: string, at: number, reason: string): never {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/);
  return fail('segmentation.ruleInvalid', {
    line: lines.length,
    column: [...lines.at(-1)!].length + 1,
    reason,
  });
}
