/** Who has opened mail of a campaign or clicked in it: each contact once, so that the unique counts are known. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS campaign_readers (
    realm_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    event_type SMALLINT NOT NULL COMMENT '10 open, 11 click',
    link_id INT NOT NULL COMMENT '0 for the campaign; clicks once more for each link: campaign_links.link_id',
    contact_id BIGINT NOT NULL,
    first_at DATETIME(3) NOT NULL COMMENT 'UTC; of the event that was recorded first',
    client_id BIGINT NOT NULL COMMENT 'mail_clients.client_id of that event',
    PRIMARY KEY (realm_id, campaign_id, event_type, link_id, contact_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Contacts that opened or clicked'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS campaign_readers');
