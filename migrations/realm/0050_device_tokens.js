/** Device tokens: what somebody is known by before anything else is. A contact can have several, a token one contact. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS device_tokens (
    realm_id BIGINT NOT NULL,
    token_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the token',
    contact_id BIGINT NOT NULL,
    token TEXT NOT NULL COMMENT 'as the device gave it',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, token_hash),
    KEY device_tokens_contact (realm_id, contact_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Devices of contacts'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS device_tokens');
