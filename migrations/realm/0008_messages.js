/** Every accepted message, personalised, with its final outcome. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS messages (
    realm_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    contact_id BIGINT NULL COMMENT 'contact whose data personalised it, if any',
    list_id BIGINT NOT NULL DEFAULT 0 COMMENT 'list it was sent for, or 0',
    campaign_name VARCHAR(100) NOT NULL DEFAULT '',
    campaign_id BIGINT NOT NULL DEFAULT 0 COMMENT 'campaigns.campaign_id, or 0',
    email_format TINYINT NOT NULL DEFAULT 0 COMMENT 'launches: 1, 2 or 99, the parts are made from the campaign when it is sent; 0 where the parts are stored here',
    internet_message_id VARCHAR(255) NOT NULL COMMENT 'Message-ID header; the same on every attempt',
    recipient VARCHAR(254) NOT NULL COMMENT 'To address, bare',
    recipient_name VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'display name in the To header',
    cc TEXT NULL COMMENT 'JSON array of addresses, bare or "Name" <address>',
    bcc TEXT NULL COMMENT 'JSON array of addresses, bare or "Name" <address>',
    sender VARCHAR(320) NOT NULL COMMENT 'From header: bare, or "Name" <address>',
    reply_to VARCHAR(320) NOT NULL DEFAULT '' COMMENT 'Reply-To header: bare, or "Name" <address>; empty for none',
    envelope_sender VARCHAR(254) NOT NULL COMMENT 'return path',
    route VARCHAR(64) NOT NULL DEFAULT '' COMMENT 'name of a sending route (vmta)',
    subject TEXT NOT NULL,
    plain_text MEDIUMTEXT NULL COMMENT 'plain text part, NULL where there is none',
    html MEDIUMTEXT NULL COMMENT 'HTML part, NULL where there is none',
    overrides_opt_out BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'the caller asked to send in spite of an opt-out',
    status VARCHAR(16) NOT NULL COMMENT 'queued, sent, failed, suppressed',
    outcome VARCHAR(512) NOT NULL DEFAULT '' COMMENT 'the relay''s last answer, or why nothing was sent',
    attempts INT NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    completed_at DATETIME(3) NULL COMMENT 'UTC; when status left queued',
    PRIMARY KEY (realm_id, message_id),
    KEY messages_id (message_id),
    KEY messages_contact (realm_id, contact_id),
    KEY messages_campaign (realm_id, campaign_id, message_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=10001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Messages'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS messages');
