/** How a realm is shown, by every command that shows one. */
import type { RealmRow } from '../operations/administration/realms/realmRow';
import type { Report } from './command';
import { facts, moment } from './table';

/** Owners and integrations look for this line. */
const CUSTOMER_KEY_LINE = 'This realm uses Customer Key';

export const realmJson = ({ name, realmId, keyIdentifies, identifiedBy: _, ...realm }: RealmRow) => ({
  name,
  realmId,
  usesCustomerKey: keyIdentifies,
  ...realm,
});

export function realmReport(realm: RealmRow): Report {
  return {
    text: [
      facts([
        ['Realm', realm.name],
        ['Id', realm.realmId],
        ['Description', realm.description],
        ['Parent', realm.parent],
        ['Database', `${realm.server}/${realm.database}`],
        ['Time zone', realm.timeZone],
        ['Switches on', realm.switches.join(', ')],
        ['Created', moment(realm.createdAt)],
        ...(realm.approvedBy === null ? [] : [['Approved by', realm.approvedBy] as const]),
      ]),
      ...(realm.keyIdentifies ? [CUSTOMER_KEY_LINE] : []),
      `Contacts are identified by ${realm.identifiedBy}`,
      facts(realm.rules.map(({ rule, text }) => [rule, text] as const)),
    ].join('\n'),
    json: realmJson(realm),
  };
}
