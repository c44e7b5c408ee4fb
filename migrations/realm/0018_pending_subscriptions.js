/** Sign-ups to lists with double opt-in that nobody has confirmed yet. No mail of the list goes out for them. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS pending_subscriptions (
    realm_id BIGINT NOT NULL,
    pending_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000; what the confirmation link names',
    contact_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    email_format TINYINT NOT NULL COMMENT '1 plain text, 2 HTML, 99 multipart',
    asked_at DATETIME(3) NOT NULL COMMENT 'UTC; when the last confirmation message was queued',
    PRIMARY KEY (realm_id, pending_id),
    UNIQUE KEY pending_subscriptions_contact (realm_id, contact_id, list_id),
    KEY pending_subscriptions_asked (realm_id, asked_at),
    KEY pending_subscriptions_id (pending_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Sign-ups that wait to be confirmed'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS pending_subscriptions');
