/** What an A/B definition compares. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS ab_definition_samples (
    realm_id BIGINT NOT NULL,
    ab_definition_id BIGINT NOT NULL,
    letter CHAR(1) NOT NULL COMMENT 'A to Z',
    template_id BIGINT NOT NULL,
    subject TEXT NOT NULL COMMENT 'in place of the template''s; empty for that one',
    from_address VARCHAR(320) NOT NULL DEFAULT '' COMMENT 'in place of the list''s; empty for that one',
    PRIMARY KEY (realm_id, ab_definition_id, letter)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Samples of A/B definitions'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS ab_definition_samples');
