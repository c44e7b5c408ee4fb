/** `email/target` and `email/cancel`: one message of a campaign to one user, at once or later; and `inApp/target`. */
import { t } from '../../../contract/wireTypes';
import { findContactById } from '../../../core/contacts/contactRows';
import { unmailable } from '../../../core/identity/mailable';
import { acceptMessages, prepareMessages } from '../../../core/messages/acceptMessages';
import { cancelWaiting, putOff } from '../../../core/messages/putOff';
import { NO_OPTIONS } from '../../../core/messages/sendRequest';
import { findProgramTemplate } from '../../../core/programTemplates/programTemplates';
import { dateOf } from '../../../core/profiles/fieldTypes';
import type { DataFields } from '../../../core/profiles/dataValue';
import { MARKETING, MESSAGE_TYPES } from '../channels';
import { done, Envelope } from '../envelope';
import { findUser, identified } from '../findUser';
import { given } from '../identifiers';
import { badParams, refuse } from '../iterableError';
import { iterable } from '../iterableOperation';
import { identifiers } from '../personRequest';
import { userAnswer } from '../readUser';
import { writeUser } from '../writeUsers';
import { only } from '../events/reportEvents';
import { campaignOf } from './campaigns';
import { filled } from './fillTemplate';

const DAY_MS = 24 * 60 * 60_000;
const FARTHEST_DAYS = 365;

/** Tags of the realm's own language mean nothing in these templates, but for the links that are put in below. */
const withoutTags = (html: string): string => html.replaceAll('%%', '&#37;%');
const UNSUBSCRIBE = 'x-unsubscribe-link-x';

const body = {
  campaignId: t.long,
  recipientEmail: t.string,
  recipientUserId: t.string,
  dataFields: t.mapOf(t.json),
  sendAt: t.string,
  allowRepeatMarketingSends: t.boolean,
};

