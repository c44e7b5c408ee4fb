/** Dates of things as the REST interface writes them. */
import { storedDates } from '../../core/realms/storedDates';
import type { RealmContext } from '../context';
import { restDate } from './restDates';

export interface ShownDates {
  readonly created: string;
  readonly updated: string;
}

export async function datesOf(
  { sql, realm }: RealmContext,
  table: Parameters<typeof storedDates>[2],
  ids: readonly number[],
): Promise<Map<number, ShownDates>> {
  const found = await storedDates(sql, realm, table, ids);
  const shown = (date: Date): string => restDate(date, realm.timeZone);
  return new Map(
    [...found].map(([id, { createdAt, updatedAt }]) => [
      id,
      { created: shown(createdAt), updated: shown(updatedAt) },
    ]),
  );
}
