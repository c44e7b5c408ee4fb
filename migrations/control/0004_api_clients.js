/** API clients: the programs of an owner that hold a licence each. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS api_clients (
    client_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    realm_id BIGINT NOT NULL,
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'unique in the realm',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (client_id),
    UNIQUE KEY api_clients_name (realm_id, name)
  ) ENGINE=InnoDB AUTO_INCREMENT=1401 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Programs that call the API of a realm'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS api_clients');
