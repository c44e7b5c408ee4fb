/** Open sessions, shared by all gateway processes. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS sessions (
    session_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the session string; the string itself is never stored',
    realm_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    licence_id BIGINT NOT NULL COMMENT 'the session lives only as long as this licence',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    last_used_at DATETIME(3) NOT NULL COMMENT 'UTC; refreshed at most once a minute',
    PRIMARY KEY (session_hash),
    KEY sessions_last_used (last_used_at),
    KEY sessions_licence (licence_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Open sessions'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS sessions');
