/** Accounts in social networks that templates may have posts for. They hold no password or token. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS social_providers (
    realm_id BIGINT NOT NULL,
    social_provider_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    provider VARCHAR(16) NOT NULL COMMENT 'FACEBOOK, TWITTER, LINKEDIN',
    username VARCHAR(100) NOT NULL,
    username_folded VARCHAR(100) NOT NULL COMMENT 'what it is found by',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, social_provider_id),
    UNIQUE KEY social_providers_account (realm_id, provider, username_folded),
    KEY social_providers_id (social_provider_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=3001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Social accounts'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS social_providers');
