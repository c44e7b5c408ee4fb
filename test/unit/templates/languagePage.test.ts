/** The page about the language and the scan say the same of every tag. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate } from '../../../src/core/templates/language/parseTemplate';
import { scanTags } from '../../../src/core/templates/language/scanTags';

const page = readFileSync(join(__dirname, '../../../docs/template-language.md'), 'utf8');

/** Tags of the first cell and the mark of the last, for rows that have both. */
const rows = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^[DSIO](?:, [DSIO])*$/.test(cells.at(-2) ?? ''))
  .flatMap((cells) =>
    [...cells[1]!.matchAll(/`([^`]*%%[^`]*)`/g)].map((code) => [code[1]!, cells.at(-2)!] as const),
  );

test('the page has tags of every mark', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(new Set(rows.map(([, mark]) => mark.slice(0, 1)))).toEqual(new Set(['D', 'S', 'I', 'O']));
});

test.each(rows)('%s is marked %s', (tag, mark) => {
  const scanned = scanTags(tag);
  expect(scanned.map(({ status }) => status)).toEqual([mark === 'O' ? 'ours' : 'known']);
  expect(parseTemplate(tag).problems.filter(({ effect }) => effect !== 'obeyed')).toEqual([]);
});
