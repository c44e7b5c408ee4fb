/** Articles: pieces of content that templates print. What they say is in their versions. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS articles (
    realm_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    folder_id BIGINT NOT NULL DEFAULT 0 COMMENT 'folders.folder_id or 0',
    name VARCHAR(100) NOT NULL COMMENT 'as tags write it',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, article_id),
    UNIQUE KEY articles_name (realm_id, name),
    KEY articles_id (article_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=4001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Articles'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS articles');
