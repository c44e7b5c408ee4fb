/** Answers to bulk calls: one entry for each item that failed, repeats kept. */
import { refuse } from './iterableError';
import type { FailedList, Refused } from './personRequest';
import type { UsersWritten } from './writeUsers';

/** Items of one call. */
export const MOST_ITEMS = 1000;

/** @throws {VendorError} */
export function checkBatch(items: readonly unknown[]): void {
  if (items.length > MOST_ITEMS)
    refuse('BatchTooLarge', `The batch has ${items.length} items; at most ${MOST_ITEMS} are taken.`);
}

const LISTS: readonly FailedList[] = ['invalid', 'notFound', 'invalidData', 'conflict', 'forgotten'];

type Named = Pick<Refused, 'list' | 'by' | 'value'>;

const valuesOf = (refused: readonly Named[], by: Refused['by'], list?: FailedList): string[] =>
  refused.flatMap((one) =>
    one.by === by && one.value !== null && (list === undefined ? one.list !== null : one.list === list)
      ? [one.value]
      : [],
  );

/** The lists of failed items by reason, for the reasons that a call knows. */
export const failedLists = (
  refused: readonly Named[],
  lists: readonly FailedList[] = LISTS,
): Record<string, string[]> =>
  Object.fromEntries(
    lists.flatMap((list) => [
      [`${list}Emails`, valuesOf(refused, 'email', list)],
      [`${list}UserIds`, valuesOf(refused, 'userId', list)],
    ]),
  );

export function bulkAnswer({ results, createdFields, filteredOutFields }: UsersWritten) {
  const refused = results.flatMap((one) => (one.kind === 'refused' ? [one.refused] : []));
  return {
    successCount: results.length - refused.length,
    failCount: refused.length,
    invalidEmails: valuesOf(refused, 'email'),
    invalidUserIds: valuesOf(refused, 'userId'),
    filteredOutFields: [...filteredOutFields],
    createdFields: [...createdFields],
    failedUpdates: failedLists(refused) as never,
  };
}
