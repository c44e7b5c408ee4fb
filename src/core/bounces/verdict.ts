/** What a piece of return mail turned out to be. Type numbers are those of the legacy platform's event table. */

export const BOUNCE_TYPES = { softBounce: 30, hardBounce: 31, complaint: 34, block: 36 } as const;
export type BounceEvent = keyof typeof BOUNCE_TYPES;
export type BounceType = (typeof BOUNCE_TYPES)[BounceEvent];

/** Why mail came back, and what kind of bounce that is while nothing says otherwise. */
export const CATEGORIES = {
  'unknown-user': 'hardBounce',
  'unknown-domain': 'hardBounce',
  inactive: 'hardBounce',
  'mailbox-full': 'softBounce',
  'too-large': 'softBounce',
  greylisted: 'softBounce',
  dns: 'softBounce',
  unreachable: 'softBounce',
  relaying: 'softBounce',
  loop: 'softBounce',
  system: 'softBounce',
  other: 'softBounce',
  'spam-block': 'block',
  blocklist: 'block',
  policy: 'block',
  authentication: 'block',
  content: 'block',
} as const satisfies Readonly<Record<string, BounceEvent>>;
export type BounceCategory = keyof typeof CATEGORIES;

/** The rows of a table from what is seen to a category; `confidence` from 0 to 1. */
export interface Finding {
  readonly category: BounceCategory;
  readonly confidence: number;
}

export interface Verdict {
  /** An automatic answer, a notice of delay and what cannot be read (`unknown`) say nothing against the recipient. */
  readonly kind: 'bounce' | 'complaint' | 'autoReply' | 'delayed' | 'unknown';
  /** Null unless a bounce or a complaint. */
  readonly type: BounceType | null;
  /** A `BounceCategory`, or the feedback type of a complaint such as `abuse`; null for the other kinds. */
  readonly category: string | null;
  /** From 0 to 1: how sure the kind, the type and the category are together. */
  readonly confidence: number;
  /** Enhanced status code such as `5.1.1`, or null. */
  readonly status: string | null;
  /** Addresses that the mail says it is about, lower case; may be empty, and may be addresses behind a forward. */
  readonly recipients: readonly string[];
  /** Message-ID of the mail that came back, with its angle brackets. */
  readonly originalMessageId: string | null;
  /** What looks like tokens of our return paths, in the order found; not checked. */
  readonly returnPathTokens: readonly string[];
  /** The other system's words, one line of at most 255 characters. */
  readonly diagnostic: string;
}
