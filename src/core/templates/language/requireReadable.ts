/** What strict realms ask of a template: that every tag in it can be obeyed. */
import { fail } from '../../../contract/errorCatalogue';
import type { Realm } from '../../realms/realm';
import type { Problem } from './template';

/**
 * @param part its name, for the refusal
 * @param data values of the message; a tag that names one prints it, whatever the name looks like
 * @throws {ApiError} `template.unreadable` in a strict realm
 */
export function requireReadable(
  realm: Realm,
  part: string,
  problems: readonly Problem[],
  data: ReadonlyMap<string, string> = new Map(),
): void {
  if (!isStrict(realm)) return;
  const problem = problems.find(({ effect, tag }) => effect !== 'obeyed' && !data.has(nameIn(tag)));
  if (!problem) return;
  const { line, column, reason } = problem;
  fail('template.unreadable', { part, line, column, reason });
}

export const isStrict = (realm: Realm): boolean => realm.switches.has('strict_templates');

/** The name in `%%$name%%`. */
const nameIn = (tag: string): string => tag.slice(2, -2).trim().slice(1).trim();
