/** How a realm is shown, by every command that shows one. */
import type { RealmDetails } from '../core/realms/realms';
import type { Report } from './command';
import { facts, moment } from './table';

/** Owners and integrations look for this line. */
const CUSTOMER_KEY_LINE = 'This realm uses Customer Key';

export const realmJson = (realm: RealmDetails): Record<string, unknown> => ({
  name: realm.name,
  realmId: realm.realmId,
  usesCustomerKey: realm.identity.keyIdentifies,
  identity: realm.identity.name,
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

export function realmReport(realm: RealmDetails): Report {
  return {
    text: [
      facts([
        ['Realm', realm.name],
        ['Id', realm.realmId],
        ['Description', realm.description],
        ['Parent', realm.parent],
        ['Database', `${realm.server}/${realm.database}`],
        ['Time zone', realm.timeZone],
        ['Switches on', [...realm.switches].join(', ')],
        ['Created', moment(realm.createdAt)],
        ...(realm.approvedBy === null ? [] : [['Approved by', realm.approvedBy] as const]),
      ]),
      realm.identity.keyIdentifies ? CUSTOMER_KEY_LINE : `Contacts are identified by ${realm.identity.title}`,
    ].join('\n'),
    json: realmJson(realm),
  };
}
