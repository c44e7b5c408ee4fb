/** What articles say, from a moment on. In force is the version that started last. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS article_versions (
    realm_id BIGINT NOT NULL,
    article_id BIGINT NOT NULL COMMENT 'articles.article_id',
    starts_at DATETIME(3) NOT NULL COMMENT 'UTC; in force from then on, until the next one starts',
    description TEXT NOT NULL,
    title TEXT NOT NULL,
    deck TEXT NOT NULL,
    callout TEXT NOT NULL,
    body MEDIUMTEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_email TEXT NOT NULL,
    author_bio TEXT NOT NULL,
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, article_id, starts_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Versions of articles'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS article_versions');
