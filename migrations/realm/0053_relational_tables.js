/** Tables that owners define for what belongs to their contacts: orders, bookings, products. Their rows stand in relational_rows. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS relational_tables (
    realm_id BIGINT NOT NULL,
    table_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(64) NOT NULL COMMENT 'as its owner wrote it',
    name_key VARCHAR(64) NOT NULL COMMENT 'the name in small letters: what is looked up',
    description VARCHAR(255) NOT NULL DEFAULT '',
    table_type VARCHAR(8) NOT NULL COMMENT 'regular, flat (rows belong to no contact) or join (rows tie contacts to rows of others)',
    is_active TINYINT NOT NULL DEFAULT 0 COMMENT '0 until it is activated: rows are refused',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, table_id),
    UNIQUE KEY relational_tables_name (realm_id, name_key),
    KEY relational_tables_id (table_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Relational tables that owners define'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS relational_tables');
