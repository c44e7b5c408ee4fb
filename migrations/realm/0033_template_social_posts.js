/** Texts that clients set for a template and a social network: at most one for each. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS template_social_posts (
    realm_id BIGINT NOT NULL,
    template_social_post_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    template_id BIGINT NOT NULL,
    provider VARCHAR(16) NOT NULL COMMENT 'FACEBOOK, TWITTER, LINKEDIN',
    post TEXT NOT NULL,
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, template_social_post_id),
    UNIQUE KEY template_social_posts_template (realm_id, template_id, provider),
    KEY template_social_posts_id (template_social_post_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=4001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Social posts of templates'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS template_social_posts');
