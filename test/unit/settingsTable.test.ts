/** The table of settings in the README: complete, and put between its markers only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../../src/config/settings';
import { settingsTable, withSettingsTable } from '../../src/tools/settingsTable';

test('every setting has one row of four cells', () => {
  const rows = settingsTable().trimEnd().split('\n').slice(2);
  expect(rows.map((row) => /^\| `([A-Z_]+)` \|/.exec(row)?.[1])).toEqual(
    Object.values(settings).map(({ environmentName }) => environmentName),
  );
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
});

test('only what is between the markers changes', () => {
  const page = 'before\n<!-- settings:begin -->\nold\n<!-- settings:end -->\nafter\n';
  const written = withSettingsTable(page);
  expect(written).toBe(
    `before\n<!-- settings:begin -->\n\n${settingsTable()}\n<!-- settings:end -->\nafter\n`,
  );
  expect(withSettingsTable(written)).toBe(written);
  expect(() => withSettingsTable('no markers')).toThrow('<!-- settings:begin -->');
});

test('the README has the table of today', () => {
  // If this fails: npm run generate.
  const page = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  expect(withSettingsTable(page)).toBe(page);
});
