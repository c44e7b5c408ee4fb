/** Columns of relational tables. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS relational_columns (
    realm_id BIGINT NOT NULL,
    column_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    table_id BIGINT NOT NULL COMMENT 'relational_tables.table_id',
    name VARCHAR(64) NOT NULL COMMENT 'as its owner wrote it',
    name_key VARCHAR(64) NOT NULL COMMENT 'the name in small letters: what is looked up',
    column_type VARCHAR(8) NOT NULL COMMENT 'string, number (whole), float or date',
    length INT NOT NULL DEFAULT 0 COMMENT 'characters of a string; 0 for other types',
    is_unique TINYINT NOT NULL DEFAULT 0 COMMENT '1 for the one that names the rows of its table',
    is_active TINYINT NOT NULL DEFAULT 0 COMMENT '0 until it is activated: values are refused',
    foreign_table_id BIGINT NOT NULL DEFAULT 0 COMMENT 'table whose unique column its values name; 0 for none',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, column_id),
    UNIQUE KEY relational_columns_name (realm_id, table_id, name_key),
    KEY relational_columns_id (column_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Columns of relational tables'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS relational_columns');
