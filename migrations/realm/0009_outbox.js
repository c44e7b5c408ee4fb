/** Messages that still have to be delivered. A row is written with its message and removed with its final outcome. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS outbox (
    realm_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL COMMENT 'messages.message_id',
    route VARCHAR(64) NOT NULL DEFAULT '' COMMENT 'sending route, in lower case; empty for the default one',
    due_at DATETIME(3) NOT NULL COMMENT 'UTC; not before. A claim moves it to the end of its lease',
    lease VARBINARY(16) NULL COMMENT 'random mark of the worker that claimed it',
    attempts INT NOT NULL DEFAULT 0 COMMENT 'finished ones',
    bytes INT NOT NULL COMMENT 'about what the message takes in memory; bounds a claim',
    put_aside BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'waits, or has waited, for its turn at its destination domain',
    remaining TEXT NULL COMMENT 'JSON array of the addresses still to be tried, where an attempt reached the others; NULL for all',
    sent_at DATETIME(3) NULL COMMENT 'UTC; when the relay took the message, whose row is not finished yet',
    response VARCHAR(512) NULL COMMENT 'the relay''s answer, where sent_at is set',
    PRIMARY KEY (realm_id, message_id),
    KEY outbox_due (route, due_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Delivery queue'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS outbox');
