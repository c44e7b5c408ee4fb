/** Addresses that opted out of the whole system. Filled from the realms; it only ever answers yes or no. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS universal_opt_outs (
    email_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the folded address',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (email_hash)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='System-wide opt-outs'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS universal_opt_outs');
