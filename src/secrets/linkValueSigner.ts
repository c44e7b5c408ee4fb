/**
 * Personal values that travel in a tracking link. A link whose text holds tags has one number for all recipients,
 * and its values stand in the link itself, sealed, so that nobody can make the gateway lead anywhere else.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { unescapeHtml } from '../../text/htmlText';
import { VALUES } from './trackedLinks';

export interface LinkValues {
  readonly realmId: number;
  readonly campaignId: number;
  readonly linkId: number;
  readonly values: readonly string[];
}

const GROUP = new RegExp(`${VALUES.open}([^${VALUES.open}${VALUES.close}]*)${VALUES.close}`, 'g');

export class LinkValueSigner {
  readonly #key: Buffer;

  constructor(secret: Buffer) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'click-values', 32));
  }

  /** Closes the links of a personalised HTML part: values encoded for an address, and sealed. */
  finish(html: string, campaign: { readonly realmId: number; readonly campaignId: number }): string {
    if (!html.includes(VALUES.open)) return html;
    return html.replace(GROUP, (_, group: string) => {
      const [number, ...rendered] = group.split(VALUES.next);
      const values = rendered.map((value) => unescapeHtml(value).replace(/[\r\n\t]/g, ''));
      const written = values.map((value) => `&amp;v=${encodeURIComponent(value.toWellFormed())}`).join('');
      return `${written}&amp;s=${this.#seal({ ...campaign, linkId: Number(number), values }).toString('hex')}`;
    });
  }

  /** Whether this gateway put these values into a link of this number. */
  isSealed(click: LinkValues, seal: string): boolean {
    if (!/^[0-9a-f]{32}$/.test(seal)) return false;
    return timingSafeEqual(Buffer.from(seal, 'hex'), this.#seal(click));
  }

  #seal({ realmId, campaignId, linkId, values }: LinkValues): Buffer {
    const text = JSON.stringify([realmId, campaignId, linkId, values.map((value) => value.toWellFormed())]);
    return createHmac('sha256', this.#key).update(text).digest().subarray(0, 16);
  }
}
