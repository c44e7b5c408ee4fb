/** Attempts at a message that were not its last, with what the relay said. The last one stands with the message. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS message_attempts (
    realm_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    attempt INT NOT NULL COMMENT 'from 1',
    attempted_at DATETIME(3) NOT NULL COMMENT 'UTC',
    result VARCHAR(16) NOT NULL COMMENT 'deferred',
    response VARCHAR(512) NOT NULL COMMENT 'the relay''s answer, or why nothing was sent',
    PRIMARY KEY (realm_id, message_id, attempt)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Delivery attempts before the last'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS message_attempts');
