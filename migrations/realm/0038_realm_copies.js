/** Copies of realms into a realm of this database that were begun and are not finished. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS realm_copies (
    realm_id BIGINT NOT NULL COMMENT 'the realm that is filled',
    source_realm_id BIGINT NOT NULL COMMENT 'realms.realm_id in the control database',
    key_from VARCHAR(80) NOT NULL DEFAULT '' COMMENT 'field that becomes the customer key; empty for none',
    state TEXT NOT NULL COMMENT 'JSON object: the table that is being copied, its last key, and what was done',
    steps BIGINT NOT NULL DEFAULT 0 COMMENT 'so that two processes at once notice each other',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Unfinished copies of realms'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS realm_copies');
