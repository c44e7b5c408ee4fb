/** Who a launch is for: the subscribers of its list at that moment, until they are expanded into the outbox. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS campaign_recipients (
    realm_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    email_format TINYINT NOT NULL COMMENT '1 plain text, 2 HTML, 99 multipart',
    PRIMARY KEY (realm_id, campaign_id, contact_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Recipients of launches that are not expanded yet'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS campaign_recipients');
