/** All that programs read of a contact: its data fields wherever they are kept, lists and choices. */
import type { Sql } from '../../db/sql';
import { identityHashes } from '../identity/identityHash';
import type { Contact } from '../contacts/contact';
import type { Realm } from '../realms/realm';
import { listIdsOf } from '../subscriptions/subscriptions';
import type { DataFields, DataValue } from './dataValue';
import { customData } from './mirroredFields';
import { NO_PROFILE, profilesOf, type Choices } from './profileRows';

export interface WholeProfile {
  readonly fields: DataFields;
  readonly choices: Choices;
  readonly signupSource: string;
  readonly updatedAt: Date | null;
  readonly listIds: readonly number[];
  /** It opted out of all mail of the realm. */
  readonly leftEverything: boolean;
  readonly devices: readonly DataFields[];
}

export async function wholeProfile(sql: Sql, realm: Realm, contact: Contact): Promise<WholeProfile> {
  const { contactId } = contact;
  const own = (await profilesOf(sql, realm, [contactId])).get(contactId) ?? NO_PROFILE;
  const values = await sql.rows<{
    name: string;
    field_type: number;
    text_value: string;
    date_value: Date | null;
  }>(
    `SELECT f.name, f.field_type, v.text_value, v.date_value FROM contact_values v
       JOIN custom_fields f ON f.realm_id = v.realm_id AND f.field_id = v.field_id
      WHERE v.realm_id = ? AND v.contact_id = ?`,
    [realm.realmId, contactId],
  );
  const mirrored = values.map((row): [string, DataValue] => [
    row.name,
    customData(row.field_type, row.text_value, row.date_value),
  ]);
  const named: [string, DataValue][] = [
    ['firstName', contact.firstName],
    ['lastName', contact.lastName],
  ];
  const hashes = identityHashes(realm.identity, contact.identity);
  const [left] = await sql.rowsOf<{ n: number }>(
    `SELECT COUNT(*) AS n FROM opt_outs WHERE realm_id = ? AND identity_hash IN (${hashes.map(() => '?').join(', ')}) AND level >= 22`,
    [realm.realmId, ...hashes],
  );
  const devices = await sql.rows<{ token: string; details: string | null; disabled_at: Date | null }>(
    'SELECT token, details, disabled_at FROM device_tokens WHERE realm_id = ? AND contact_id = ? ORDER BY created_at, token_hash',
    [realm.realmId, contactId],
  );
  return {
    fields: {
      ...own.fields,
      ...Object.fromEntries(mirrored),
      ...Object.fromEntries(named.filter(([, value]) => value !== '')),
    },
    choices: own.choices,
    signupSource: own.signupSource,
    updatedAt: own.updatedAt,
    listIds: (await listIdsOf(sql, realm, [contactId])).get(contactId) ?? [],
    leftEverything: left!.n > 0,
    devices: devices.map(({ token, details, disabled_at: disabledAt }) => ({
      token,
      ...(details === null ? {} : (JSON.parse(details) as DataFields)),
      endpointEnabled: disabledAt === null,
    })),
  };
}
