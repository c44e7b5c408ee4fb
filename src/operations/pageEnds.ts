/**
 * Where pages of collections ended. Callers ask for pages by how many rows to leave out; whoever reads one after the
 * other is answered from the key behind which the last page ended, however far back that is, and misses nothing where
 * rows before it are deleted meanwhile. Where it is not known (another process had the last page) the rows are counted off.
 */
import { hash } from 'node:crypto';
import type { Page } from '../core/paging/page';
import type { RealmContext } from './context';

/** Ends that are kept; beyond that the oldest goes. */
const KEPT = 5000;
/** So long after a page somebody who asks for the next one is still reading on. */
const FOR_MS = 10 * 60_000;

export class PageEnds {
  readonly #ends = new Map<string, { readonly key: number; readonly until: number }>();

  find(name: string, now: number): number | null {
    const end = this.#ends.get(name);
    return end && end.until > now ? end.key : null;
  }

  remember(name: string, key: number, now: number): void {
    this.#ends.delete(name);
    if (this.#ends.size >= KEPT) this.#ends.delete(this.#ends.keys().next().value!);
    this.#ends.set(name, { key, until: now + FOR_MS });
  }
}

/**
 * Reads a page of a collection in the order of a key.
 * @param collection what it is besides its realm: its name, and everything that narrows it
 */
export async function keyedPage<T>(
  { realm, services: { pageEnds }, now }: RealmContext,
  collection: readonly unknown[],
  { offset, limit }: Pick<Page, 'offset' | 'limit'>,
  read: (page: Page) => Promise<T[]>,
  keyOf: (item: T) => number,
): Promise<T[]> {
  // Hashed, since filters hold addresses.
  const nameAt = (at: number): string =>
    hash('sha256', JSON.stringify([realm.realmId, collection, at]), 'base64');
  const after = offset === 0 ? null : pageEnds.find(nameAt(offset), now.getTime());
  const items = await read({ offset: after === null ? offset : 0, limit, after });
  const last = items.at(-1);
  if (last !== undefined && items.length === limit)
    pageEnds.remember(nameAt(offset + limit), keyOf(last), now.getTime());
  return items;
}
