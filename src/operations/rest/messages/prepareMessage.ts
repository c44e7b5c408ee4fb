/** A single message over REST: what is refused, before the transaction; and the outbox. */
import { fail } from '../../../contract/errorCatalogue';
import type { Contact } from '../../../core/contacts/contact';
import type { List } from '../../../core/lists/list';
import { requireListByName } from '../../../core/lists/lists';
import {
  acceptMessages,
  prepareMessages,
  type PreparedMessages,
} from '../../../core/messages/acceptMessages';
import { sendOptions } from '../../../core/messages/sendRequest';
import { checkedFormat } from '../../../core/subscriptions/subscribe';
import { subscriptionsOf } from '../../../core/subscriptions/subscriptions';
import { requireTemplateByName } from '../../../core/templates/templates';
import { isLonger } from '../../../text/isLonger';
import type { RealmContext } from '../../context';
import type { MessageQuery } from './messageParameters';

const CAMPAIGN_NAME = 100;

interface Sending {
  readonly list: List;
  readonly templateId: number;
  readonly contact: Contact;
  /** Values of this message only. */
  readonly data?: ReadonlyMap<string, string>;
}

/** Everything that can be refused is, before the transaction. */
export async function prepareMessage(
  context: RealmContext,
  { list, templateId, contact, data = new Map() }: Sending,
  { format, campaignName, respectOptout }: MessageQuery,
): Promise<PreparedMessages> {
  const { sql, realm, services } = context;
  if (isLonger(campaignName ?? '', CAMPAIGN_NAME))
    fail('argument.invalid', {
      name: 'campaignName',
      reason: `it is longer than ${CAMPAIGN_NAME} characters`,
    });
  const subscriptions = await subscriptionsOf(sql, realm, contact.contactId);
  if (!subscriptions.some(({ listId }) => listId === list.listId)) fail('contact.notFound');
  return prepareMessages(
    { ...context, ...services },
    {
      recipients: [
        {
          // Who has no address gets nothing: that is the outcome of the message.
          mailbox: { name: '', address: contact.email },
          contactId: contact.contactId,
          firstName: null,
          customerKey: contact.identity.customerKey,
        },
      ],
      options: sendOptions({
        listId: list.listId,
        templateId,
        format: formatOf(format),
        campaignName,
        overridesOptOut: respectOptout === 'false',
      }),
      subject: '',
      html: '',
      plainText: '',
      data,
    },
  );
}

/** @throws {ApiError} `argument.invalid` */
function formatOf(text: string | null): number {
  if (text === null || text === '') return 1;
  return checkedFormat(/^\d{1,3}$/.test(text) ? Number(text) : NaN);
}

/** @param snapshot 1 for a picture of what is sent */
export async function acceptMessage(
  context: RealmContext,
  prepared: PreparedMessages,
  snapshot: string | null = null,
): Promise<number> {
  const { realm, services } = context;
  const accepted = await acceptMessages({ ...context, ...services }, prepared);
  if (accepted.some(({ suppressedBy }) => suppressedBy === null))
    context.afterCommit(() => services.wakeDelivery(realm.databaseId));
  const { databaseId, realmId, name } = realm;
  if (snapshot === '1')
    for (const { messageId, suppressedBy } of accepted)
      if (suppressedBy === null)
        context.afterCommit(() => services.takeSnapshot({ databaseId, realmId, realm: name, messageId }));
  return 0;
}

export const listAndTemplate = async ({ sql, realm }: RealmContext, list: string, template: string) => ({
  list: await requireListByName(sql, realm, list),
  templateId: (await requireTemplateByName(sql, realm, template)).templateId,
});
