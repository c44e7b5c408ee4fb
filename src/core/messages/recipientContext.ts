/** What a recipient brings to the texts of a message: values, links and the time. */
import type { Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import type { SubscriberTokens } from '../../secrets/subscriberTokens';
import { customValues, standardValues } from '../contacts/fieldValues';
import type { Realm } from '../realms/realm';
import { relatedValues } from '../relationalRows/relatedValues';
import type { Values } from '../templates/language/values';
import { linkTags } from '../links/linkTags';
import type { RecipientContext } from './contentRenderer';
import type { MessageContent } from './messageContent';
import type { RecipientDraft } from './sendRequest';

/** Names and their values, for all that the content can ask for. */
export async function valuesFor(
  sql: Sql,
  realm: Realm,
  content: MessageContent,
  data: ReadonlyMap<string, string>,
  { draft, contact }: { readonly draft: RecipientDraft; readonly contact: Contact | null },
): Promise<Values> {
  if (!contact) {
    // Somebody who is no contact still has the address and the first name that the caller gave.
    const standard = new Map([
      ['email', draft.mailbox.address],
      ['first', draft.firstName ?? ''],
    ]);
    return { data, standard, custom: [] };
  }
  const standard = standardValues(contact);
  if (contact.identity.customerKey !== null) standard.set('customer_key', contact.identity.customerKey);
  const { contactId } = contact;
  const texts = [content.subject, content.html, content.plainText];
  if (!texts.some((text) => text.includes('%%'))) return { data, standard, custom: [] };
  const related = await relatedValues(sql, realm, texts, [contactId]);
  const custom = await customValues(sql, realm, contactId);
  return { data, standard, custom: [...custom, ...(related.get(contactId) ?? [])] };
}

interface Sending {
  readonly realm: Realm;
  readonly now: Date;
  readonly subscriberTokens: SubscriberTokens;
  /** Where links lead; empty for nowhere. */
  readonly baseUrl: string;
  readonly listId: number;
  /** 0 if it is not known yet. */
  readonly campaignId: number;
  /** Of the message; empty if it is not known yet. */
  readonly messageMark: string;
}

export function recipientContext(
  { realm, now, subscriberTokens, baseUrl, listId, campaignId, messageMark }: Sending,
  contactId: number | null,
  values: Values,
): RecipientContext {
  const token = subscriberTokens.make({ realmId: realm.realmId, contactId: contactId ?? 0, campaignId });
  const system: Readonly<Record<string, number>> = {
    __campaign_id: campaignId,
    __list_id: listId,
    __realm_id: realm.realmId,
  };
  return {
    values: { ...values, system: (name) => (Object.hasOwn(system, name) ? String(system[name]) : undefined) },
    timeZone: realm.timeZone,
    rawContactValues: realm.switches.has('raw_contact_values'),
    now,
    links: linkTags({ baseUrl, token, campaignId, contactId: contactId ?? 0, messageMark }),
  };
}
