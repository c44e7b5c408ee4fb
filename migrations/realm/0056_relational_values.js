/** Values of relational rows; a column without a value has no row here. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS relational_values (
    realm_id BIGINT NOT NULL,
    row_id BIGINT NOT NULL COMMENT 'relational_rows.row_id',
    column_id BIGINT NOT NULL COMMENT 'relational_columns.column_id',
    contact_id BIGINT NOT NULL DEFAULT 0 COMMENT 'that of the row: what rules select by',
    text_value TEXT NOT NULL COMMENT 'canonical text of the value, whatever its type: what is shown',
    number_value DOUBLE NULL COMMENT 'number and float columns: what is compared',
    date_value DATETIME(3) NULL COMMENT 'date columns, UTC: what is compared',
    PRIMARY KEY (realm_id, row_id, column_id),
    KEY relational_values_text (realm_id, column_id, text_value(64)),
    KEY relational_values_contact (realm_id, contact_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Values of relational rows'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS relational_values');