export const targetEmail = iterable({
  method: 'POST',
  at: '/email/target',
  group: 'messages',
  doc: 'Sends a message of a campaign to a user, who is made if unknown, at once or later. Whoever opted out gets nothing.',
  access: 'write',
  rate: [500, 1],
  body: t.struct('TargetEmail', { ...body, metadata: t.mapOf(t.json) }, ['campaignId']),
  result: Envelope,
  resultDoc: 'Done: it is queued, or not sent because of an opt-out.',
  handler: async (input, context) => {
    const { sql, realm, now, services } = context;
    const { campaignId, recipientEmail, recipientUserId, dataFields, sendAt } = input.body;
    const campaign = await campaignOf(context, campaignId!);
    if (campaign.state !== 'Running') badParams(`Campaign ${campaignId} is ${campaign.state.toLowerCase()}.`);
    const template =
      (await findProgramTemplate(sql, realm, campaign.templateId)) ??
      badParams('The template of the campaign is gone.');
    const due =
      given(sendAt) === null
        ? now
        : (dateOf(sendAt!, true) ?? badParams('sendAt is a time such as 2024-02-29 13:30:00.'));
    if (due.getTime() > now.getTime() + FARTHEST_DAYS * DAY_MS)
      badParams(`sendAt is at most ${FARTHEST_DAYS} days ahead.`);
    const user = only({
      ...(recipientEmail !== undefined && { email: recipientEmail }),
      ...(recipientUserId !== undefined && { userId: recipientUserId }),
    });
    const { person } = await writeUser(context, user, {
      creates: true,
      keepsIdentity: true,
      forgottenStatus: 400,
    });
    const contact = (await findContactById(sql, realm, person.contactId))!;
    if (unmailable(realm.identity, contact.email) !== null)
      refuse('QueueEmailError', 'The user has no address that mail can be sent to.');

    const type = MESSAGE_TYPES.find(({ id }) => id === template.messageTypeId) ?? MESSAGE_TYPES[0];
    const { unsubscribedChannelIds = [], unsubscribedMessageTypeIds = [] } = person.choices;
    if (unsubscribedChannelIds.includes(type.channelId) || unsubscribedMessageTypeIds.includes(type.id))
      return done('The user has unsubscribed; nothing is sent.');
    const answer = await userAnswer(context, contact);
    const profile = (answer.user?.dataFields ?? {}) as DataFields;
    const data: DataFields = {
      ...profile,
      ...campaign.data,
      ...((dataFields ?? {}) as DataFields),
      profile,
      campaignId: campaign.campaignId,
      unsubscribeUrl: UNSUBSCRIBE,
      hostedUnsubscribeUrl: UNSUBSCRIBE,
    };
    const { fromEmail, fromName, replyToEmail } = template.details;
    const from = typeof fromEmail === 'string' && fromEmail !== '' ? fromEmail : '';
    const html = withoutTags(filled(template.html, data, true)).replaceAll(
      UNSUBSCRIBE,
      '%%UNSUBSCRIBE_HREF%%',
    );
    const plainText = filled(template.plainText, data, false).replaceAll(UNSUBSCRIBE, '');
    const acceptance = { ...context, ...services };
    const prepared = await prepareMessages(acceptance, {
      recipients: [
        {
          mailbox: { name: '', address: contact.email },
          firstName: null,
          customerKey: null,
          contactId: contact.contactId,
        },
      ],
      options: {
        ...NO_OPTIONS,
        from:
          from === '' || typeof fromName !== 'string' || fromName === ''
            ? from
            : `"${fromName.replace(/["\\\r\n]/g, '')}" <${from}>`,
        replyTo: typeof replyToEmail === 'string' ? replyToEmail : '',
        campaignName: campaign.name,
        // Leaving the marketing channel does not end the mail that somebody asked for.
        overridesOptOut: type.channelId !== MARKETING,
      },
      subject: '%%$message_subject%%',
      html,
      plainText: plainText === '' ? '' : '%%$message_text%%',
      data: new Map([
        ['message_subject', filled(template.subject, data, false).replace(/[\r\n]+/g, ' ')],
        ['message_text', plainText],
      ]),
    });
    const [accepted] = await acceptMessages(acceptance, prepared);
    if (accepted!.suppressedBy !== null) return done('The user has unsubscribed; nothing is sent.');
    if (due > now) await putOff(sql, realm, accepted!.messageId, due);
    context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return done('', { id: String(accepted!.messageId) });
  },
});

export const cancelEmail = iterable({
  method: 'POST',
  at: '/email/cancel',
  group: 'messages',
  doc: 'Takes back a message that waits for its time.',
  access: 'write',
  rate: [100, 1],
  body: t.struct('CancelEmail', { ...identifiers, campaignId: t.long, scheduledMessageId: t.long }),
  result: Envelope,
  resultDoc: 'Done; refused if nothing waits.',
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { campaignId, scheduledMessageId } = input.body;
    const nothing = (): never => badParams('There is no such message that waits.');
    if (scheduledMessageId) {
      const filter = { contactId: 0, campaignId: 0, messageId: scheduledMessageId };
      return (await cancelWaiting(sql, realm, filter, now)) > 0 ? done() : nothing();
    }
    if (!campaignId) badParams('campaignId with email or userId, or scheduledMessageId is required.');
    const contact = (await findUser(context, identified(context, input.body))) ?? nothing();
    const filter = { contactId: contact.contactId, campaignId: campaignId!, messageId: 0 };
    return (await cancelWaiting(sql, realm, filter, now)) > 0 ? done() : nothing();
  },
});

export const targetInApp = iterable({
  method: 'POST',
  at: '/inApp/target',
  group: 'messages',
  doc: 'Sends a message inside an app. There are no campaigns of that kind here, so it refuses every number, and makes nobody.',
  access: 'write',
  rate: [500, 1],
  body: t.struct('TargetInApp', body, ['campaignId']),
  result: Envelope,
  resultDoc: 'Never.',
  handler: (input) => badParams(`Campaign ${input.body.campaignId} does not exist.`),
});
