/** Codes for users of the console who have lost what makes their codes. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS console_recovery_codes (
    user_id BIGINT NOT NULL,
    code_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of a random code; it is removed when it is used',
    PRIMARY KEY (user_id, code_hash)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Recovery codes of two-step login'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS console_recovery_codes');
