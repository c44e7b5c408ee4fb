/** Realm databases. How contacts are identified is a property of the database and never changes. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS realm_databases (
    database_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    server_id BIGINT NOT NULL COMMENT 'database_servers.server_id',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'schema name on its server',
    identity_scheme VARCHAR(32) COLLATE utf8mb4_bin NOT NULL COMMENT 'email_first_name or customer_key; fixed at creation',
    approved_by VARCHAR(255) NULL COMMENT 'who approved a customer_key database',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (database_id),
    UNIQUE KEY realm_databases_name (server_id, name)
  ) ENGINE=InnoDB AUTO_INCREMENT=1201 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Schemas that hold the data of realms'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS realm_databases');
