/** A contact as programs that write typed profiles know it, with what a batch of them is about to change. */
import type { StoredValue } from '../fields/customField';
import type { DataFields } from './dataValue';
import type { Choices } from './profileRows';

export interface Person {
  /** 0 for one that is about to be made. */
  contactId: number;
  email: string | null;
  userId: string | null;
  firstName: string;
  lastName: string;
  fields: DataFields;
  choices: Choices;
  readonly signupSource: string;
  /** What the row has; null for a new one. */
  readonly before: {
    readonly email: string | null;
    readonly userId: string | null;
    readonly firstName: string;
    readonly firstNameFolded: string;
    readonly lastName: string;
    readonly fields: DataFields;
  } | null;
  /** Values of custom fields that are written; null clears. */
  readonly custom: Map<number, StoredValue | null>;
  isProfileChanged: boolean;
}

/** Whom one write is about, and what it writes. Identifiers are checked; null is what was not given. */
export interface PersonWrite {
  readonly email: string | null;
  readonly userId: string | null;
  /** Other identifiers that the person is to have; undefined for no change, null to take it away. */
  readonly newEmail?: string | null;
  readonly newUserId?: string;
  readonly fields: DataFields;
  /** Fields that are always of the same shape, and have no types. */
  readonly managed?: DataFields;
  readonly mergesObjects: boolean;
  /** Whether somebody unknown is made. */
  readonly creates: boolean;
  /** Where an address is needed and none is known: make one that stands in for it. */
  readonly takesPlaceholder: boolean;
  /** Where both identifiers are given, the second is only looked at. */
  readonly keepsIdentity?: boolean;
}

/** Why nothing was written for one of a batch. */
export type Refusal =
  | 'unknownEmail'
  | 'unknownUserId'
  | 'forgottenEmail'
  | 'forgottenUserId'
  /** The address, or the id, belongs to somebody else. */
  | 'conflictEmail'
  | 'conflictUserId'
  /** A change of address to one that is taken, where the address identifies. */
  | 'takenEmail'
  /** An identifier cannot be taken away. */
  | 'needsEmail'
  | 'badData';

export type PersonOutcome =
  | {
      readonly kind: 'written';
      readonly person: Person;
      readonly isNew: boolean;
      readonly isChanged: boolean;
    }
  | { readonly kind: 'refused'; readonly why: Refusal; readonly detail?: string };
