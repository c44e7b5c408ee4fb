/** The message in the browser. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import {
  launchContent,
  launchValues,
  renderLaunch,
  type LaunchTexts,
} from '../../core/campaigns/launchContent';
import type { Contact } from '../../core/contacts/contact';
import { recordEvents } from '../../core/events/events';
import { mergedInto } from '../../core/identity/survivors';
import { sentMessage, shownPart } from '../../core/messages/sentMessage';
import { tokenBearer } from '../../core/links/tokenBearer';
import { pageOperation, type RealmContext } from '../context';
import { isRobot, message, originOf, reader } from './reader';

export const pageMessage = pageOperation({
  name: 'pageMessage',
  group: 'messages',
  doc: 'A message as it was sent, and counts that it was shown, which is an open as well. The copy that a friend sees has no link that acts for the recipient.',
  access: 'write',
  parameters: {
    message,
    counts: required(t.boolean, 'false for a reader that only looks (HEAD, prefetch).'),
    ...reader,
  },
  result: t.struct('ShownMessage', { subject: t.string, html: t.string, plainText: t.string }),
  handler: async (input, context) => {
    const { sql, realm, services, now, token } = context;
    const { publicTokens } = services;
    const { contact, campaignId, list, isForwarded } = await tokenBearer(sql, realm, publicTokens, token);
    const { contactId } = contact;
    const texts = (await messageTexts(context, contact, campaignId, input.message)) ?? fail('token.invalid');
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
    const shown = isForwarded ? publicTokens.forwarded(tagged) : publicTokens.contact(tagged);
    // A message can have gone out to a contact that was merged into this one since.
    const people = isForwarded ? [contactId, ...(await mergedInto(sql, realm, contactId))] : [];
    const own = people.map((id) => publicTokens.contact({ ...tagged, contactId: id }));
    return {
      subject: texts.subject,
      html: texts.html === null ? null : shownPart(texts.html, own, shown),
      plainText: texts.plainText === null ? null : shownPart(texts.plainText, own, shown),
    };
  },
});

/** The texts of a message as they were sent; those of a launch are made again of the campaign's own copy. */
async function messageTexts(
  { sql, realm, services }: RealmContext,
  contact: Contact,
  campaignId: number,
  mark: string,
): Promise<LaunchTexts | null> {
  const sent = await sentMessage(sql, realm, contact.contactId, campaignId, mark);
  if (!sent || sent.emailFormat === 0) return sent;
  const content = await launchContent(sql, realm, campaignId, services.publicUrl);
  if (!content) return null;
  const { contactId } = contact;
  const recipient = {
    contact,
    custom: (await launchValues(sql, realm, content, [contactId])).get(contactId) ?? [],
    address: sent.recipient,
    format: sent.emailFormat,
    queuedAt: sent.createdAt,
    token: services.publicTokens.contact({ realmId: realm.realmId, contactId, campaignId }),
  };
  return renderLaunch(realm, content, recipient, {
    publicUrl: services.publicUrl,
    linkSigner: services.tracking.linkSigner,
  });
}
