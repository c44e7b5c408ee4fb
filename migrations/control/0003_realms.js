/** Realms: the tenants. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS realms (
    realm_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'unique, lower case',
    description VARCHAR(255) NOT NULL DEFAULT '',
    database_id BIGINT NOT NULL COMMENT 'realm_databases.database_id',
    parent_realm_id BIGINT NULL COMMENT 'realms.realm_id; has the same identity scheme',
    time_zone VARCHAR(64) NOT NULL DEFAULT 'UTC' COMMENT 'IANA name; times are stored in UTC and shown in this zone',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id),
    UNIQUE KEY realms_name (name)
  ) ENGINE=InnoDB AUTO_INCREMENT=1301 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Tenants'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS realms');
