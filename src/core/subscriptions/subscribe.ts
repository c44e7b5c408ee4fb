/**
 * Subscribing: find or create the contact, respect opt-outs, write what was given, put it on the list, or ask it to
 * confirm where the list wants that.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Contact } from '../contacts/contact';
import { NO_CHANGES, type FieldChanges } from '../contacts/fieldChanges';
import { givenChanges } from '../contacts/givenChanges';
import { changeContact } from '../contacts/changeContact';
import { createContact, refuseNew } from '../contacts/createContact';
import { writeCustomValues } from '../contacts/storedValues';
import { findContact, findContactById, resolveContact } from '../contacts/contactRows';
import { fold } from '../identity/fold';
import { givenIn } from '../identity/contactMatch';
import { identityOfNew } from '../identity/newIdentity';
import type { ContactName, StoredIdentity } from '../identity/identityScheme';
import type { List } from '../lists/list';
import { blockingOptOut, liftOptOuts, type OptOutLevel } from '../suppression/optOuts';
import { recordEvents } from '../events/events';
import { requireConfirmable, sendCourtesyMail } from './listMail';
import type { Mailing } from './mailing';
import { requestConfirmation } from './pendingSubscriptions';
import { addFirstSubscription, addSubscription, EMAIL_FORMATS, listIdsOf } from './subscriptions';

export interface SubscribeRequest {
  /** Who; the e-mail address is what a new contact gets. */
  readonly name: ContactName;
  /** The contact, where it is known already; `name` is then what it has. */
  readonly contact?: Contact;
  readonly lists: readonly List[];
  readonly emailFormat: number;
  readonly changes?: FieldChanges;
  /** Lift opt-outs from these lists and from the realm first. */
  readonly overrideOptOut?: boolean;
  /** Where every list is opted out of: fail (the default), or write nothing and answer no list. */
  readonly ifAllOptedOut?: 'fail' | 'answerNone';
  /** What asked for it, for the event. */
  readonly source: string;
  /** No event is recorded. */
  readonly isSilent?: boolean;
}

