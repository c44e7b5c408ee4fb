/** Asks once more, just before sending, whether the recipients still want mail: a message may have waited for days. */
import type { Realm } from '../core/realms/realm';
import { contactIdentities } from '../core/contacts/contactIdentities';
import { suppressionReason } from '../core/messages/acceptMessages';
import { blockingOptOuts } from '../core/suppression/blockingOptOuts';
import type { OptOutRegister } from '../core/suppression/universalOptOuts';
import type { Sql } from '../db/sql';
import { suppressedOutcome, type Outcome } from './outcomes';
import type { OutgoingMessage } from './outgoingMessage';

export interface OptOutCheck {
  readonly message: OutgoingMessage;
  /** Uploaded list of the launch that it belongs to; 0 for none. */
  readonly suppressionListId: number;
}

/** @returns an outcome for each message of one realm that must not be sent, null for the others */
export async function checkOptOuts(
  sql: Sql,
  universal: OptOutRegister,
  realm: Realm,
  checks: readonly OptOutCheck[],
): Promise<(Outcome | null)[]> {
  const contactIds = checks.flatMap(({ message: { contactId } }) => (contactId === null ? [] : [contactId]));
  const identities = await contactIdentities(sql, realm, contactIds);
  const levels = await blockingOptOuts(
    sql,
    universal,
    realm,
    checks.map(({ message, suppressionListId }) => ({
      // A contact that was deleted meanwhile counts by its address, as any stranger.
      identity: message.contactId === null ? null : (identities.get(message.contactId) ?? null),
      email: message.recipient.address,
      listId: message.listId,
      overrides: message.overridesOptOut,
      suppressionListId,
    })),
  );
  return checks.map(({ message: { row } }, i) => {
    const level = levels[i];
    return level ? suppressedOutcome(row, suppressionReason(level)) : null;
  });
}
