/** The type that the first value of a data field fixed, for profiles and for the events of each name. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS data_field_types (
    realm_id BIGINT NOT NULL,
    scope VARCHAR(255) NOT NULL COMMENT 'name of an event; empty for profiles',
    name VARCHAR(255) NOT NULL COMMENT 'members of objects with a dot: a.b',
    field_type VARCHAR(16) NOT NULL COMMENT 'string, long, double, boolean, date, object, geo_location',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, scope, name)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Types of data fields'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS data_field_types');
