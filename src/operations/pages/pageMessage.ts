/** The message in the browser. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { recordEvents } from '../../core/tracking/events';
import { sentMessage, shownPart } from '../../core/tracking/sentMessage';
import { tokenBearer } from '../../core/tracking/tokenBearer';
import { pageOperation, token } from '../context';
import { isRobot, originOf, reader } from './reader';

export const pageMessage = pageOperation({
  name: 'pageMessage',
  group: 'messages',
  doc: 'A message as it was sent, and counts that it was shown, which is an open as well. The copy that a friend sees has no link that acts for the recipient.',
  access: 'write',
  parameters: {
    token,
    counts: required(t.boolean, 'false for a reader that only looks (HEAD, prefetch).'),
    ...reader,
  },
  result: t.struct('ShownMessage', { subject: t.string, html: t.string, plainText: t.string }),
  handler: async (input, context) => {
    const { sql, realm, services, now } = context;
    const { publicTokens } = services;
    const { contact, campaignId, list, isForwarded } = await tokenBearer(
      sql,
      realm,
      publicTokens,
      input.token,
    );
    const { contactId } = contact;
    const message = (await sentMessage(sql, realm, contactId, campaignId)) ?? fail('token.invalid');
    if (input.counts && !isRobot(input)) {
      const event = {
        ...originOf(input),
        occurredAt: now,
        contactId: isForwarded ? 0 : contactId,
        campaignId,
        listId: list?.listId ?? 0,
      };
      await recordEvents(sql, realm, [
        { ...event, type: 'display' },
        { ...event, type: 'open' },
      ]);
    }
    const tagged = { realmId: realm.realmId, contactId, campaignId };
    const own = publicTokens.contact(tagged);
    const shown = isForwarded ? publicTokens.forwarded(tagged) : own;
    return {
      subject: message.subject,
      html: message.html === null ? null : shownPart(message.html, own, shown),
      plainText: message.plainText === null ? null : shownPart(message.plainText, own, shown),
    };
  },
});
