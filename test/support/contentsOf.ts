/** Tells whether anything in a realm's database has changed. */
import type { TestRealm } from './testGateway';

const TABLES = [
  'contacts',
  'contact_values',
  'custom_fields',
  'subscriptions',
  'pending_subscriptions',
  'opt_outs',
  'lists',
  'folders',
  'templates',
  'template_social_posts',
  'social_providers',
  'segmentation_rules',
  'articles',
  'article_versions',
  'messages',
  'outbox',
  'campaigns',
  'campaign_recipients',
  'events',
  'bounces',
  'suppressions',
  'suppression_lists',
  'suppression_list_addresses',
  'ab_definitions',
  'ab_results',
];

/** Equal where nothing has: one checksum for each table of the realm's database. */
export const contentsOf = ({ database }: Pick<TestRealm, 'database'>): Promise<unknown[]> =>
  database.rowsOf(`CHECKSUM TABLE ${TABLES.join(', ')}`, []);
