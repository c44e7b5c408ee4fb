/** Segmentation rules, as their owner wrote them. They are read anew whenever one is used. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS segmentation_rules (
    realm_id BIGINT NOT NULL,
    segmentation_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    folder_id BIGINT NOT NULL DEFAULT 0 COMMENT 'folders.folder_id or 0',
    list_id BIGINT NOT NULL DEFAULT 0 COMMENT 'list that it was written for, or 0; stored for clients, without effect',
    name VARCHAR(100) NOT NULL,
    description VARCHAR(255) NOT NULL DEFAULT '',
    rules TEXT NOT NULL COMMENT 'the rule, at most 16000 characters',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, segmentation_id),
    UNIQUE KEY segmentation_rules_name (realm_id, name),
    KEY segmentation_rules_id (segmentation_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=8001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Segmentation rules'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS segmentation_rules');