export interface Subscribed {
  /** The lists that the contact is on now; those it opted out of or has to confirm are left out. */
  readonly listIds: readonly number[];
  /** Whether a message was queued. */
  readonly mailed: boolean;
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
 * @throws {ApiError} `contact.optedOut` if no list is left; nothing is written then. `list.noConfirmation`
 */
export async function subscribe(mailing: Mailing, request: SubscribeRequest): Promise<Subscribed> {
  const { sql, realm, now, universalOptOuts } = mailing;
  const changes = request.changes ?? NO_CHANGES;
  const name = completeName(request.name, changes);
  const existing = request.contact ?? (await lockedContact(mailing, name));
  const identity = existing?.identity ?? identityOfNew(realm.identity, name);

  const open: List[] = [];
  let blocked: OptOutLevel | null = null;
  for (const list of request.lists) {
    if (request.overrideOptOut) await liftOptOuts(sql, realm, identity, list.listId);
    const level = await blockingOptOut(sql, universalOptOuts, realm, identity, list.listId);
    if (level) blocked = level;
    else open.push(list);
  }
  if (open.length === 0 && blocked) {
    if (request.ifAllOptedOut === 'answerNone') return { listIds: [], mailed: false };
    fail('contact.optedOut', { level: blocked });
  }

  for (const list of open) if (list.optIn) requireConfirmable(mailing, list);
  const given = givenChanges(realm, name, changes);
  let contact = existing;
  let contactId = existing?.contactId;
  let unasked: StoredIdentity | null = null;
  if (contactId === undefined) {
    const created = await createContact(sql, realm, name, now, 'with the next write');
    contactId = created.contactId;
    contact = created.existing;
    if (!contact) unasked = identity;
    if (!contact && given.standard.length > 0) contact = await findContactById(sql, realm, contactId);
  }
  if (contact) await changeContact(sql, realm, contact, given, now);
  else await writeCustomValues(sql, realm, contactId, given.custom);
  return join(mailing, contactId, unasked, open, request);
}

/**
 * The contact of that name, locked. The universal register, which is in another database, is asked before; what follows
 * finds the answer there.
 */
async function lockedContact(
  { sql, realm, universalOptOuts }: Mailing,
  name: ContactName,
): Promise<Contact | null> {
  // Where the key identifies, the address is what the contact has, and a new one perhaps what it is about to have.
  const seen = realm.identity.hasKey ? await findContact(sql, realm, name) : null;
  const { email } = seen?.identity ?? identityOfNew(realm.identity, name);
  await universalOptOuts.find((seen ? [email, name.email] : [email]).filter((one) => one !== null));
  const isNew = seen === null && realm.identity.hasKey && givenIn(realm.identity, name).length === 1;
  return isNew ? null : resolveContact(sql, realm, name);
}

/**
 * Puts the contact on each list, or asks it to confirm.
 * @param unasked of a new contact, for which the register of forgotten people has not been asked
 */
async function join(
  mailing: Mailing,
  contactId: number,
  unasked: StoredIdentity | null,
  lists: readonly List[],
  { emailFormat, source, isSilent = false }: SubscribeRequest,
): Promise<Subscribed> {
  const { sql, realm, now } = mailing;
  const listIds: number[] = [];
  const joined: List[] = [];
  const unconfirmed: List[] = [];
  const already = lists.some((list) => list.optIn)
    ? ((await listIdsOf(sql, realm, [contactId])).get(contactId) ?? [])
    : [];
  let newcomer = unasked;
  for (const list of lists) {
    if (list.optIn && !already.includes(list.listId)) {
      unconfirmed.push(list);
      continue;
    }
    listIds.push(list.listId);
    let isNew = false;
    if (newcomer) {
      isNew = await addFirstSubscription(sql, realm, contactId, newcomer, list.listId, emailFormat, now);
      if (!isNew) await refuseNew(sql, realm, contactId, newcomer);
      newcomer = null;
    }
    if (isNew || (await addSubscription(sql, realm, contactId, list.listId, emailFormat, now)))
      joined.push(list);
  }
  if (newcomer) await refuseNew(sql, realm, contactId, newcomer);
  await recordEvents(
    sql,
    realm,
    (isSilent ? [] : joined).map(({ listId }) => ({
      type: 'subscribe',
      occurredAt: now,
      contactId,
      listId,
      detail: source,
    })),
  );
  let mailed = false;
  const written = [...joined.filter((list) => list.sendSignupAck), ...unconfirmed];
  const contact: Contact | null = written.length > 0 ? await findContactById(sql, realm, contactId) : null;
  for (const list of contact ? written : []) {
    const sent = list.optIn
      ? await requestConfirmation(mailing, contact!, list, emailFormat)
      : await sendCourtesyMail(mailing, contact!, list, 'signup');
    mailed ||= sent;
  }
  return { listIds, mailed };
}

/**
 * Address, first name and key can also come among the fields.
 * @throws {ApiError} `field.readOnly` if the fields contradict the arguments
 */
function completeName(name: ContactName, changes: FieldChanges): ContactName {
  const contradiction = (field: string): never =>
    fail('field.readOnly', { field, reason: 'it differs from the argument' });
  if (name.email !== null && changes.email !== null && fold(name.email) !== fold(changes.email))
    contradiction('email');
  if (changes.customerKey !== null && changes.customerKey !== name.customerKey && name.customerKey !== null)
    contradiction('customer_key');
  if (name.firstName && changes.firstName !== null && fold(name.firstName) !== fold(changes.firstName))
    contradiction('first');
  return {
    ...name,
    email: name.email ?? changes.email,
    customerKey: name.customerKey ?? changes.customerKey,
    firstName: name.firstName ?? changes.firstName,
  };
}
