/** The lists of a realm by what a file calls them. */
import { ApiError } from '../contract/errorCatalogue';
import { checkListSettings } from '../core/lists/checkListSettings';
import { allLists, createList } from '../core/lists/lists';
import type { Realm } from '../core/realms/realm';
import type { Transactional } from './dryRun';

export class ListNames {
  readonly #byName = new Map<string, number>();
  readonly #ids = new Set<number>();
  /** Names of lists that were made. */
  readonly created: string[] = [];

  static async of(database: Transactional, realm: Realm): Promise<ListNames> {
    const names = new ListNames();
    await names.#read(database, realm);
    return names;
  }

  /** A name counts before a number. */
  idOf(given: string): number | undefined {
    const name = given.trim();
    const byName = this.#byName.get(name);
    if (byName !== undefined) return byName;
    return /^\d{1,15}$/.test(name) && this.#ids.has(Number(name)) ? Number(name) : undefined;
  }

  /** @throws {ApiError} if a list cannot be called so */
  async create(database: Transactional, realm: Realm, name: string, now: Date): Promise<void> {
    const settings = checkListSettings({ name });
    try {
      const listId = await database.transaction((sql) => createList(sql, realm, settings, now));
      this.#add(settings.name, listId);
      this.created.push(settings.name);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'list.nameTaken') throw error;
      // Somebody else made it meanwhile.
      await this.#read(database, realm);
    }
  }

  async #read(database: Transactional, realm: Realm): Promise<void> {
    for (const { name, listId } of await allLists(database, realm)) this.#add(name, listId);
  }

  #add(name: string, listId: number): void {
    this.#byName.set(name, listId);
    this.#ids.add(listId);
  }
}
