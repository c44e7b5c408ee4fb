/**
 * The universal register as the transactions of one call see it. It is in another database, so that it is asked before
 * rows are locked, or outside the transaction, and once for each address.
 */
import { OutsideFirst } from '../../contract/outsideFirst';
import type { Transaction } from '../../db/sql';
import { fold } from '../identity/fold';
import type { OptOutRegister } from './universalOptOuts';

export class AskedRegister {
  readonly #register: OptOutRegister;
  /** By folded address. */
  readonly #answers = new Map<string, boolean>();

  constructor(register: OptOutRegister) {
    this.#register = register;
  }

  /** @returns the register for use in this transaction; throws {@link OutsideFirst} where it would have to be asked now */
  within(sql: Transaction): OptOutRegister {
    const know = async (emails: readonly string[]): Promise<void> => {
      const unknown = emails.filter((email) => !this.#answers.has(email));
      if (unknown.length === 0) return;
      if (sql.holdsLocks) throw new OutsideFirst(() => this.#ask(unknown));
      await this.#ask(unknown);
    };
    return {
      has: async (email) => {
        const folded = fold(email);
        await know([folded]);
        return this.#answers.get(folded)!;
      },
      find: async (emails) => {
        const folded = [...new Set(emails.map(fold))];
        await know(folded);
        return new Set(folded.filter((email) => this.#answers.get(email)));
      },
    };
  }

  async #ask(emails: readonly string[]): Promise<void> {
    const found =
      emails.length === 1 ? await this.#register.has(emails[0]!) : await this.#register.find(emails);
    for (const email of emails)
      this.#answers.set(email, typeof found === 'boolean' ? found : found.has(email));
  }
}
