/** Refusals of a message while it was being sent are bounces on the spot. */
import type { Sql } from '../../db/sql';
import { fold } from '../identity/fold';
import { classifyRefusal } from './classifyRefusal';
import { recordBounce, type BounceRules } from './recordBounce';
import { messageOfReturnPath } from './returnedMessage';
import { findStatus } from './statusRules';

export interface RefusedRecipient {
  readonly address: string;
  /** The answer to RCPT or DATA. */
  readonly response: string;
}

export async function recordRefusals(
  sql: Sql,
  { realmId, messageId }: { readonly realmId: number; readonly messageId: number },
  refusals: readonly RefusedRecipient[],
  rules: BounceRules,
  now: Date,
): Promise<void> {
  if (refusals.length === 0) return;
  const message = await messageOfReturnPath(sql, { realmId, messageId, contactId: 0 });
  if (!message) return;
  const { contactId, campaignId, listId } = message;
  for (const { address, response } of refusals) {
    const status = findStatus(response);
    const { category, confidence, type } = classifyRefusal(status, response);
    // One answer to several recipients does not say whose address is wrong.
    const isShared = refusals.some((other) => other.address !== address && other.response === response);
    const email = fold(address);
    // A copy's address is not the contact's.
    const whose = email === message.addresses[0] ? contactId : 0;
    await recordBounce(
      sql,
      { realmId },
      {
        type,
        category,
        confidence: isShared ? Math.min(confidence, 0.5) : confidence,
        status,
        diagnostic: response,
        email,
        messageId,
        contactId: whose,
        campaignId,
        listId,
        source: 'delivery',
      },
      rules,
      now,
    );
  }
}
