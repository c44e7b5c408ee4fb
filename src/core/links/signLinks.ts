/** Closes the tracking links of a personalised HTML part: their personal values encoded for an address, and signed. */
import type { LinkValueSigner } from '../../secrets/linkValueSigner';
import { unescapeHtml } from '../../text/escapeHtml';
import { VALUES } from './trackedLinks';

const GROUP = new RegExp(`${VALUES.open}([^${VALUES.open}${VALUES.close}]*)${VALUES.close}`, 'g');

export function signLinks(
  html: string,
  campaign: { readonly realmId: number; readonly campaignId: number },
  signer: LinkValueSigner,
): string {
  if (!html.includes(VALUES.open)) return html;
  return html.replace(GROUP, (_, group: string) => {
    const [number, ...rendered] = group.split(VALUES.next);
    const values = rendered.map((value) => unescapeHtml(value).replace(/[\r\n\t]/g, ''));
    const written = values.map((value) => `&amp;v=${encodeURIComponent(value.toWellFormed())}`).join('');
    return `${written}&amp;s=${signer.sign({ ...campaign, linkId: Number(number), values })}`;
  });
}
