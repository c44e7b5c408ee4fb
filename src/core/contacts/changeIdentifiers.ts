/** Setting, changing and clearing what a contact is known by, as a change of its own. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { recordEvents } from '../events/events';
import { standardField } from '../fields/standardFields';
import { identifierWord } from '../identity/describeScheme';
import type { ContactName } from '../identity/identityScheme';
import { identityOfNew } from '../identity/newIdentity';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { clearDevices, tokensOf } from './deviceTokens';
import { NO_CHANGES } from './fieldChanges';
import { changeContact, clearIdentifiers } from './changeContact';

/** What is left out stays; null clears. All checked before. */
export interface IdentifierChanges {
  readonly email?: string | null;
  readonly customerKey?: string | null;
  readonly phone?: string | null;
  /** All devices of the contact. */
  readonly deviceToken?: null;
}

/**
 * @param contact locked
 * @throws {ApiError} `field.readOnly` for what the scheme does not let change, `contact.conflict` and `contact.duplicate`
 *   where another contact has it, and what a new contact would be refused for where too little is left
 */
export async function changeIdentifiers(
  sql: Sql,
  realm: Realm,
  contact: Contact,
  changes: IdentifierChanges,
  now: Date,
): Promise<void> {
  const { identity, contactId } = contact;
  const [deviceToken = null] = (await tokensOf(sql, realm, [contactId])).get(contactId) ?? [];
  const name: ContactName = {
    email: changes.email === undefined ? identity.email : changes.email,
    customerKey: changes.customerKey === undefined ? identity.customerKey : changes.customerKey,
    firstName: identity.firstName,
    phone: changes.phone === undefined ? contact.phone || null : changes.phone,
    deviceToken: changes.deviceToken === undefined ? deviceToken : null,
  };
  identityOfNew(realm.identity, name);
  const cleared = (['email', 'customerKey'] as const).filter(
    (identifier) => changes[identifier] === null && identity[identifier] !== null,
  );
  for (const identifier of cleared)
    if (!realm.identity.changeable.includes(identifier))
      fail('field.readOnly', {
        field: identifierWord(realm.identity, identifier),
        reason: 'it identifies the contact',
      });
  await changeContact(
    sql,
    realm,
    contact,
    {
      ...NO_CHANGES,
      email: changes.email ?? null,
      customerKey: changes.customerKey ?? null,
      standard:
        changes.phone === undefined ? [] : [{ field: standardField('phone')!, text: changes.phone ?? '' }],
    },
    now,
  );
  if (cleared.length > 0) await clearIdentifiers(sql, realm, contact, name, cleared, now);
  if (changes.deviceToken === null) await clearDevices(sql, realm, contactId);
  const said = (['email', 'customerKey', 'phone', 'deviceToken'] as const)
    .filter((identifier) => changes[identifier] !== undefined)
    .map((one) => `${identifierWord(realm.identity, one)} ${changes[one] === null ? 'cleared' : 'set'}`);
  const detail = said.join(', ');
  await recordEvents(sql, realm, [{ type: 'identity', occurredAt: now, contactId, detail }]);
}
