/** Takes in one piece of return mail, from its bytes to what is committed about it. */
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import type { Realm } from '../realms/realm';
import { classifyReturnMail } from './classifyReturnMail';
import { recordBounce, type BounceRules } from './recordBounce';
import { addressesMeant, messageOfId, messageOfReturnPath, type ReturnedMessage } from './returnedMessage';
import type { ReturnPath, ReturnPaths } from '../../secrets/returnPaths';
import type { Verdict } from './verdict';

export interface IntakeParts {
  readonly returnPaths: ReturnPaths;
  readonly rules: BounceRules;
  realmOf(realmId: number): Promise<Realm | null>;
  databaseOf(databaseId: number): Promise<Database>;
}

export interface Intake {
  readonly verdict: Verdict;
  /** Where the message was found. */
  readonly realm: Realm | null;
  /**
   * `recorded`; `repeat` where all of it was known; `unmatched` where no message of ours is found; `nothing` for
   * mail that says nothing against a recipient.
   */
  readonly result: 'recorded' | 'repeat' | 'unmatched' | 'nothing';
}

interface Found {
  readonly realm: Realm;
  readonly database: Database;
  readonly message: ReturnedMessage;
}

export class ReturnMailIntake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Whether a realm of that number exists here. */
  async serves(realmId: number): Promise<boolean> {
    return (await this.#parts.realmOf(realmId)) !== null;
  }

  /**
   * Resolves when what the mail says is committed.
   * @param path the return path that it came to, where that is known
   * @throws the database's error
   */
  async take(raw: Buffer, path: ReturnPath | null, source: 'return mail' | 'import'): Promise<Intake> {
    const verdict = classifyReturnMail(raw);
    const { type, category } = verdict;
    if (type === null || category === null) return { verdict, realm: null, result: 'nothing' };
    const found = await this.#find(verdict, path ?? this.#parts.returnPaths.first(verdict.returnPathTokens));
    const emails = found ? addressesMeant(found.message, verdict.recipients) : [];
    if (!found || emails.length === 0) return { verdict, realm: found?.realm ?? null, result: 'unmatched' };
    const { realm, database, message } = found;
    const { messageId, campaignId, listId } = message;
    const recorded = await withRetry(database, async (sql) => {
      let fresh = 0;
      for (const email of emails) {
        const contactId = email === message.addresses[0] ? message.contactId : 0;
        const bounce = {
          ...verdict,
          type,
          category,
          email,
          messageId,
          contactId,
          campaignId,
          listId,
          source,
        };
        if (await recordBounce(sql, realm, bounce, this.#parts.rules, new Date())) fresh += 1;
      }
      return fresh;
    });
    return { verdict, realm, result: recorded > 0 ? 'recorded' : 'repeat' };
  }

  async #find(verdict: Verdict, path: ReturnPath | null): Promise<Found | null> {
    const realmId = path?.realmId ?? realmIdOf(verdict.originalMessageId);
    const realm = realmId === null ? null : await this.#parts.realmOf(realmId);
    if (!realm) return null;
    const database = await this.#parts.databaseOf(realm.databaseId);
    const message = path
      ? await messageOfReturnPath(database, path)
      : await messageOfId(database, realm, verdict.originalMessageId!);
    return message && { realm, database, message };
  }
}

/** Our Message-IDs end in the realm's number: `<RANDOM.REALM@DOMAIN>`. */
function realmIdOf(internetMessageId: string | null): number | null {
  const hex = /^<[0-9a-f]{32}\.([0-9a-f]{1,8})@/.exec(internetMessageId ?? '')?.[1];
  return hex === undefined ? null : parseInt(hex, 16);
}
