/** The texts that clients keep with a template for the social networks, one for each network. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { isLonger } from '../../text/isLonger';
import type { Network } from './socialProviders';

export interface SocialPost {
  readonly templateSocialPostId: number;
  readonly templateId: number;
  readonly provider: Network;
  readonly post: string;
}

/** Characters; the networks' own limits are lower and change. */
const MAX_POST = 16_000;

/**
 * Sets the post of a template for a network; an empty one is taken away. The number of a post outlives its changes.
 * @param templateId of a template that exists
 * @throws {ApiError} `argument.invalid`
 */
export async function setSocialPost(
  sql: Sql,
  realm: Realm,
  { templateId, provider, post }: Omit<SocialPost, 'templateSocialPostId'>,
  now: Date,
): Promise<void> {
  if (isLonger(post, MAX_POST))
    fail('argument.invalid', { name: 'post', reason: `it is longer than ${MAX_POST} characters` });
  const key = [realm.realmId, templateId, provider];
  if (post === '')
    await sql.write(
      'DELETE FROM template_social_posts WHERE realm_id = ? AND template_id = ? AND provider = ?',
      key,
    );
  else
    await sql.write(
      `INSERT INTO template_social_posts (realm_id, template_id, provider, post, updated_at) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE post = VALUES(post), updated_at = VALUES(updated_at)`,
      [...key, post, now],
    );
}

/** The posts of a template, by network. */
export const socialPosts = (sql: Sql, realm: Realm, templateId: number): Promise<SocialPost[]> =>
  sql.rows<SocialPost>(
    `SELECT template_social_post_id AS templateSocialPostId, template_id AS templateId, provider, post
       FROM template_social_posts WHERE realm_id = ? AND template_id = ? ORDER BY provider`,
    [realm.realmId, templateId],
  );
