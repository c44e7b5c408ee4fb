/** A realm as administrative operations answer it. */
import { t, type ValueOf } from '../../../contract/wireTypes';
import { describeScheme } from '../../../core/identity/describeScheme';
import type { RealmDetails } from '../../../core/realms/realms';

export const SchemeRule = t.row('SchemeRule', { rule: t.text, text: t.text });

export const RealmRow = t.row('Realm', {
  name: t.text,
  realmId: t.number,
  keyIdentifies: t.boolean,
  /** Name of its identity scheme. */
  identity: t.text,
  /** The same in words. */
  identifiedBy: t.text,
  /** Its rules, a sentence each. */
  rules: t.rows(SchemeRule),
  approvedBy: t.string,
  description: t.text,
  parent: t.string,
  server: t.text,
  database: t.text,
  databaseId: t.number,
  timeZone: t.text,
  /** Those that are on. */
  switches: t.rows(t.text),
  createdAt: t.moment,
});
export type RealmRow = ValueOf<typeof RealmRow>;

export const realmRow = (realm: RealmDetails): RealmRow => ({
  name: realm.name,
  realmId: realm.realmId,
  keyIdentifies: realm.identity.keyIdentifies,
  identity: realm.identity.name,
  identifiedBy: realm.identity.title,
  rules: describeScheme(realm.identity),
  approvedBy: realm.approvedBy,
  description: realm.description,
  parent: realm.parent,
  server: realm.server,
  database: realm.database,
  databaseId: realm.databaseId,
  timeZone: realm.timeZone,
  switches: [...realm.switches],
  createdAt: realm.createdAt,
});
