/** Whom the realm was told to forget: hashes, so that nothing of them is kept, and nobody makes them a contact again. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS forgotten_identifiers (
    realm_id BIGINT NOT NULL,
    identifier_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the kind of identifier and its folded text',
    forgotten_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, identifier_hash)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Identifiers of people who were forgotten'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS forgotten_identifiers');
