/** Who may call the gateway. */
import { t } from '../../../contract/wireTypes';
import { gatewayOperation, realmSettingOperation } from '../context';

const result = t.rows(
  t.row('Licence', {
    licenceId: t.number,
    realm: t.text,
    client: t.text,
    host: t.text,
    issuedAt: t.moment,
    /** Null while it is valid. */
    revokedAt: t.dateTime,
  }),
);

export const licenceList = realmSettingOperation({
  name: 'licenceList',
  group: 'session',
  doc: 'The licences of the realm; the licences themselves are not kept.',
  rights: 'manager',
  access: 'read',
  parameters: {},
  result,
  handler: (_input, { licences, realm }) => licences.list(realm),
});

export const licenceListAll = gatewayOperation({
  name: 'licenceListAll',
  group: 'session',
  doc: 'The licences of all realms.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result,
  handler: (_input, { licences }) => licences.list(),
});
