/** Events that programs report about contacts, with data of their own: purchases, clicks in apps, anything with a name. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS tracked_events (
    realm_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    event_key BINARY(32) NOT NULL COMMENT 'SHA-256 of the id that the caller gave it, or of one that was made',
    external_id VARCHAR(512) NOT NULL COMMENT 'that id',
    contact_id BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL COMMENT 'customEvent, purchase, ...',
    name VARCHAR(255) NOT NULL,
    data MEDIUMTEXT NOT NULL COMMENT 'JSON object',
    campaign_id BIGINT NOT NULL DEFAULT 0 COMMENT '0 outside campaigns',
    template_id BIGINT NOT NULL DEFAULT 0 COMMENT '0 where none is named',
    occurred_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, event_id),
    UNIQUE KEY tracked_events_key (realm_id, event_key),
    KEY tracked_events_contact (realm_id, contact_id, occurred_at, event_id),
    KEY tracked_events_campaign (realm_id, campaign_id, kind),
    KEY tracked_events_id (event_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=1000001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Events that programs report'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS tracked_events');
