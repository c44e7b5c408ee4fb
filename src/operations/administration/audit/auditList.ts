/** What people changed: of the gateway and all realms' settings, or of one realm and its data. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { gatewayEntries, realmEntries, type AuditFilter } from '../../../core/audit/auditLog';
import { gatewayOperation, realmSettingOperation } from '../context';

const AuditEntry = t.row('AuditEntry', {
  happenedAt: t.moment,
  actor: t.text,
  door: t.text,
  operation: t.text,
  /** Null for what is about the gateway itself. */
  realm: t.string,
  subject: t.string,
  /** `begun`, `done`, or the code of an error. */
  outcome: t.text,
});

const parameters = {
  since: optional(t.dateTime, 'Only what happened from then on.'),
  actor: optional(t.string, 'Only what this person did.'),
  most: required(t.number, 'At most so many lines, the newest.'),
};

export const gatewayAudit = gatewayOperation({
  name: 'gatewayAudit',
  group: 'realm',
  doc: 'Changes of the gateway and of the settings and licences of realms, the newest first.',
  rights: 'owner',
  access: 'read',
  parameters,
  result: t.rows(AuditEntry),
  handler: (filter, { control }) => gatewayEntries(control, null, filter),
});

export const realmAudit = realmSettingOperation({
  name: 'realmAudit',
  group: 'realm',
  doc: 'Changes of the realm, its settings, licences and data, the newest first.',
  rights: 'manager',
  access: 'read',
  parameters,
  result: t.rows(AuditEntry),
  handler: async (filter: AuditFilter, { control, realm, realmDatabase }) => {
    const ofData = await realmEntries(await realmDatabase(), realm.realmId, filter);
    return [
      ...(await gatewayEntries(control, realm.name, filter)),
      ...ofData.map((entry) => ({ ...entry, realm: realm.name })),
    ]
      .sort((a, b) => b.happenedAt.getTime() - a.happenedAt.getTime())
      .slice(0, filter.most);
  },
});
