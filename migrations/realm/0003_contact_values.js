/** Values of custom fields; a field without a value has no row. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS contact_values (
    realm_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    field_id BIGINT NOT NULL COMMENT 'custom_fields.field_id',
    text_value MEDIUMTEXT NOT NULL COMMENT 'canonical text of the value, whatever its type: what is shown',
    number_value DOUBLE NULL COMMENT 'number and float fields: what is compared',
    date_value DATETIME(3) NULL COMMENT 'date fields, UTC: what is compared',
    PRIMARY KEY (realm_id, contact_id, field_id),
    KEY contact_values_field (realm_id, field_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Custom field values of contacts'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS contact_values');
