/** Sending routes: relays that a call or a list can name. What names none goes by the route `default`. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS sending_routes (
    route_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'in lower case',
    url_sealed VARBINARY(2048) NOT NULL COMMENT 'SMTP URL, encrypted under the server secret',
    connections INT NOT NULL COMMENT 'at once, for each gateway process',
    per_minute INT NOT NULL COMMENT 'mails for each gateway process; 0 for no limit',
    dkim_domain VARCHAR(255) NULL COMMENT 'NULL where mails are not signed',
    dkim_selector VARCHAR(255) NULL,
    dkim_key_sealed VARBINARY(8192) NULL COMMENT 'private key (PEM), encrypted under the server secret',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (route_id),
    UNIQUE KEY sending_routes_name (name)
  ) ENGINE=InnoDB AUTO_INCREMENT=1701 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Relays by name'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS sending_routes');
