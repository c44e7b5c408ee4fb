/** Keys of the JSON interfaces. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS api_keys (
    api_key_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    realm_id BIGINT NOT NULL,
    door VARCHAR(20) NOT NULL COMMENT 'interface that it opens',
    key_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the random key; the key itself is never stored',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'what the owner calls the program that has it',
    rights VARCHAR(500) NOT NULL COMMENT 'what it may do, separated by blanks',
    addresses VARCHAR(1000) NOT NULL COMMENT 'networks that may use it, separated by blanks; empty for all',
    calls_per_minute INT NULL COMMENT 'where it is not the usual number of the interface; 0 for no limit',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    last_used_at DATETIME(3) NULL COMMENT 'UTC, to the minute',
    revoked_at DATETIME(3) NULL COMMENT 'UTC',
    PRIMARY KEY (api_key_id),
    UNIQUE KEY api_keys_key (key_hash),
    KEY api_keys_realm (realm_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=1601 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Keys of the JSON interfaces'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS api_keys');
