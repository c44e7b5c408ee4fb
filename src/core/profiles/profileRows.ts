/** Rows of contact_profiles: typed data fields of contacts, and what they chose to get. */
import { insertRows } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { readData, storedData, type DataFields } from './dataValue';

/** Ids of channels and message types. */
export interface Choices {
  readonly unsubscribedChannelIds?: readonly number[];
  readonly unsubscribedMessageTypeIds?: readonly number[];
  readonly subscribedMessageTypeIds?: readonly number[];
}

export interface Profile {
  readonly fields: DataFields;
  readonly choices: Choices;
  readonly signupSource: string;
  /** Null if nothing was ever written. */
  readonly updatedAt: Date | null;
}

export const NO_PROFILE: Profile = { fields: {}, choices: {}, signupSource: '', updatedAt: null };

/** Characters of the JSON of one profile. */
export const MOST_CHARACTERS = 1_000_000;

/** By contact id; those without a row are left out. */
export async function profilesOf(
  sql: Sql,
  { realmId }: Realm,
  contactIds: readonly number[],
): Promise<Map<number, Profile>> {
  if (contactIds.length === 0) return new Map();
  const statement = (marks: string): string =>
    `SELECT contact_id, fields, choices, signup_source, updated_at FROM contact_profiles WHERE realm_id = ? AND contact_id IN (${marks})`;
  const rows = await sql.rowsOf<{
    contact_id: number;
    fields: string;
    choices: string;
    signup_source: string;
    updated_at: Date;
  }>(statement(contactIds.map(() => '?').join(', ')), [realmId, ...contactIds]);
  return new Map(
    rows.map((row) => [
      row.contact_id,
      {
        fields: readData(row.fields),
        choices: JSON.parse(row.choices) as Choices,
        signupSource: row.signup_source,
        updatedAt: row.updated_at,
      },
    ]),
  );
}

/** Writes profiles whole. */
export async function writeProfiles(
  sql: Sql,
  { realmId }: Realm,
  profiles: readonly (Profile & { readonly contactId: number })[],
  now: Date,
): Promise<void> {
  await insertRows(
    sql,
    'contact_profiles',
    ['realm_id', 'contact_id', 'fields', 'choices', 'signup_source', 'updated_at'],
    profiles.map(({ contactId, fields, choices, signupSource }) => [
      realmId,
      contactId,
      storedData(fields),
      JSON.stringify(choices),
      signupSource,
      now,
    ]),
    ['fields = VALUES(fields)', 'choices = VALUES(choices)', 'updated_at = VALUES(updated_at)'],
  );
}
