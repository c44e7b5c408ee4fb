/** What of two profiles the survivor of a merge has: the fields that it lacks come from the other one. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { isObject, sameData, type DataFields, type DataValue } from './dataValue';
import { NO_PROFILE, profilesOf, type Profile } from './profileRows';

/** An array that is united with that of the other profile. */
export interface ArrayMerge {
  readonly field: string;
  /** Member by which two objects of the array are the same; without one, equal values are. */
  readonly dedupeBy: string | null;
}

/** An array to be united by a member has something else than objects. */
export class NotObjects extends Error {
  override readonly name = 'NotObjects';
}

/** @throws {NotObjects} */
export function mergedFields(
  source: DataFields,
  survivor: DataFields,
  arrays: readonly ArrayMerge[],
): DataFields {
  const merged: Record<string, DataValue> = { ...source, ...survivor };
  for (const { field, dedupeBy } of arrays) {
    const [theirs, own] = [listOf(source[field]), listOf(survivor[field])];
    if (dedupeBy !== null && ![...theirs, ...own].every(isObject)) throw new NotObjects(field);
    const isThere = (one: DataValue, among: readonly DataValue[]): boolean =>
      among.some((other) =>
        dedupeBy === null
          ? sameData(one, other)
          : sameData((one as DataFields)[dedupeBy], (other as DataFields)[dedupeBy]),
      );
    const united = [...own];
    for (const one of theirs) if (!isThere(one, united)) united.push(one);
    if (united.length > 0) merged[field] = united;
  }
  return merged;
}

/** A value that is no array counts as an array of one. */
const listOf = (value: DataValue | undefined): readonly DataValue[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly DataValue[]) : [value];
};

/** The profiles of the two, before they are merged. */
export async function profilesOfBoth(
  sql: Sql,
  realm: Realm,
  sourceId: number,
  survivorId: number,
): Promise<{ readonly source: Profile; readonly survivor: Profile }> {
  const found = await profilesOf(sql, realm, [sourceId, survivorId]);
  return { source: found.get(sourceId) ?? NO_PROFILE, survivor: found.get(survivorId) ?? NO_PROFILE };
}
