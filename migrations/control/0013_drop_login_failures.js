/** Counts by address alone, which failed_logins replaces: they are minutes old at most, and nobody misses them. */
exports.up = (knex) => knex.raw('DROP TABLE IF EXISTS login_failures');
exports.down = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS login_failures (
    address VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'IPv4 address or IPv6 /64 prefix',
    failures INT NOT NULL COMMENT 'since window_started_at',
    window_started_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (address),
    KEY login_failures_window (window_started_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Failed logins by address'`);
