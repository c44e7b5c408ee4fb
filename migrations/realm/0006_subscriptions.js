/** Who is on which list. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS subscriptions (
    realm_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    email_format TINYINT NOT NULL COMMENT '1 plain text, 2 HTML, 99 multipart',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, contact_id, list_id),
    KEY subscriptions_list (realm_id, list_id, contact_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Subscriptions'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS subscriptions');
