/** A contact as the core sees it. */
import type { StandardValues } from '../fields/standardFields';
import type { StoredIdentity } from '../identity/identityScheme';

export interface Contact extends StandardValues {
  readonly contactId: number;
  readonly identity: StoredIdentity;
  readonly createdAt: Date;
}
