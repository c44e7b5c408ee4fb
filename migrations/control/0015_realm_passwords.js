/** Passwords of realms, for the interfaces whose calls carry realm and password; and the codes of further clients. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS realm_passwords (
    realm_id BIGINT NOT NULL,
    client VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'empty for the password of the realm; else the API client whose code it is',
    password_hash VARCHAR(200) NOT NULL COMMENT 'scrypt: cost, salt and hash; the password itself is never stored',
    addresses VARCHAR(1000) NOT NULL COMMENT 'networks that may use it, separated by blanks; empty for all',
    changed_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, client)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Passwords of realms and codes of their API clients'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS realm_passwords');
