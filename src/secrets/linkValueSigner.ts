/**
 * Signs the personal values that travel in a tracking link, so that nobody can make the gateway lead anywhere else. Such
 * a link has one number for all recipients, and its values stand in the link itself.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './deriveKey';

export interface LinkValues {
  readonly realmId: number;
  readonly campaignId: number;
  readonly linkId: number;
  readonly values: readonly string[];
}

export class LinkValueSigner {
  readonly #key: Buffer;

  constructor(secret: Buffer) {
    this.#key = deriveKey(secret, 'click-values');
  }

  /** @returns 32 hexadecimal digits */
  sign(link: LinkValues): string {
    return this.#mac(link).toString('hex');
  }

  /** Whether this gateway put these values into a link of this number. */
  verify(link: LinkValues, signature: string): boolean {
    if (!/^[0-9a-f]{32}$/.test(signature)) return false;
    return timingSafeEqual(Buffer.from(signature, 'hex'), this.#mac(link));
  }

  #mac({ realmId, campaignId, linkId, values }: LinkValues): Buffer {
    const text = JSON.stringify([realmId, campaignId, linkId, values.map((value) => value.toWellFormed())]);
    return createHmac('sha256', this.#key).update(text).digest().subarray(0, 16);
  }
}
