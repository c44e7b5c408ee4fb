/** Tracked links of a campaign. A click names a link by its number; its target never comes from the click. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS campaign_links (
    realm_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    link_id INT NOT NULL COMMENT 'made from url_hash, so that senders at the same moment do not wait for each other',
    url_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of url',
    url TEXT NOT NULL COMMENT 'link text before personalisation, up to STOP',
    PRIMARY KEY (realm_id, campaign_id, link_id),
    UNIQUE KEY campaign_links_url (realm_id, campaign_id, url_hash)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Tracked links'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS campaign_links');
