/** What the messages of a launch are made of: the campaign's own copy of the template, read once for all of them. */
import type { Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import { customValuesOf, standardValues, type CustomValue } from '../contacts/fieldValues';
import { messageParts } from '../messages/messageParts';
import type { Realm } from '../realms/realm';
import { relatedValues } from '../relationalRows/relatedValues';
import { parseTemplate } from '../templates/language/parseTemplate';
import { renderTemplate, type RenderTarget, type RenderContext } from '../templates/language/renderTemplate';
import type { Template } from '../templates/language/template';
import type { LinkValueSigner } from '../../secrets/linkValueSigner';
import { signLinks } from '../links/signLinks';
import { linkTags, trackingBase } from '../links/linkTags';
import { trackedHtml } from '../links/trackedHtml';

export interface LaunchContent {
  readonly campaignId: number;
  readonly listId: number;
  readonly subject: Template;
  /** Null if the part is empty. */
  readonly plainText: Template | null;
  readonly html: Template | null;
  /** Tracking address of the list; may be empty. */
  readonly trackingBaseUrl: string;
}

/** Somebody a launch is for. */
export interface LaunchRecipient {
  /** Null if the address is no contact's, as in a test. */
  readonly contact: Contact | null;
  readonly custom: readonly CustomValue[];
  readonly address: string;
  /** 1 plain text, 2 HTML, 99 both; falls back to the part that there is. */
  readonly format: number;
  /** When the message was queued: repeats of it print the same date. */
  readonly queuedAt: Date;
  /** Names the contact and the campaign in links. */
  readonly token: string;
}

export interface LaunchTexts {
  readonly subject: string;
  readonly plainText: string | null;
  readonly html: string | null;
}

/** The content of a campaign, or null if there is no such campaign. */
export async function launchContent(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  campaignId: number,
  publicUrl: string,
): Promise<LaunchContent | null> {
  const [row] = await sql.rows<{
    list_id: number;
    subject: string;
    plain_text: string | null;
    html: string | null;
    tracking_base_url: string | null;
    track_html_reads: number | null;
    track_click_throughs: number | null;
  }>(
    `SELECT c.list_id, c.subject, c.plain_text, c.html, l.tracking_base_url,
            l.track_html_reads, l.track_click_throughs
       FROM campaigns c LEFT JOIN lists l ON l.realm_id = c.realm_id AND l.list_id = c.list_id
      WHERE c.realm_id = ? AND c.campaign_id = ?`,
    [realm.realmId, campaignId],
  );
  if (!row) return null;
  const part = (text: string | null): Template | null => (text?.trim() ? parseTemplate(text) : null);
  const trackingBaseUrl = row.tracking_base_url ?? '';
  const list = {
    listId: row.list_id,
    trackingBaseUrl,
    trackHtmlReads: row.track_html_reads === 1,
    trackClickThroughs: row.track_click_throughs === 1,
  };
  const html = row.html && (await trackedHtml(sql, realm, row.html, { campaignId, list }, publicUrl));
  return {
    campaignId,
    listId: row.list_id,
    subject: parseTemplate(row.subject),
    plainText: part(row.plain_text),
    html: part(html),
    trackingBaseUrl,
  };
}

/** Values of contacts that the content can print besides their standard fields, by contact. */
export async function launchValues(
  sql: Sql,
  realm: Realm,
  { subject, plainText, html }: LaunchContent,
  contactIds: readonly number[],
): Promise<Map<number, CustomValue[]>> {
  const texts = [subject.source, plainText?.source ?? '', html?.source ?? ''];
  const values = await customValuesOf(sql, realm, contactIds);
  for (const [contactId, related] of await relatedValues(sql, realm, texts, contactIds))
    values.set(contactId, [...(values.get(contactId) ?? []), ...related]);
  return values;
}

/** @throws {TooLong} if the recipient's values blow a part up beyond any mail */
export function renderLaunch(
  realm: Realm,
  content: LaunchContent,
  recipient: LaunchRecipient,
  { publicUrl, linkSigner }: { readonly publicUrl: string; readonly linkSigner: LinkValueSigner },
): LaunchTexts {
  const parts = messageParts(null, recipient.format, {
    html: content.html !== null,
    plain: content.plainText !== null,
  });
  const { campaignId } = content;
  const around = surroundings(realm, content, recipient, publicUrl);
  const print = (template: Template, place: RenderTarget): string =>
    renderTemplate(template, place, around).text;
  return {
    subject: print(content.subject, 'header'),
    plainText: parts.plain && content.plainText ? print(content.plainText, 'plain') : null,
    html:
      parts.html && content.html
        ? signLinks(print(content.html, 'html'), { realmId: realm.realmId, campaignId }, linkSigner)
        : null,
  };
}

function surroundings(
  realm: Realm,
  { campaignId, listId, trackingBaseUrl }: LaunchContent,
  { contact, custom, address, queuedAt, token }: LaunchRecipient,
  publicUrl: string,
): RenderContext {
  const system: Readonly<Record<string, number>> = { __campaign_id: campaignId, __list_id: listId };
  const standard = contact ? standardValues(contact) : new Map([['email', address]]);
  const key = contact?.identity.customerKey ?? null;
  if (key !== null) standard.set('customer_key', key);
  return {
    values: { data: new Map(), system: (name) => system[name]?.toString(), standard, custom },
    timeZone: realm.timeZone,
    rawContactValues: realm.switches.has('raw_contact_values'),
    now: queuedAt,
    links: linkTags({
      baseUrl: trackingBase({ trackingBaseUrl }, publicUrl),
      token,
      campaignId,
      contactId: contact?.contactId ?? 0,
      messageMark: '',
    }),
    fetched: new Map(),
  };
}
