/** Custom contact fields of a realm. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS custom_fields (
    realm_id BIGINT NOT NULL,
    field_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'case sensitive, no blanks, without the prefix custom_',
    description VARCHAR(255) NOT NULL DEFAULT '',
    field_type TINYINT NOT NULL COMMENT '0 number, 1 text, 2 date, 3 large text, 6 unicode text, 7 float',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, field_id),
    UNIQUE KEY custom_fields_name (realm_id, name),
    KEY custom_fields_id (field_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=2001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Custom contact fields'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS custom_fields');
