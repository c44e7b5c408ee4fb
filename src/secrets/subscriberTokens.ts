/**
 * The opaque subscriber-id tag: names a contact in links and calls without revealing its id. Deterministic per
 * contact and campaign, authenticated, 64 upper-case hex digits.
 */
import { IdSealer } from './idSealer';

export interface SubscriberToken {
  readonly realmId: number;
  readonly contactId: number;
  /** Campaign the token was made for; 0 outside campaigns. */
  readonly campaignId: number;
}

export class SubscriberTokens {
  readonly #sealer: IdSealer;

  constructor(secret: Buffer) {
    this.#sealer = new IdSealer(secret, 'contact-tag', 16);
  }

  make({ realmId, contactId, campaignId }: SubscriberToken): string {
    return this.#sealer.seal([realmId, contactId, campaignId]).toString('hex').toUpperCase();
  }

  /** @returns whom the token names, or null for anything that this gateway did not make */
  read(token: string): SubscriberToken | null {
    const text = token.trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) return null;
    const ids = this.#sealer.open(Buffer.from(text, 'hex'));
    return ids && { realmId: ids[0], contactId: ids[1], campaignId: ids[2] };
  }
}
