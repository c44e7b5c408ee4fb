/** Pages of what a project has few of, in the order that the caller asks for. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { badParams } from '../iterableError';

const SIZE = { usual: 20, most: 1000 };

/** Parameters that say which page, and in which order. */
export const PAGE_PARAMETERS = {
  page: optional(t.long, 'From 1.'),
  pageSize: optional(t.long, '20 unless given, at most 1,000.'),
  sort: optional(
    t.string,
    '`id`, `name`, `createdAt` or `updatedAt`, with `-` in front for the other way round.',
  ),
};

export interface PageQuery {
  readonly page: number | null;
  readonly pageSize: number | null;
  readonly sort: string | null;
}

/** @throws {VendorError} */
export function pageOf<T>(
  all: readonly T[],
  { page, pageSize, sort }: PageQuery,
  path: string,
  orders: Readonly<Record<string, (one: T) => string | number>>,
): {
  readonly items: readonly T[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
} {
  const [number, size] = [page ?? 1, pageSize ?? SIZE.usual];
  if (number < 1 || size < 1 || size > SIZE.most)
    badParams(`page is from 1, and pageSize from 1 to ${SIZE.most}.`);
  const word = (sort ?? '').trim();
  const order =
    word === ''
      ? null
      : (orders[word.replace(/^[-+]/, '')] ?? badParams(`sort is one of ${Object.keys(orders).join(', ')}.`));
  const compare = (a: T, b: T): number => {
    const [one, other] = [order!(a), order!(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  };
  const sorted = order ? all.toSorted(compare) : [...all];
  if (word.startsWith('-')) sorted.reverse();
  const address = (of: number): string =>
    `${path}?page=${of}&pageSize=${size}${word === '' ? '' : `&sort=${encodeURIComponent(word)}`}`;
  return {
    items: sorted.slice((number - 1) * size, number * size),
    next: number * size < all.length ? address(number + 1) : undefined,
    previous: number > 1 ? address(number - 1) : undefined,
  };
}
