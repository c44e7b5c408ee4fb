/** What a call that names a contact by all that it knows writes into it besides its fields. */
import { standardField } from '../fields/standardFields';
import type { ContactName } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import type { FieldChanges } from './fieldChanges';

const PHONE = standardField('phone')!;

/** Address, key, first name and number of the name, where they did not choose the contact or may change. */
export const givenChanges = (
  { identity }: Realm,
  name: ContactName,
  changes: FieldChanges,
): FieldChanges => ({
  ...changes,
  email: identity.changeable.includes('email') ? name.email : null,
  customerKey: identity.changeable.includes('customerKey') ? name.customerKey : changes.customerKey,
  firstName: identity.firstNameIdentifies ? null : name.firstName || null,
  standard: name.phone
    ? [...changes.standard.filter(({ field }) => field !== PHONE), { field: PHONE, text: name.phone }]
    : changes.standard,
});
