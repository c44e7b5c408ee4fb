/** Tags that stand for links of one mail to one contact; what they print is decided by whoever sends the mail. */

export const LINK_TAGS = [
  'SUBSCRIBER_ID_TAG',
  'UNSUB_HREF',
  'UNSUBSCRIBE_HREF',
  'DISPLAY_MSG',
  'FTAF',
  'PREFSITE',
  'STOP',
  'ANALYTICS',
] as const;
export type LinkTag = (typeof LINK_TAGS)[number];

/**
 * What the tags print in one mail. A tag that is missing stays as text. `STOP` without a text of its own joins what
 * follows to the link that it stands in.
 */
export type LinkTexts = Readonly<Partial<Record<LinkTag, string>>>;

/** The link tag of this spelling, and whether the case is the right one. */
export function linkTag(word: string): { readonly tag: LinkTag; readonly exact: boolean } | null {
  const exact = LINK_TAGS.find((tag) => tag === word);
  if (exact) return { tag: exact, exact: true };
  const tag = LINK_TAGS.find((name) => name === word.toUpperCase());
  return tag ? { tag, exact: false } : null;
}

const OUTSIDE_LINK = /[\s"'<>()]/;

/**
 * What joins a query to the link at the end of `before`: `?`, or `&` where it has a query already, or nothing where
 * it ends in one of the two.
 */
export function queryJoin(before: string): string {
  let start = before.length;
  while (start > 0 && !OUTSIDE_LINK.test(before[start - 1]!)) start--;
  const link = before.slice(start);
  if (/[?&]$/.test(link)) return '';
  return link.includes('?') ? '&' : '?';
}
