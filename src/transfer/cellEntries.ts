/**
 * Cells that hold several things: subscriptions and opt-outs. Entries are separated by `;` and their parts by `|`; a
 * backslash takes the meaning from the character behind it.
 */

export const formatEntries = (entries: readonly (readonly string[])[]): string =>
  entries.map((parts) => parts.map((part) => part.replace(/[\\;|]/g, '\\$&')).join('|')).join('; ');

/** Parts are trimmed; empty entries are left out. */
export function parseEntries(text: string): string[][] {
  if (text === '') return [];
  const entries = text.includes('\\')
    ? escapedEntries(text)
    : text.split(';').map((entry) => entry.split('|'));
  return entries
    .map((parts) => parts.map((part) => part.trim()))
    .filter((parts) => parts.some((part) => part !== ''));
}

function escapedEntries(text: string): string[][] {
  let parts = [''];
  const entries = [parts];
  for (const [, escaped, character = ''] of text.matchAll(/\\(.?)|([^\\])/gsu)) {
    if (escaped !== undefined) parts[parts.length - 1] += escaped;
    else if (character === ';') entries.push((parts = ['']));
    else if (character === '|') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return entries;
}
