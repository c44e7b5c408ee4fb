/** Templates: named subjects and bodies, in the parts that the legacy platform numbers 0 to 6. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS templates (
    realm_id BIGINT NOT NULL,
    template_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    folder_id BIGINT NOT NULL DEFAULT 0 COMMENT 'folders.folder_id or 0',
    name VARCHAR(100) NOT NULL,
    subject TEXT NOT NULL COMMENT 'part 0',
    description TEXT NOT NULL COMMENT 'part 1',
    notes TEXT NOT NULL COMMENT 'part 2',
    plain_text MEDIUMTEXT NOT NULL COMMENT 'part 3',
    html MEDIUMTEXT NOT NULL COMMENT 'part 4',
    aol MEDIUMTEXT NOT NULL COMMENT 'part 5',
    mobile MEDIUMTEXT NOT NULL COMMENT 'part 6, WAP',
    charset VARCHAR(40) NOT NULL DEFAULT 'utf-8' COMMENT 'stored for clients; mail goes out in UTF-8',
    utf8 BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'stored for clients',
    content_encoding INT NOT NULL DEFAULT 0 COMMENT 'stored for clients',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, template_id),
    UNIQUE KEY templates_name (realm_id, name),
    KEY templates_id (template_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=7001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Templates'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS templates');
