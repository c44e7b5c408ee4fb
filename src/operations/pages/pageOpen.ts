/** The open pixel. */
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { pageOperation } from '../context';
import { isRobot, originOf, reader } from './reader';

export const pageOpen = pageOperation({
  name: 'pageOpen',
  group: 'events',
  doc: 'Counts an open of a mail. A forwarded copy counts for the campaign, not for the contact.',
  access: 'read',
  parameters: { ...reader },
  result: t.code,
  handler: (input, { realm, services, now, token }) => {
    const read = services.publicTokens.read(token);
    if (read?.kind !== 'contact' && read?.kind !== 'forwarded') return fail('token.invalid');
    if (isRobot(input)) return 0;
    services.tracking.events.add(realm, {
      ...originOf(input),
      type: 'open',
      occurredAt: now,
      contactId: read.kind === 'contact' ? read.contactId : 0,
      campaignId: read.campaignId,
    });
    return 0;
  },
});
