/** Addresses of the console. */

export const CONSOLE_PATH = '/console';

/** @param link the word of a set-up link */
export const setUpPath = (link: string): string => `${CONSOLE_PATH}/set-up?link=${link}`;

/** A path of the console, with every part that comes from elsewhere encoded: `at('realms', name, 'lists')`. */
export const at = (...parts: readonly (string | number)[]): string =>
  [CONSOLE_PATH, ...parts.map((part) => encodeURIComponent(part))].join('/');

/** The same with a query; what is empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | null>>): string {
  const text = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === null || value === '' ? [] : [[name, String(value)]],
    ),
  ).toString();
  return text === '' ? path : `${path}?${text}`;
}
