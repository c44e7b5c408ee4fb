/** What mails were read with, once for each combination, under a number that is made of it. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS mail_clients (
    realm_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL COMMENT 'first 48 bits of the SHA-256 of the three texts, so that writers do not wait for each other',
    browser VARCHAR(64) NOT NULL,
    operating_system VARCHAR(64) NOT NULL,
    client_type VARCHAR(32) NOT NULL,
    PRIMARY KEY (realm_id, client_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Programs that mails were read with'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS mail_clients');
