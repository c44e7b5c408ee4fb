/** Logins to the console. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS console_sessions (
    session_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie; the cookie itself is never stored',
    user_id BIGINT NOT NULL,
    awaits_code BOOLEAN NOT NULL COMMENT 'the password was right, the second step is to come',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    last_used_at DATETIME(3) NOT NULL COMMENT 'UTC, to the minute',
    PRIMARY KEY (session_hash),
    KEY console_sessions_user (user_id),
    KEY console_sessions_used (last_used_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Logins to the console'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS console_sessions');
