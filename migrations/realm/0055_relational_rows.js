/** Rows of all relational tables: which there are, and whose they are. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS relational_rows (
    realm_id BIGINT NOT NULL,
    row_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    table_id BIGINT NOT NULL COMMENT 'relational_tables.table_id',
    row_key VARCHAR(255) NOT NULL COMMENT 'what names the row in its table; numbers are written so that texts sort like them',
    contact_id BIGINT NOT NULL DEFAULT 0 COMMENT 'the contact it belongs to; 0 for nobody',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, row_id),
    UNIQUE KEY relational_rows_key (realm_id, table_id, row_key),
    KEY relational_rows_table (realm_id, table_id, row_id),
    KEY relational_rows_contact (realm_id, contact_id, table_id, row_key),
    KEY relational_rows_id (row_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Rows of relational tables'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS relational_rows');
