/**
 * Gives the messages of launches their subject and bodies, a batch at a time, just before they are sent. Until then
 * they are rows without text, so that a launch to many is cheap to store.
 */
import { selectContactsOrSurvivors } from '../core/contacts/contactRows';
import type { SubscriberTokens } from '../secrets/subscriberTokens';
import type { CustomValue } from '../core/contacts/fieldValues';
import {
  launchContent,
  launchValues,
  renderLaunch,
  type LaunchContent,
} from '../core/campaigns/launchContent';
import type { Realm } from '../core/realms/realm';
import type { LinkValueSigner } from '../secrets/linkValueSigner';
import type { Sql } from '../db/sql';
import type { OutgoingMessage } from './outgoingMessage';

/** Campaigns that are kept ready; their content never changes. */
const KEPT = 10;

export interface LaunchMessagesOptions {
  readonly subscriberTokens: SubscriberTokens;
  /** Where the public pages are; empty for nowhere. */
  readonly publicUrl: string;
  readonly linkSigner: LinkValueSigner;
}

/** A message with its texts, or why it has none: `gone` for a contact that was deleted. */
export type Rendered = OutgoingMessage | 'gone' | 'broken';

export class LaunchMessages {
  readonly #options: LaunchMessagesOptions;
  readonly #contents = new Map<string, LaunchContent>();

  constructor(options: LaunchMessagesOptions) {
    this.#options = options;
  }

  /** Messages of one realm in the order given; those that have their texts already come back as they are. */
  async render(sql: Sql, realm: Realm, messages: readonly OutgoingMessage[]): Promise<Rendered[]> {
    const launched = messages.filter(({ emailFormat }) => emailFormat !== 0);
    if (launched.length === 0) return [...messages];
    const ids = launched.flatMap(({ contactId }) => (contactId === null ? [] : [contactId]));
    const contacts = await selectContactsOrSurvivors(sql, realm, ids);
    const people = [...contacts.values()].map((contact) => contact.contactId);
    const custom = new Map<LaunchContent, Map<number, CustomValue[]>>();
    const valuesOf = async (content: LaunchContent): Promise<Map<number, CustomValue[]>> => {
      const values = custom.get(content) ?? (await launchValues(sql, realm, content, people));
      custom.set(content, values);
      return values;
    };
    const rendered: Rendered[] = [];
    for (const message of messages) {
      const { contactId, campaignId, emailFormat } = message;
      const contact = contactId === null ? null : contacts.get(contactId);
      const content = emailFormat === 0 ? null : await this.#content(sql, realm, campaignId);
      if (emailFormat === 0) rendered.push(message);
      else if (contact === undefined) rendered.push('gone');
      else if (!content) rendered.push('broken');
      else {
        rendered.push(
          this.#fill(realm, content, message, {
            contact,
            custom: (await valuesOf(content)).get(contact?.contactId ?? 0) ?? [],
            address: message.recipient.address,
            format: emailFormat,
            queuedAt: message.createdAt,
            token: this.#options.subscriberTokens.make({
              realmId: realm.realmId,
              contactId: contact?.contactId ?? 0,
              campaignId,
            }),
          }),
        );
      }
    }
    return rendered;
  }

  #fill(
    realm: Realm,
    content: LaunchContent,
    message: OutgoingMessage,
    recipient: Parameters<typeof renderLaunch>[2],
  ): Rendered {
    try {
      return { ...message, ...renderLaunch(realm, content, recipient, this.#options) };
    } catch {
      return 'broken';
    }
  }

  async #content(sql: Sql, realm: Realm, campaignId: number): Promise<LaunchContent | null> {
    // Numbers of realms are those of the whole gateway, so they tell the databases apart as well.
    const key = `${realm.realmId}/${campaignId}`;
    const kept = this.#contents.get(key);
    if (kept) return kept;
    const content = await launchContent(sql, realm, campaignId, this.#options.publicUrl);
    if (!content) return null;
    this.#contents.set(key, content);
    for (const oldest of this.#contents.keys()) {
      if (this.#contents.size <= KEPT) break;
      this.#contents.delete(oldest);
    }
    return content;
  }
}
