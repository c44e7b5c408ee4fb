/** `licence list`: who may call the gateway. */
import type { Command } from './command';
import { moment, table } from './table';
import { withControl } from './withControl';

export const licenceList: Command = {
  name: 'licence list',
  summary: 'List the licences of all realms, or of one; the licences themselves are not kept.',
  args: [],
  options: { realm: { value: 'REALM', doc: 'Only those of this realm.' } },
  run: (input, terminal) =>
    withControl(terminal, async (control) => {
      const realm = input.option('realm');
      const licences = await control.licences.list(
        realm === undefined ? null : await control.realms.require(realm),
      );
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
    }),
};
