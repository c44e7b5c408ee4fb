/**
 * Writing a contact by whatever is known of it: the one function for doors that are given a set of identifiers. It finds
 * whom they mean by the scheme, or makes a new contact, sets what was given, and says what became of it. What the scheme
 * refuses is an answer here and not an error, so that a call about many goes on with the others; nothing is written for it.
 */
import { ApiError, fail, type ErrorCode } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { recordEvents } from '../events/events';
import { standardField } from '../fields/standardFields';
import { identifierWord } from '../identity/describeScheme';
import { fold } from '../identity/fold';
import type { ContactName, Identifier } from '../identity/identityScheme';
import { identityOfNew } from '../identity/newIdentity';
import type { Realm } from '../realms/realm';
import type { OptOutRegister } from '../suppression/universalOptOuts';
import { changeContact } from './changeContact';
import type { Contact } from './contact';
import { contactNumbered, decideContact } from './contactRows';
import { createContact } from './createContact';
import { addDevice, checkedToken, moveDevice, ownerOfDevice } from './deviceTokens';
import { checkedLength, NO_CHANGES, type FieldChanges } from './fieldChanges';
import { areForgotten } from './forgottenRegister';
import { holderOfKey, removedAt, restoreContact } from './formerContacts';
import { givenChanges } from './givenChanges';
import { mergeContacts } from './mergeContacts';

export interface Upsert {
  /** Everything that the caller knows the contact by, each checked; at least one thing that the scheme looks at. */
  readonly name: ContactName;
  /** Checked fields. */
  readonly changes?: FieldChanges;
  /** If the scheme knows nobody of that name: a new contact, unless said otherwise. */
  readonly ifUnknown?: 'create' | 'leave';
  /** If the name means a removed contact, where such ones come back: restored, unless said otherwise. */
  readonly ifRemoved?: 'restore' | 'leave';
}

export type Upserted =
  | { readonly outcome: 'created' | 'updated' | 'restored'; readonly contactId: number }
  /** Nobody has that name, and nobody was to be made. */
  | { readonly outcome: 'unknown' }
  /** It means a removed contact, which was to be left so. */
  | { readonly outcome: 'removed'; readonly contactId: number }
  | { readonly outcome: 'forgotten' }
  /** The identifier belongs to the owner, and the call is about `contactId` (null: a new one). */
  | {
      readonly outcome: 'conflict';
      readonly identifier: Identifier;
      readonly ownerId: number;
      readonly contactId: number | null;
    };

/** How often somebody else may be faster. */
const ATTEMPTS = 3;

/**
 * In the caller's transaction. A deadlock is the caller's to retry.
 * @throws {ApiError} `argument.missing`, `contact.emailRequired`, `contact.keyUnfit` where a new contact would lack what its
 *   realm demands, `argument.invalid`, `field.valueInvalid`, `field.readOnly`, `server.busy`
 */
export async function upsertContact(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  upsert: Upsert,
  now: Date,
): Promise<Upserted> {
  checkLengths(upsert.name);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await write(sql, realm, register, upsert, now);
    } catch (error) {
      // Somebody took an identifier since it was looked up; the next look sees who.
      if (!isError(error, 'contact.conflict', 'contact.duplicate')) throw error;
    }
  }
  return fail('server.busy');
}

async function write(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  upsert: Upsert,
  now: Date,
): Promise<Upserted> {
  const { name, ifUnknown = 'create', ifRemoved = 'restore' } = upsert;
  const decision = await decideContact(sql, realm, name);
  const found = decision.kind === 'found' ? decision.contact : null;
  const removed = await removedContact(sql, realm, name, found);
  if (removed !== null && ifRemoved === 'leave') return { outcome: 'removed', contactId: removed };
  if (removed === null && decision.kind === 'conflict') {
    const { identifier, owner, contact } = decision;
    return {
      outcome: 'conflict',
      identifier,
      ownerId: owner.contactId,
      contactId: contact?.contactId ?? null,
    };
  }
  if (removed !== null) {
    const contact = await restoreContact(sql, realm, removed, now);
    return update(sql, realm, register, contact, upsert, 'restored', now);
  }
  if (found) return update(sql, realm, register, found, upsert, 'updated', now);
  if (ifUnknown === 'leave') return { outcome: 'unknown' };
  const created = await createContact(sql, realm, name, now).catch((error: unknown) => {
    if (isError(error, 'contact.forgotten')) return null;
    throw error;
  });
  if (!created) return { outcome: 'forgotten' };
  const { contactId, existing } = created;
  if (existing) return update(sql, realm, register, existing, upsert, 'updated', now);
  const made = (await contactNumbered(sql, realm, contactId)) ?? fail('server.busy');
  return update(sql, realm, register, made, upsert, 'created', now);
}

