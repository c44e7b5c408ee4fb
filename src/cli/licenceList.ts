/** `licence list`: who may call the gateway. */
import {
  licenceList as listLicences,
  licenceListAll,
} from '../operations/administration/licences/licenceList';
import type { Command } from './command';
import { withGateway, withRealmNamed } from './operationCaller';
import { moment, table } from './table';

export const licenceList: Command = {
  name: 'licence list',
  summary: 'List the licences of all realms, or of one; the licences themselves are not kept.',
  args: [],
  options: { realm: { value: 'REALM', doc: 'Only those of this realm.' } },
  run: async (input, terminal) => {
    const realm = input.option('realm');
    const licences =
      realm === undefined
        ? await withGateway(terminal, (gateway) => gateway.call(licenceListAll, {}))
        : await withRealmNamed(terminal, realm, (administrator) => administrator.call(listLicences, {}));
    return {
      text: table(
        ['REALM', 'CLIENT', 'ID', 'HOST', 'ISSUED (UTC)', 'ENDED (UTC)'],
        licences.map((licence) => [
          licence.realm,
          licence.client,
          licence.licenceId,
          licence.host,
          moment(licence.issuedAt),
          moment(licence.revokedAt),
        ]),
        'There is no licence yet; make one with: licence issue REALM',
      ),
      json: licences,
    };
  },
};
