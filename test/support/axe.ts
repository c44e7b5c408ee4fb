/** What axe-core finds wrong with a page, for people who do not see it, or not well, or use no mouse. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @returns one line for each finding: the rule and where it is broken */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  // Evaluated by the test's own connection, which no content policy of the page binds.
  await page.evaluate(SOURCE);
  return page.evaluate<string[]>(`(async () => {
    const { violations } = await axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] });
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => [id, impact, target.join(' '), failureSummary].join(' | ')));
  })()`);
}
