/** Licences. A client has at most one that is not revoked. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS licences (
    licence_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    realm_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    key_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the random 128-bit key; the key itself is never stored',
    host VARCHAR(255) NOT NULL COMMENT 'public host it was issued for',
    issued_at DATETIME(3) NOT NULL COMMENT 'UTC',
    revoked_at DATETIME(3) NULL COMMENT 'UTC; set when revoked or replaced',
    PRIMARY KEY (licence_id),
    UNIQUE KEY licences_key (key_hash),
    KEY licences_client (realm_id, client_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=1501 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Licence files'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS licences');
