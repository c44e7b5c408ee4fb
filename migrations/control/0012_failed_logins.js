/** Failed logins per network address and credential, shared by all gateway processes; takes the place of login_failures. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS failed_logins (
    address VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'IPv4 address or IPv6 /64 prefix',
    credential VARCHAR(32) COLLATE utf8mb4_bin NOT NULL COMMENT 'start of the hash of a key that was issued here once; empty for all others together',
    failures INT NOT NULL COMMENT 'since window_started_at',
    window_started_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (address, credential),
    KEY failed_logins_window (window_started_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Failed logins by address and credential'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS failed_logins');
