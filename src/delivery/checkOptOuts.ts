/** Asks once more, just before sending, whether the recipients still want mail: a message may have waited for days. */
import type { Realm } from '../core/realms/realm';
import { contactIdentities } from '../core/contacts/contactIdentities';
import { suppressionReason } from '../core/messages/acceptMessages';
import { blockingOptOuts } from '../core/suppression/blockingOptOuts';
import type { UniversalOptOuts } from '../core/suppression/universalOptOuts';
import type { Sql } from '../db/sql';
import { suppressedOutcome, type Outcome } from './outcomes';
import type { OutgoingMessage } from './outgoingMessage';

/** @returns an outcome for each message of one realm that must not be sent, null for the others */
export async function checkOptOuts(
  sql: Sql,
  universal: UniversalOptOuts,
  realm: Realm,
  messages: readonly OutgoingMessage[],
): Promise<(Outcome | null)[]> {
  const contactIds = messages.flatMap(({ contactId }) => (contactId === null ? [] : [contactId]));
  const identities = await contactIdentities(sql, realm, contactIds);
  const levels = await blockingOptOuts(
    sql,
    universal,
    realm,
    messages.map((message) => ({
      // A contact that was deleted meanwhile counts by its address, as any stranger.
      identity: message.contactId === null ? null : (identities.get(message.contactId) ?? null),
      email: message.recipient.address,
      listId: message.listId,
      overrides: message.overridesOptOut,
    })),
  );
  return messages.map(({ row }, i) => {
    const level = levels[i];
    return level ? suppressedOutcome(row, suppressionReason(level)) : null;
  });
}
