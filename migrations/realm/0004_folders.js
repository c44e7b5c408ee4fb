/** Folders that lists (later templates, articles and rules) are kept in. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS folders (
    realm_id BIGINT NOT NULL,
    folder_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000; 0 is the top',
    folder_type TINYINT NOT NULL COMMENT '1 segmentation, 2 template, 3 list, 4 article',
    parent_folder_id BIGINT NOT NULL DEFAULT 0,
    name VARCHAR(100) NOT NULL,
    PRIMARY KEY (realm_id, folder_id),
    UNIQUE KEY folders_name (realm_id, folder_type, parent_folder_id, name),
    KEY folders_id (folder_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=3001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Folders'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS folders');
