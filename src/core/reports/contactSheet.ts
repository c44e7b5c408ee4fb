/** Everything that a realm knows of one contact, as values: for people who look one up. */
import type { Sql } from '../../db/sql';
import { findReferenced, type ContactReference } from '../contacts/contactReference';
import { customValues, standardValues, type CustomValue } from '../contacts/fieldValues';
import type { Realm } from '../realms/realm';
import { subscriptionsOf, type Subscription } from '../subscriptions/subscriptions';
import { optOutsOf, type RecordedOptOut } from '../suppression/optOuts';
import { findSuppressed } from '../suppression/suppressions';

export interface ContactSheet {
  readonly contactId: number;
  /** Null in realms without. */
  readonly customerKey: string | null;
  /** Standard fields by name, empty ones included. */
  readonly fields: Readonly<Record<string, string>>;
  /** Custom fields that hold data. */
  readonly customFields: readonly CustomValue[];
  readonly subscriptions: readonly Subscription[];
  readonly optOuts: readonly RecordedOptOut[];
  /** Why the address gets no mail any more; null if it does. */
  readonly suppressed: string | null;
  readonly createdAt: Date;
}

/** @throws {ApiError} `contact.emailInvalid`, `contact.keyInvalid` */
export async function contactSheet(
  sql: Sql,
  realm: Realm,
  reference: ContactReference,
): Promise<ContactSheet | null> {
  const contact = await findReferenced(sql, realm, reference);
  if (!contact) return null;
  const suppressed = await findSuppressed(sql, realm, [contact.email]);
  return {
    contactId: contact.contactId,
    customerKey: contact.identity.customerKey,
    fields: Object.fromEntries(standardValues(contact)),
    customFields: await customValues(sql, realm, contact.contactId),
    subscriptions: await subscriptionsOf(sql, realm, contact.contactId),
    optOuts: await optOutsOf(sql, realm, contact.identity),
    suppressed: suppressed.get(contact.identity.email ?? '') ?? null,
    createdAt: contact.createdAt,
  };
}
