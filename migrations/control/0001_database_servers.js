/** Database servers that realm databases can be created on. The server named `default` is where this table is. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS database_servers (
    server_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'as the owner calls it',
    url_sealed VARBINARY(2048) NULL COMMENT 'connection URL, encrypted under the server secret; NULL for the default server',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (server_id),
    UNIQUE KEY database_servers_name (name)
  ) ENGINE=InnoDB AUTO_INCREMENT=1101 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='MySQL or MariaDB servers'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS database_servers');
