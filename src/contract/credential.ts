/** What a caller proves who they are with, as the door found it. It stands beside the arguments of a call. */
import type { KeyDoor } from './keyDoors';

export type Credential =
  | { readonly kind: 'none' }
  /** What `beginSession` answered. */
  | { readonly kind: 'session'; readonly session: string }
  /** From a link or a form of this gateway's own pages; names the realm, and often the contact. */
  | { readonly kind: 'token'; readonly token: string }
  /** A realm and its password, in whose place a key for the REST door may stand. */
  | {
      readonly kind: 'password';
      readonly realm: string;
      readonly password: string;
      /** An API client of the realm and its code, where the caller names one. */
      readonly client: { readonly name: string; readonly code: string } | null;
      /** A child of that realm, in which the call acts in its place. */
      readonly child?: string;
    }
  /** A realm, and the fingerprint of a public key whose owner has just signed with it, as the door saw. */
  | { readonly kind: 'signature'; readonly realm: string; readonly fingerprint: string }
  /** A key that names its realm. */
  | { readonly kind: 'key'; readonly door: KeyDoor; readonly key: string }
  /**
   * A command of the owner, who has the databases anyway, in a realm or (null) on the gateway itself. No door to the
   * outside makes this one.
   */
  | { readonly kind: 'local'; readonly realm: string | null }
  /** A login to the console, in a realm or (null) on the gateway itself. */
  | { readonly kind: 'person'; readonly session: string; readonly realm: string | null };

export const NO_CREDENTIAL: Credential = { kind: 'none' };

/** Whom an operation admits. */
export type Admission =
  /** Anybody, without a credential; it reaches no realm. */
  | 'anyone'
  /** Programs of a realm's owner, and people. */
  | 'clients'
  /** People alone. */
  | 'people'
  /** Readers of mails, by the token of a page. */
  | 'readers';

/** Which credentials prove that somebody is one of those, and what is said to those who have none of them. */
export const PROOFS = {
  anyone: { kinds: [], missing: 'session.invalid' },
  clients: {
    kinds: ['session', 'password', 'signature', 'key', 'local', 'person'],
    missing: 'session.invalid',
  },
  people: { kinds: ['local', 'person'], missing: 'session.invalid' },
  readers: { kinds: ['token'], missing: 'token.invalid' },
} as const satisfies Record<
  Admission,
  { readonly kinds: readonly Credential['kind'][]; readonly missing: 'session.invalid' | 'token.invalid' }
>;
