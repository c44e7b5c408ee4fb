/**
 * Counts of the events of campaigns. Whoever records events adds parts of their own, and never waits for another
 * writer; the background adds the parts up into part 0. The count is the sum of all parts at any time.
 */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS campaign_counts (
    realm_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    facet TINYINT NOT NULL COMMENT 'what member is: 0 a quarter of an hour, 1 a link, 2 a mail client',
    event_type SMALLINT NOT NULL COMMENT 'events.event_type; facet 1 has clicks alone, facet 2 opens and clicks',
    member BIGINT NOT NULL COMMENT 'quarters of an hour since 1970 in UTC, campaign_links.link_id, or mail_clients.client_id',
    part BIGINT NOT NULL COMMENT '0 for the sum, else a random number of the writer',
    total BIGINT NOT NULL COMMENT 'events; of a part that corrects, less than 0 too',
    uniques BIGINT NOT NULL COMMENT 'contacts whose first event this was',
    PRIMARY KEY (realm_id, campaign_id, facet, event_type, member, part),
    KEY campaign_counts_part (part)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Counts of campaigns'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS campaign_counts');
