/** Calls of each key in the window of its rate limit, shared by all gateway processes. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS api_key_windows (
    api_key_id BIGINT NOT NULL,
    bucket VARCHAR(64) NOT NULL COMMENT 'operation with a limit of its own; empty for all others together',
    window_started_at DATETIME(3) NOT NULL COMMENT 'UTC',
    calls INT NOT NULL COMMENT 'taken by processes, some ahead of their calls',
    PRIMARY KEY (api_key_id, bucket, window_started_at),
    KEY api_key_windows_started (window_started_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Calls of keys in the window of their rate limit'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS api_key_windows');
