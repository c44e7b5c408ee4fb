/** Counts by name, the largest first, as reports of the REST interface have them. */
import { t } from '../../../contract/wireTypes';

export const NamedCounts = t.arrayOf(t.struct('NamedCount', { name: t.string, count: t.long }));

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Sums by name, the largest first. */
export function rankedCounts(counts: Iterable<NamedCount>): NamedCount[] {
  const sums = new Map<string, number>();
  for (const { name, count } of counts) if (count > 0) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

export const firstName = (counts: readonly NamedCount[]): string => counts[0]?.name ?? '';

export const TOP = 10;
