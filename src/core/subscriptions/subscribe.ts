/** Subscribing: find or create the contact, respect opt-outs, write what was given, put it on the list. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { NO_CHANGES, type FieldChanges } from '../contacts/fieldChanges';
import { changeContact, createContact, writeCustomValues } from '../contacts/saveContact';
import { findContact, findContactById } from '../contacts/contactRows';
import { fold } from '../identity/fold';
import type { ContactName } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { blockingOptOut, liftOptOuts, type OptOutLevel } from '../suppression/optOuts';
import type { UniversalOptOuts } from '../suppression/universalOptOuts';
import { addSubscription, EMAIL_FORMATS } from './subscriptions';

export interface SubscribeRequest {
  /** Who; the e-mail address is what a new contact gets. */
  readonly name: ContactName;
  /** Lists that exist in the realm. */
  readonly listIds: readonly number[];
  readonly emailFormat: number;
  readonly changes?: FieldChanges;
  /** Lift opt-outs from these lists and from the realm first. */
  readonly overrideOptOut?: boolean;
  /** Where every list is opted out of: fail (the default), or write nothing and answer no list. */
  readonly ifAllOptedOut?: 'fail' | 'answerNone';
}

/** @throws {ApiError} `argument.invalid` */
export function checkedFormat(emailFormat: number): number {
  if ((EMAIL_FORMATS as readonly number[]).includes(emailFormat)) return emailFormat;
  return fail('argument.invalid', {
    name: 'emailFormat',
    reason: 'it is 1 (plain text), 2 (HTML) or 99 (multipart)',
  });
}

/**
 * Subscribes one contact. What the request gives is written into an existing contact; what it leaves out stays.
 * @returns the lists that the contact is on now; lists that it opted out of are left out
 * @throws {ApiError} `contact.optedOut` where no list is left; nothing is written then
 */
export async function subscribe(
  sql: Sql,
  universal: UniversalOptOuts,
  realm: Realm,
  request: SubscribeRequest,
  now: Date,
): Promise<number[]> {
  const changes = request.changes ?? NO_CHANGES;
  const name = completeName(request.name, changes);
  const existing = await findContact(sql, realm, name, true);
  const identity = existing?.identity ?? realm.identity.identityOfNew(name);

  const open: number[] = [];
  let blocked: OptOutLevel | null = null;
  for (const listId of request.listIds) {
    if (request.overrideOptOut) await liftOptOuts(sql, realm, identity, listId);
    const level = await blockingOptOut(sql, universal, realm, identity, listId);
    if (level) blocked = level;
    else open.push(listId);
  }
  if (open.length === 0 && blocked) {
    if (request.ifAllOptedOut === 'answerNone') return [];
    fail('contact.optedOut', { level: blocked });
  }

  const given = givenTo(realm, name, changes);
  let contact = existing;
  let contactId = existing?.contactId;
  if (contactId === undefined) {
    const created = await createContact(sql, realm, name, now);
    contactId = created.contactId;
    contact = created.existing;
    if (!contact && given.standard.length > 0) contact = await findContactById(sql, realm, contactId);
  }
  if (contact) await changeContact(sql, realm, contact, given, now);
  else await writeCustomValues(sql, realm, contactId, given.custom);
  for (const listId of open) await addSubscription(sql, realm, contactId, listId, request.emailFormat, now);
  return open;
}

/**
 * Address, first name and key can also come among the fields.
 * @throws {ApiError} `field.readOnly` where the fields contradict the arguments
 */
function completeName(name: ContactName, changes: FieldChanges): ContactName {
  const contradiction = (field: string): never =>
    fail('field.readOnly', { field, reason: 'it differs from the argument' });
  if (name.email !== null && changes.email !== null && fold(name.email) !== fold(changes.email))
    contradiction('email');
  if (changes.customerKey !== null && changes.customerKey !== name.customerKey) contradiction('customer_key');
  if (name.firstName && changes.firstName !== null && fold(name.firstName) !== fold(changes.firstName))
    contradiction('first');
  return { ...name, email: name.email ?? changes.email, firstName: name.firstName ?? changes.firstName };
}

/**
 * What a subscribe writes into the contact. Where the key identifies, address and first name are data like any
 * other; where they identify, they only chose the contact.
 */
const givenTo = (realm: Realm, name: ContactName, changes: FieldChanges): FieldChanges => ({
  ...changes,
  email: realm.usesCustomerKey ? name.email : null,
  firstName: realm.usesCustomerKey ? name.firstName || null : null,
});
