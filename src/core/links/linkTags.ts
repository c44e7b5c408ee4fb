/** The addresses of the public pages, as they are printed into mails: what the link tags of a template stand for. */
import type { LinkTag } from '../templates/language/linkTags';

export interface LinkPlace {
  /** Public address that serves the pages, without a slash at its end. */
  readonly baseUrl: string;
  /** Names the contact in the campaign; where the recipient is no contact, the campaign alone. */
  readonly token: string;
  readonly campaignId: number;
  /** 0 if the recipient is no contact: there is nobody to unsubscribe, and no page. */
  readonly contactId: number;
  /** Tells the message from others of the contact in the campaign; empty if there can be no others. */
  readonly messageMark: string;
}

/** What each link tag prints; a `STOP` that is left joins a query. The pages are empty without a public address. */
export function linkTags({
  baseUrl,
  token,
  campaignId,
  contactId,
  messageMark,
}: LinkPlace): Record<Exclude<LinkTag, 'STOP'>, string> {
  const page = (path: string): string =>
    baseUrl === '' || contactId === 0 ? '' : `${baseUrl}${path}?id=${token}`;
  const pageOfMessage = (path: string): string =>
    page(path) === '' || messageMark === '' ? page(path) : `${page(path)}&m=${messageMark}`;
  return {
    SUBSCRIBER_ID_TAG: token,
    UNSUB_HREF: page('/u'),
    UNSUBSCRIBE_HREF: page('/u'),
    DISPLAY_MSG: pageOfMessage('/dm'),
    FTAF: pageOfMessage('/ftaf'),
    // Authors write their own parameter right behind it.
    PREFSITE: page('/bin/pref_site') && `${page('/bin/pref_site')}&`,
    // Goes to other people's sites, so it must not hold the token: whoever has that can unsubscribe its owner.
    ANALYTICS: `wc_mid=10:${campaignId}&wc_rid=10:${contactId.toString(16).toUpperCase()}`,
  };
}

/** Where the links of a list's mail lead: the list's own tracking address, else that of the gateway; '' for none. */
export const trackingBase = (list: { readonly trackingBaseUrl: string } | null, publicUrl: string): string =>
  (list?.trackingBaseUrl || publicUrl).replace(/\/+$/, '');
