/** Ends what is over in every realm, now and then, for as long as a gateway runs. */
import type { Database } from '../../db/database';
import type { Realm } from '../realms/realm';
import { expireContacts, type ExpiryRules } from './expireContacts';

export interface ContactExpiryOptions {
  readonly realms: { list(): Promise<readonly Realm[]> };
  databaseOf(databaseId: number): Promise<Database>;
  readonly rules: ExpiryRules;
  readonly everyMilliseconds: number;
  readonly log: {
    info(event: string, details: Readonly<Record<string, unknown>>): void;
    warn(event: string, details: Readonly<Record<string, unknown>>): void;
  };
}

export class ContactExpiry {
  readonly #options: ContactExpiryOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(options: ContactExpiryOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.run(), this.#options.everyMilliseconds).unref();
  }

  /** One run over all realms, behind one that is under way. Never throws. */
  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#expireAll());
    return this.#running;
  }

  /** A slice under way is waited for. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopping = true;
    await this.#running;
  }

  async #expireAll(): Promise<void> {
    const { realms, log } = this.#options;
    try {
      for (const realm of await realms.list()) {
        if (this.#isStopping) return;
        await this.#expire(realm).catch((error: unknown) =>
          log.warn('contacts not expired yet', { realm: realm.name, code: codeOf(error) }),
        );
      }
    } catch (error) {
      log.warn('contacts not expired yet', { code: codeOf(error) });
    }
  }

  async #expire(realm: Realm): Promise<void> {
    const { rules, log } = this.#options;
    const database = await this.#options.databaseOf(realm.databaseId);
    const expired = await expireContacts(database, realm, rules, new Date(), () => this.#isStopping);
    if (expired.removed + expired.merges + expired.anonymous > 0)
      log.info('contacts expired', { realm: realm.name, ...expired });
  }
}

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code;
