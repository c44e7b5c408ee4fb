/**
 * What links and forms of the public pages carry: opaque, authenticated, and of four kinds that cannot be taken for
 * one another. None holds an address or a number that could be read or changed.
 */
import { BLOCK_BYTES, decryptBlock, encryptBlock } from './blockCipher';
import { deriveKey } from './deriveKey';
import { SubscriberTokens, type SubscriberToken } from './subscriberTokens';

export type PublicToken =
  /** A contact in a campaign (0: outside campaigns); whoever has it may unsubscribe the contact. */
  | ({ readonly kind: 'contact' } & SubscriberToken)
  /** The same for somebody the mail was forwarded to: shows the message, and may do nothing in the contact's name. */
  | ({ readonly kind: 'forwarded' } & SubscriberToken)
  /** A sign-up that waits to be confirmed. */
  | { readonly kind: 'confirmation'; readonly realmId: number; readonly pendingId: number }
  /** A list, for sign-up forms on other sites; not a secret. 32 digits. */
  | { readonly kind: 'list'; readonly realmId: number; readonly listId: number };

/** Fills the block of a list token; what does not decrypt to it was not made here. */
const CHECK = Buffer.from('list/1');

export class PublicTokens {
  readonly #contacts: SubscriberTokens;
  readonly #forwarded: SubscriberTokens;
  readonly #confirmations: SubscriberTokens;
  readonly #listKey: Buffer;

  constructor(secret: Buffer) {
    const derive = (purpose: string): Buffer => deriveKey(secret, `public-token/${purpose}`);
    this.#contacts = new SubscriberTokens(secret);
    this.#forwarded = new SubscriberTokens(derive('forwarded'));
    this.#confirmations = new SubscriberTokens(derive('confirmation'));
    this.#listKey = derive('list');
  }

  contact(contact: SubscriberToken): string {
    return this.#contacts.make(contact);
  }

  forwarded(contact: SubscriberToken): string {
    return this.#forwarded.make(contact);
  }

  confirmation(realmId: number, pendingId: number): string {
    return this.#confirmations.make({ realmId, contactId: pendingId, campaignId: 0 });
  }

  list(realmId: number, listId: number): string {
    const block = Buffer.alloc(BLOCK_BYTES);
    block.writeUIntBE(realmId, 0, 4);
    block.writeUIntBE(listId, 4, 6);
    CHECK.copy(block, 10);
    return encryptBlock(this.#listKey, block).toString('hex');
  }

  /** @returns null for anything that this gateway did not make */
  read(text: string): PublicToken | null {
    const token = text.trim();
    if (token.length === 32) return this.#readList(token);
    const contact = this.#contacts.read(token);
    if (contact) return { kind: 'contact', ...contact };
    const forwarded = this.#forwarded.read(token);
    if (forwarded) return { kind: 'forwarded', ...forwarded };
    const pending = this.#confirmations.read(token);
    return pending && { kind: 'confirmation', realmId: pending.realmId, pendingId: pending.contactId };
  }

  #readList(token: string): PublicToken | null {
    if (!/^[0-9a-f]{32}$/i.test(token)) return null;
    const block = decryptBlock(this.#listKey, Buffer.from(token, 'hex'));
    if (!block.subarray(10).equals(CHECK)) return null;
    return { kind: 'list', realmId: block.readUIntBE(0, 4), listId: block.readUIntBE(4, 6) };
  }
}
