/** Addresses that a realm sends nothing to any more, because of what came back from them. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS suppressions (
    realm_id BIGINT NOT NULL,
    email VARCHAR(254) NOT NULL COMMENT 'in lower case',
    event_type SMALLINT NOT NULL COMMENT '30 too many soft bounces, 31 a hard bounce, 34 a complaint',
    bounce_id BIGINT NOT NULL COMMENT 'bounces.bounce_id that decided it',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, email)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Suppressed addresses'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS suppressions');
