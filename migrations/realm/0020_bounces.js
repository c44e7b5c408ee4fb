/** Mail that came back, and complaints about it: once for each message, address and type. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS bounces (
    realm_id BIGINT NOT NULL,
    bounce_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    event_type SMALLINT NOT NULL COMMENT '30 soft, 31 hard, 34 complaint, 36 block',
    category VARCHAR(32) NOT NULL COMMENT 'unknown-user, mailbox-full, spam-block, ...; of a complaint its feedback type',
    confidence TINYINT NOT NULL COMMENT 'percent',
    status VARCHAR(12) NOT NULL DEFAULT '' COMMENT 'enhanced status code, empty where none was given',
    email VARCHAR(254) NOT NULL COMMENT 'address that was mailed, in lower case',
    message_id BIGINT NOT NULL COMMENT 'messages.message_id',
    contact_id BIGINT NOT NULL DEFAULT 0,
    campaign_id BIGINT NOT NULL DEFAULT 0,
    list_id BIGINT NOT NULL DEFAULT 0,
    source VARCHAR(16) NOT NULL COMMENT 'delivery, return mail, import',
    diagnostic VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'the other system''s words',
    counts BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'FALSE once the owner lifted the suppression of the address',
    received_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, bounce_id),
    UNIQUE KEY bounces_once (realm_id, message_id, email, event_type),
    KEY bounces_email (realm_id, email, received_at),
    KEY bounces_campaign (realm_id, campaign_id, received_at, bounce_id),
    KEY bounces_id (bounce_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=30001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Bounces and complaints'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS bounces');
