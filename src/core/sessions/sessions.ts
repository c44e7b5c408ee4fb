/** Sessions: opened with a licence, shared by all processes over the control database. */
import type { KeyLimits } from '../../contract/keyDoors';
import type { Person } from '../../contract/people';
import type { Realm } from '../realms/realm';

/** Who is calling, however they proved it. */
export interface SessionOwner {
  readonly realm: Realm;
  readonly clientName: string;
  /** Where a key says what may be done. */
  readonly key?: KeyLimits;
  /** Where a person calls, not a program. */
  readonly person?: Person;
}

export interface Sessions {
  /**
   * Opens a session.
   * @param licence the text of a licence file
   * @param address network address of the caller, for the count of failed logins
   * @throws {ApiError} `licence.invalid`, `licence.revoked`, `login.refused`
   */
  begin(licence: string, address: string): Promise<string>;
  /** @throws {ApiError} `session.invalid` */
  authenticate(session: string): Promise<SessionOwner> | SessionOwner;
  end(session: string): Promise<void>;
}
