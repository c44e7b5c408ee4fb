/** Public keys that log in to the SFTP server. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS sftp_keys (
    realm_id BIGINT NOT NULL,
    fingerprint BINARY(32) NOT NULL COMMENT 'SHA-256 of the public key',
    key_type VARCHAR(40) NOT NULL COMMENT 'as SSH names it',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'what the owner calls the program that has it',
    addresses VARCHAR(1000) NOT NULL COMMENT 'networks that may use it, separated by blanks; empty for all',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    last_used_at DATETIME(3) NULL COMMENT 'UTC, to the minute',
    PRIMARY KEY (realm_id, fingerprint)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Public keys of the SFTP server'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS sftp_keys');
