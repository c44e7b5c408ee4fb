/** Pages of collections, and the two numbers that every object of the REST interface carries. */
import { optional } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';

/** As the platform has it. */
export const PAGE = 500;

export const skip = optional(t.int, 'How many to leave out; pages have 500.');

/** Members of every object. In a collection `skip` counts down to the end of the page. */
export const COUNTERS = { skip: t.int, max: t.int } as const;
export const SINGLE = { skip: 1, max: 0 } as const;

/** @throws {ApiError} `argument.invalid` */
export function pageOf(skipped: number | null): { readonly offset: number; readonly limit: number } {
  const offset = skipped ?? 0;
  if (offset < 0) fail('argument.invalid', { name: 'skip', reason: 'it is 0 or more' });
  return { offset, limit: PAGE };
}

/** Numbers the objects of a page. */
export const numbered = <T extends object>(objects: readonly T[]): (T & { skip: number; max: number })[] =>
  objects.map((object, i) => ({ ...object, skip: objects.length - i, max: 0 }));

/** A page of what is in memory as a whole. */
export function cut<T>(all: readonly T[], skipped: number | null): T[] {
  const { offset, limit } = pageOf(skipped);
  return all.slice(offset, offset + limit);
}
