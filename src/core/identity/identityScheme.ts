/**
 * What an identity scheme says, and the words in which contacts are named. A scheme is data: by what the contacts of a
 * realm are known, and what follows when two of them meet. The schemes themselves stand in schemes.ts.
 */
import type { SqlValue } from '../../db/sql';

export type IdentitySchemeName =
  | 'email_first_name'
  | 'customer_key'
  | 'email'
  | 'user_id'
  | 'hybrid'
  | 'external_id_email'
  | 'external_id_first';

/** What can identify a contact. A contact has one of each at most, but for device tokens. */
export type Identifier = 'email' | 'firstName' | 'customerKey' | 'phone' | 'deviceToken';

/** What a caller says about which contact they mean, or which one to create. */
export interface ContactName {
  /** Address as given, checked; null if the caller named the contact by key alone. */
  readonly email: string | null;
  /** First name as given; null if the caller did not say (which is not the same as an empty one). */
  readonly firstName: string | null;
  /** Checked customer key; null in realms without. */
  readonly customerKey: string | null;
  /** A telephone number; looked up by its digits, where the scheme looks numbers up. */
  readonly phone?: string | null;
  readonly deviceToken?: string | null;
  /** Which of them the caller put first, where the scheme leaves that to the caller. */
  readonly by?: 'email' | 'customerKey';
}

/** The identifying values of a contact, as they are stored. */
export interface StoredIdentity {
  /** Folded address; null if the contact has none. */
  readonly email: string | null;
  /** Folded first name. */
  readonly firstName: string;
  readonly customerKey: string | null;
  /** Of a contact that exists; what hangs on the contact itself where it has nothing else. */
  readonly contactId?: number;
}

/** A condition over the contacts table, without `realm_id`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** What happens where the identifiers of one call name different contacts, or one contact that has another identifier. */
export type Disagreement =
  /** Contacts are looked up by one thing only. */
  | 'cannot happen'
  /** The first identifier that was given decides; the others are written over what the contact has. */
  | 'the first decides'
  /** A contact that lacks the first identifier takes it; anything else is refused. */
  | 'joined or refused'
  /** Refused: two contacts are never joined by a call that names both. */
  | 'refused'
  /** A contact that lacks the first identifier takes it; else a new contact is made beside it. */
  | 'joined or made beside';

/** The rules of one scheme, as they are written down. */
export interface SchemeRules {
  readonly name: IdentitySchemeName;
  /** Completes "contacts are identified by". */
  readonly title: string;
  /** What its key is called by those who use it; null if contacts have none. */
  readonly keyName: string | null;
  /** No two contacts of a realm share what one of these names together. An identifier that a contact lacks is no clash. */
  readonly unique: readonly (readonly Identifier[])[];
  /** What a new contact must carry: each of `all`, and of `oneOf` (where that is not empty) at least one. */
  readonly newContact: { readonly all: readonly Identifier[]; readonly oneOf: readonly Identifier[] };
  /** By what a contact is looked up, the first that was given first. */
  readonly lookUp: readonly Identifier[];
  /** Which one counts where several contacts share an identifier. */
  readonly prefers: 'oldest' | 'latest changed';
  readonly disagreement: Disagreement;
  /** Identifiers that an update may change or clear, if nobody else has the new one. */
  readonly changeable: readonly Identifier[];
  /** What nobody else can get as long as a removed contact can come back. Empty where removing deletes for good. */
  readonly reserved: readonly Identifier[];
  /** Opt-outs outlive a contact's row: they hang on hashes of these, on all of which it has. */
  readonly optOutsHangOn: readonly (readonly Identifier[])[];
  /** What a key may look like, where it is narrower than 255 characters without control characters. */
  readonly key: { readonly longest: number; readonly printableAscii: boolean };
  /** Addresses of this domain stand in for those that are not known; they are never mailed. */
  readonly placeholderDomain: string | null;
  /** A new database of this scheme needs somebody who approved it. */
  readonly needsApproval: boolean;
}

/** A scheme as the rest of the house asks it. */
export interface IdentityScheme extends SchemeRules {
  /** Contacts can carry a key. */
  readonly hasKey: boolean;
  /** A key that the caller gives singles out one contact: the `...ByCustomerKey` calls are for such realms. */
  readonly keyIdentifies: boolean;
  /** An address singles out one contact (at most together with a first name): calls by address are for such realms. */
  readonly addressIdentifies: boolean;
  /** The first name is a part of what identifies; elsewhere it is data. */
  readonly firstNameIdentifies: boolean;
  /** Every contact has an address. */
  readonly addressRequired: boolean;
  /** Every contact has a key. */
  readonly keyRequired: boolean;
}
