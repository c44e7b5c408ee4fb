/**
 * What happened to contacts and messages, with the event numbers of the legacy platform. The indexes are those of the
 * paged reports: each holds all that is needed to count off the rows in front of a page, by time, of one type or all.
 * `events_contact` finds the newest of a contact.
 */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS events (
    realm_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    event_type SMALLINT NOT NULL COMMENT '9 sent, 10 open, 11 click, 20 subscribe, 21 unsubscribe, 22 global, 23 universal, 30 soft, 31 hard, 34 complaint, 36 block, 40 display, 50 forward, ...',
    occurred_at DATETIME(3) NOT NULL COMMENT 'UTC',
    contact_id BIGINT NOT NULL DEFAULT 0 COMMENT '0 where unknown',
    campaign_id BIGINT NOT NULL DEFAULT 0 COMMENT '0 outside campaigns',
    list_id BIGINT NOT NULL DEFAULT 0,
    link_id INT NOT NULL DEFAULT 0 COMMENT 'campaign_links.link_id of a click',
    address VARCHAR(45) NOT NULL DEFAULT '' COMMENT 'network address of the reader',
    browser VARCHAR(64) NOT NULL DEFAULT '',
    operating_system VARCHAR(64) NOT NULL DEFAULT '',
    client_type VARCHAR(32) NOT NULL DEFAULT '' COMMENT 'desktop, mobile, tablet, robot, ...',
    detail VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'what the type adds: category of a bounce, what recorded an opt-out',
    PRIMARY KEY (realm_id, event_id),
    KEY events_campaign (realm_id, campaign_id, occurred_at, event_id),
    KEY events_campaign_type (realm_id, campaign_id, event_type, occurred_at, event_id, link_id, contact_id),
    KEY events_contact (realm_id, contact_id, occurred_at, event_id),
    KEY events_time (realm_id, occurred_at, event_id, campaign_id, event_type),
    KEY events_type (realm_id, event_type, occurred_at, event_id, campaign_id, list_id),
    KEY events_id (event_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=1000001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Events'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS events');