/** @throws {ApiError} `field.valueInvalid`, `argument.invalid` */
function checkLengths({ phone, deviceToken }: ContactName): void {
  if (phone) checkedLength(standardField('phone')!, phone);
  if (deviceToken) checkedToken(deviceToken);
}

const isError = (error: unknown, ...codes: readonly ErrorCode[]): boolean =>
  error instanceof ApiError && codes.includes(error.code);

/** The removed contact that a name means, in schemes where such ones come back. */
async function removedContact(
  sql: Sql,
  realm: Realm,
  { customerKey, email }: ContactName,
  found: Contact | null,
): Promise<number | null> {
  if (realm.identity.reserved.length === 0) return null;
  if (customerKey !== null)
    return found?.identity.customerKey === customerKey ? null : holderOfKey(sql, realm, customerKey);
  return found === null && email !== null ? removedAt(sql, realm, email) : null;
}

async function update(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  contact: Contact,
  { name, changes = NO_CHANGES }: Upsert,
  outcome: 'created' | 'updated' | 'restored',
  now: Date,
): Promise<Upserted> {
  const { contactId, identity } = contact;
  const given = givenChanges(realm, name, changes);
  const changed = (['email', 'customerKey'] as const).filter((identifier) => {
    const value = given[identifier];
    return value !== null && (identifier === 'email' ? fold(value) : value) !== identity[identifier];
  });
  if (changed.length > 0) {
    const after = identityOfNew(realm.identity, {
      email: given.email ?? identity.email,
      customerKey: given.customerKey ?? identity.customerKey,
      firstName: identity.firstName,
      phone: name.phone ?? (contact.phone || null),
    });
    // Asked before anything is written; what is asked behind it is for those who are being forgotten at this moment.
    if ((await areForgotten(sql, realm, [after]))[0]) return { outcome: 'forgotten' };
  }
  await changeContact(sql, realm, contact, given, now);
  if (outcome !== 'created' && changed.length > 0)
    await recordEvents(sql, realm, [
      {
        type: 'identity',
        occurredAt: now,
        contactId,
        detail: changed.map((one) => `${identifierWord(realm.identity, one)} set`).join(', '),
      },
    ]);
  if (name.deviceToken) await giveDevice(sql, realm, register, contactId, name.deviceToken, now);
  return { outcome, contactId };
}

/**
 * A device belongs to whoever uses it now. A contact that was known by its devices alone is the same person from now on,
 * with all that it did.
 */
async function giveDevice(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  contactId: number,
  token: string,
  now: Date,
): Promise<void> {
  if (await addDevice(sql, realm, contactId, token, now)) return;
  const ownerId = await ownerOfDevice(sql, realm, token);
  if (ownerId === null) return fail('server.busy');
  if (ownerId === contactId) return;
  const owner = await contactNumbered(sql, realm, ownerId);
  if (owner && isAnonymous(realm, owner)) {
    const contact = (await contactNumbered(sql, realm, contactId)) ?? fail('server.busy');
    await mergeContacts(sql, realm, register, owner, contact, { sourceWins: false }, now);
  } else await moveDevice(sql, realm, contactId, token);
}

/** Known by nothing that the scheme looks contacts up by but devices. */
const isAnonymous = ({ identity: { lookUp } }: Realm, { identity, phone }: Contact): boolean =>
  identity.customerKey === null && identity.email === null && !(lookUp.includes('phone') && phone !== '');
