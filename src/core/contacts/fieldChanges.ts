/** What a caller wants to write into a contact's fields, checked in full before anything is written. */
import { fail } from '../../contract/errorCatalogue';
import { textProblem } from '../../text/plainText';
import type { Sql } from '../../db/sql';
import { displayName, storedValue, type CustomField, type StoredValue } from '../fields/customField';
import { customFieldNamed, customFields } from '../fields/customFields';
import { customerKey as checkedKey } from '../identity/customerKey';
import { emailAddress } from '../identity/emailAddress';
import type { Realm } from '../realms/realm';
import { isLonger } from '../../text/isLonger';
import { standardField, type StandardField } from '../fields/standardFields';

/** A field name as sent, and the text for it; null clears. */
export interface FieldEntry {
  readonly name: string;
  readonly text: string | null;
}

export interface FieldChanges {
  /** New address, where one was given. */
  readonly email: string | null;
  /** New first name, where one was given. */
  readonly firstName: string | null;
  /** Customer key among the entries, where one was given; it can only confirm the contact's own. */
  readonly customerKey: string | null;
  /** Standard fields that do not identify. */
  readonly standard: readonly { readonly field: StandardField; readonly text: string }[];
  /** Custom fields; null clears. */
  readonly custom: readonly { readonly fieldId: number; readonly value: StoredValue | null }[];
}

export const NO_CHANGES: FieldChanges = {
  email: null,
  firstName: null,
  customerKey: null,
  standard: [],
  custom: [],
};

/**
 * Checks entries against the fields of a realm. Of two entries for one field the last counts.
 * @param fields the custom fields of the realm, from a caller who checks many entries
 * @throws {ApiError} `field.notFound`, `field.valueInvalid`, `field.readOnly`, `contact.emailInvalid`, `contact.keyInvalid`
 */
export async function readChanges(
  sql: Sql,
  realm: Realm,
  entries: readonly FieldEntry[],
  fields: () => Promise<readonly CustomField[]> = () => customFields(sql, realm),
): Promise<FieldChanges> {
  let email: string | null = null;
  let firstName: string | null = null;
  let key: string | null = null;
  const standard = new Map<string, { field: StandardField; text: string }>();
  const unknown: FieldEntry[] = [];
  for (const entry of entries) {
    const name = entry.name.trim();
    const text = entry.text ?? '';
    const field = standardField(name);
    if (name.toLowerCase() === 'customer_key' && realm.identity.hasKey) key = checkedKey(text);
    else if (!field) unknown.push({ name, text });
    else if (field.name === 'email') email = standardText(field, text);
    else if (field.name === 'first') firstName = standardText(field, text);
    else standard.set(field.name, { field, text: standardText(field, text) });
  }
  const custom = unknown.length > 0 ? readCustom(await fields(), realm, unknown) : [];
  return { email, firstName, customerKey: key, standard: [...standard.values()], custom };
}

function readCustom(
  fields: readonly CustomField[],
  realm: Realm,
  entries: readonly FieldEntry[],
): FieldChanges['custom'] {
  const changes = new Map<number, StoredValue | null>();
  for (const { name, text } of entries) {
    const field = customFieldNamed(fields, name) ?? fail('field.notFound', { field: displayName(name) });
    changes.set(field.fieldId, storedValue(field, text ?? '', realm.timeZone));
  }
  return [...changes].map(([fieldId, value]) => ({ fieldId, value }));
}

/**
 * What is stored for a text given for a standard field.
 * @throws {ApiError} `field.valueInvalid`, `contact.emailInvalid`
 */
export function standardText(field: StandardField, text: string): string {
  if (field.name === 'email') return emailAddress(text, 'email');
  return checkedLength(field, field.name === 'first' ? text.trim() : text);
}

/** @throws {ApiError} `field.valueInvalid` if the text does not fit; nothing is ever cut silently */
export function checkedLength(field: StandardField, text: string): string {
  const reason = textProblem(text);
  if (reason) fail('field.valueInvalid', { field: field.name, reason });
  if (isLonger(text, field.size)) {
    fail('field.valueInvalid', { field: field.name, reason: `it is longer than ${field.size} characters` });
  }
  return text;
}
