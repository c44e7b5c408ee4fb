/** The settings as a Markdown table, written between two markers of the README. */
import type { Setting } from '../config/settingKinds';
import { settings } from '../config/settings';

const BEGIN = '<!-- settings:begin -->';
const END = '<!-- settings:end -->';

/**
 * @param page the page as it is
 * @returns the page with the table of today
 * @throws {Error} if the page lacks the markers
 */
export function withSettingsTable(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`it needs the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${settingsTable()}\n${page.slice(end)}`;
}

export function settingsTable(): string {
  const rows = Object.values<Setting<unknown>>(settings).map(
    (setting) =>
      `| \`${setting.environmentName}\` | ${setting.kind.type} | ${defaultOf(setting)} | ${cell(setting.doc)} |`,
  );
  return ['| variable | is | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function defaultOf(setting: Setting<unknown>): string {
  if (setting.defaultText !== undefined) return setting.defaultText;
  if (typeof setting.default === 'boolean') return setting.default ? 'yes' : 'no';
  return `\`${String(setting.default)}\``;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
