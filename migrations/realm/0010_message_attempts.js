/** Every delivery attempt with what the relay said. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS message_attempts (
    realm_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    attempt INT NOT NULL COMMENT 'from 1',
    attempted_at DATETIME(3) NOT NULL COMMENT 'UTC',
    result VARCHAR(16) NOT NULL COMMENT 'sent, deferred, failed, suppressed, cancelled',
    response VARCHAR(512) NOT NULL COMMENT 'the relay''s answer, or why nothing was sent',
    PRIMARY KEY (realm_id, message_id, attempt)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Delivery attempts'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS message_attempts');
