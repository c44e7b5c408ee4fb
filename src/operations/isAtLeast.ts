/** The product version that a caller was written for, which decides whether it gets the columns that came later. */
import { fail } from '../contract/errorCatalogue';

/**
 * @param version as the caller wrote it; an empty one is older than all
 * @throws {ApiError} `argument.invalid`
 */
export function isAtLeast(version: string, since: readonly number[]): boolean {
  const text = version.trim();
  if (text === '') return false;
  if (!/^\d{1,6}(\.\d{1,6}){0,5}$/.test(text))
    return fail('argument.invalid', { name: 'version', reason: 'it is a version such as 7.3.0, or empty' });
  const given = text.split('.').map(Number);
  for (const [i, wanted] of since.entries()) if ((given[i] ?? 0) !== wanted) return (given[i] ?? 0) > wanted;
  return true;
}
