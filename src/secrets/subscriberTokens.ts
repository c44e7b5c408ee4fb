/**
 * The opaque subscriber-id tag: names a contact in links and calls without revealing its id. Deterministic per
 * contact and campaign, authenticated, 64 upper-case hex digits.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface SubscriberToken {
  readonly realmId: number;
  readonly contactId: number;
  /** Campaign the tag was made for; 0 outside campaigns. */
  readonly campaignId: number;
}

export class SubscriberTokens {
  readonly #blockKey: Buffer;
  readonly #macKey: Buffer;

  constructor(secret: Buffer) {
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', secret, '', `contact-tag/${purpose}`, 32));
    this.#blockKey = derive('block');
    this.#macKey = derive('mac');
  }

  make({ realmId, contactId, campaignId }: SubscriberToken): string {
    const block = Buffer.alloc(16);
    block.writeUIntBE(realmId, 0, 4);
    block.writeUIntBE(contactId, 4, 6);
    block.writeUIntBE(campaignId, 10, 6);
    // One block of AES is a permutation: equal contacts give equal tags and nothing else leaks.
    const cipher = createCipheriv('aes-256-ecb', this.#blockKey, null).setAutoPadding(false);
    const sealed = Buffer.concat([cipher.update(block), cipher.final()]);
    return Buffer.concat([sealed, this.#mac(sealed)])
      .toString('hex')
      .toUpperCase();
  }

  /** @returns whom the tag names, or null for anything that this gateway did not make */
  read(tag: string): SubscriberToken | null {
    const text = tag.trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) return null;
    const bytes = Buffer.from(text, 'hex');
    const sealed = bytes.subarray(0, 16);
    if (!timingSafeEqual(bytes.subarray(16), this.#mac(sealed))) return null;
    const decipher = createDecipheriv('aes-256-ecb', this.#blockKey, null).setAutoPadding(false);
    const block = Buffer.concat([decipher.update(sealed), decipher.final()]);
    return {
      realmId: block.readUIntBE(0, 4),
      contactId: block.readUIntBE(4, 6),
      campaignId: block.readUIntBE(10, 6),
    };
  }

  #mac(sealed: Buffer): Buffer {
    return createHmac('sha256', this.#macKey).update(sealed).digest().subarray(0, 16);
  }
}
