/** Realms by number, remembered for a while: for callers that need one on every request and must do without the control database. */
import type { Realm } from './realm';

const FRESH_FOR_MS = 60_000;

export class KnownRealms {
  readonly #find: (realmId: number) => Promise<Realm | null>;
  readonly #known = new Map<number, { readonly realm: Realm; readonly readAt: number }>();

  constructor(find: (realmId: number) => Promise<Realm | null>) {
    this.#find = find;
  }

  /** A realm that was read before is still answered if it cannot be read again. */
  async byId(realmId: number): Promise<Realm | null> {
    const known = this.#known.get(realmId);
    if (known && performance.now() - known.readAt < FRESH_FOR_MS) return known.realm;
    try {
      const realm = await this.#find(realmId);
      if (realm) this.#known.set(realmId, { realm, readAt: performance.now() });
      else this.#known.delete(realmId);
      return realm;
    } catch (error) {
      if (known) return known.realm;
      throw error;
    }
  }
}
