/** What a copy of a realm takes along, in this order, and what it leaves and why. Every table of a realm is in one of the two. */
import type { SqlValue } from '../db/sql';

export type Row = Record<string, SqlValue>;

export interface CopiedTable {
  readonly name: string;
  /** Primary key behind realm_id. */
  readonly key: readonly string[];
  /** Rows with long texts, so few at a time. */
  readonly isLong?: true;
  /** Which rows, if not all: the others are copied with the contacts that they belong to. */
  readonly only?: string;
  /** What is different in the copy. */
  readonly change?: (row: Row, now: Date) => Row;
}

/** A launch that is under way goes on in the source, and must not go out a second time. */
const FINISHED = ['done', 'cancelled', 'sticky'];
const DECIDED = ['decided', 'cancelled'];

export const COPIED: readonly CopiedTable[] = [
  { name: 'folders', key: ['folder_id'] },
  { name: 'custom_fields', key: ['field_id'] },
  { name: 'data_field_types', key: ['scope', 'name'] },
  { name: 'lists', key: ['list_id'] },
  { name: 'templates', key: ['template_id'], isLong: true },
  { name: 'program_templates', key: ['template_id'], isLong: true },
  { name: 'program_campaigns', key: ['campaign_id'] },
  { name: 'social_providers', key: ['social_provider_id'] },
  { name: 'template_social_posts', key: ['template_social_post_id'] },
  { name: 'articles', key: ['article_id'] },
  { name: 'article_versions', key: ['article_id', 'starts_at'], isLong: true },
  { name: 'segmentation_rules', key: ['segmentation_id'] },
  { name: 'ab_definitions', key: ['ab_definition_id'] },
  { name: 'ab_definition_samples', key: ['ab_definition_id', 'letter'] },
  { name: 'contacts', key: ['contact_id'] },
  { name: 'opt_outs', key: ['identity_hash', 'level', 'list_id'] },
  { name: 'forgotten_identifiers', key: ['identifier_hash'] },
  { name: 'bounces', key: ['bounce_id'] },
  { name: 'suppressions', key: ['email'] },
  { name: 'suppression_lists', key: ['suppression_list_id'] },
  { name: 'suppression_list_addresses', key: ['suppression_list_id', 'email'] },
  {
    name: 'campaigns',
    key: ['campaign_id'],
    isLong: true,
    change: (row, now) =>
      FINISHED.includes(row.status as string)
        ? row
        : { ...row, status: 'cancelled', due_at: null, completed_at: now },
  },
  {
    name: 'ab_results',
    key: ['ab_result_id'],
    change: (row, now) =>
      DECIDED.includes(row.status as string)
        ? row
        : { ...row, status: 'cancelled', due_at: null, ended_at: row.ended_at ?? now },
  },
  { name: 'ab_result_samples', key: ['ab_result_sample_id'] },
  { name: 'campaign_links', key: ['campaign_id', 'link_id'] },
  { name: 'events', key: ['event_id'] },
  { name: 'lifecycle_campaigns', key: ['lifecycle_id'] },
  { name: 'tracked_events', key: ['event_id'], isLong: true },
  { name: 'relational_tables', key: ['table_id'] },
  { name: 'relational_columns', key: ['column_id'] },
  { name: 'relational_rows', key: ['row_id'], only: 'contact_id = 0' },
  { name: 'relational_values', key: ['row_id', 'column_id'], only: 'contact_id = 0' },
];

/** Copied together with the contacts they belong to. */
export const COPIED_WITH_CONTACTS = [
  'contact_values',
  'contact_profiles',
  'subscriptions',
  'device_tokens',
  'relational_rows',
  'relational_values',
] as const;

export const NOT_COPIED: Readonly<Record<string, string>> = {
  messages: 'mail that went out is not sent again, and its links lead to the source',
  message_attachments: 'they belong to messages',
  message_attempts: 'they belong to messages',
  outbox: 'what is queued goes out from the source',
  campaign_recipients: 'launches under way go on in the source',
  pending_subscriptions: 'the links in those mails lead to the source',
  commit_marks: 'they prove commits of the last day, each of its own realm',
  mail_clients: 'counted again from the events',
  campaign_readers: 'counted again from the events',
  campaign_counts: 'counted again from the events',
  audit_log: 'it says what people did in the source',
  former_contacts: 'a removed contact comes back where it was removed',
  imports: 'an import belongs to the realm that it was begun in',
  realm_copies: 'the same',
  drops: 'a dropped file belongs to the realm that it names',
  drop_problems: 'the same',
  lifecycle_members: 'who is on the way gets the next message from the source, and not a second time',
  scheduled_launches: 'what is scheduled goes out from the source, and must not go out a second time',
};
