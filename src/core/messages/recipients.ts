/** Turns the recipients that a caller names into checked drafts, in both kinds of realm. */
import { fail } from '../../contract/errorCatalogue';
import { customerKey } from '../identity/customerKey';
import { refuseAddress } from '../identity/emailAddress';
import type { Realm } from '../realms/realm';
import { mailboxesProblem, parseMailboxes } from '../identity/mailbox';
import type { RecipientDraft } from './sendRequest';

/** Most messages that one call may send. */
export const MAX_RECIPIENTS = 1000;

/** One `<to>` block, as written. */
export interface RecipientBlock {
  /** Trimmed; one mailbox, or several with commas where the block holds text only. */
  readonly address: string;
  /** Decoded text, byte for byte; null if the block has none. */
  readonly customerKey: string | null;
  readonly firstName: string | null;
  /** Why nobody can tell whom the block means, as a clause after "the block"; null if one can. */
  readonly problem: string | null;
}

/** The recipient block of a customer-key realm, as faults show it. */
export const KEYED_BLOCK = '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>';

/** The recipient block that a realm expects, as faults show it. A key may be left out if an address identifies. */
export const expectedBlock = (realm: Realm): string =>
  realm.identity.keyIdentifies ? KEYED_BLOCK : '<to><email>a@b.example</email></to>';

/**
 * Checks `<to>` blocks. In a customer-key realm each needs one address and a key; elsewhere a key is not looked at.
 * @throws {ApiError} `message.toInvalid`
 */
export function recipientsOfBlocks(realm: Realm, blocks: readonly RecipientBlock[]): RecipientDraft[] {
  const refuse = (reason: string): never =>
    fail('message.toInvalid', { expected: expectedBlock(realm), reason });
  if (blocks.length === 0) refuse('there is none');
  const drafts = blocks.flatMap((block, i) => {
    const where = blocks.length > 1 ? `block ${i + 1}` : 'the block';
    if (block.problem) refuse(`${where} ${block.problem}`);
    const mailboxes =
      parseMailboxes(block.address) ??
      refuse(`${where} has an address that is not valid, ${mailboxesProblem(block.address)}`);
    const { keyIdentifies, addressIdentifies, addressRequired } = realm.identity;
    // Where an address identifies too, a block may have either.
    const isByKey = keyIdentifies && !(addressIdentifies && block.customerKey === null);
    // Contacts that need no address can be named by the key alone; the mail goes to what address they have.
    if (mailboxes.length === 0 && isByKey && !addressRequired) mailboxes.push({ name: '', address: '' });
    if (mailboxes.length === 0) refuse(`${where} has no address`);
    if (isByKey && mailboxes.length > 1) refuse(`${where} has several addresses and one key`);
    const key = isByKey ? keyOf(block, () => refuse(`${where} has no valid customer key`)) : null;
    return mailboxes.map((mailbox) => ({ mailbox, firstName: block.firstName || null, customerKey: key }));
  });
  if (drafts.length > MAX_RECIPIENTS) refuse(`there are more than ${MAX_RECIPIENTS}`);
  return drafts;
}

function keyOf(block: RecipientBlock, refuse: () => never): string {
  try {
    return customerKey(block.customerKey);
  } catch {
    return refuse();
  }
}

/**
 * Checks the recipient of the long form of a send: one mailbox, or several with commas, and a first name for the
 * identity of the contact.
 * @throws {ApiError} `contact.emailInvalid`, `argument.missing`
 */
export function recipientsOfText(to: string | null, firstName: string | null): RecipientDraft[] {
  const mailboxes = parseMailboxes(to ?? '') ?? refuseAddress('to', mailboxesProblem(to ?? ''));
  if (mailboxes.length === 0) fail('argument.missing', { name: 'to' });
  if (mailboxes.length > MAX_RECIPIENTS)
    fail('argument.invalid', { name: 'to', reason: `it names more than ${MAX_RECIPIENTS} addresses` });
  // Legacy clients send an empty first name if they have none to give, so it does not narrow the contact down.
  return mailboxes.map((mailbox) => ({ mailbox, firstName: firstName?.trim() || null, customerKey: null }));
}
