/** Suppression lists that the owner uploaded. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS suppression_lists (
    realm_id BIGINT NOT NULL,
    suppression_list_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(100) NOT NULL,
    file_name VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'as the caller named it',
    description VARCHAR(255) NOT NULL DEFAULT '',
    addresses INT NOT NULL DEFAULT 0 COMMENT 'how many it holds',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, suppression_list_id),
    UNIQUE KEY suppression_lists_name (realm_id, name),
    KEY suppression_lists_id (suppression_list_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Uploaded suppression lists'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS suppression_lists');
