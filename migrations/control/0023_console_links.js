/** Links by which a user of the console chooses a password, once. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS console_links (
    link_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the word in the link',
    user_id BIGINT NULL COMMENT 'null: whoever follows it becomes the first owner',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    expires_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (link_hash),
    KEY console_links_user (user_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Set-up links of the console'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS console_links');
