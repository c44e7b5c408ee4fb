/** A contact as the core sees it. */
import type { StoredIdentity } from '../identity/identityScheme';

export interface Contact {
  readonly contactId: number;
  readonly identity: StoredIdentity;
  /** Address as the owner wrote it: what is shown and mailed. */
  readonly email: string;
  /** First name as the owner wrote it. */
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly phone: string;
  readonly fax: string;
  readonly createdAt: Date;
}
