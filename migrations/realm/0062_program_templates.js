/** Templates that programs write in Handlebars, beside the realm's own in its own language. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS program_templates (
    realm_id BIGINT NOT NULL,
    template_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    client_id VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'the name that the program gave it; empty for none',
    name VARCHAR(255) NOT NULL,
    message_type_id INT NOT NULL DEFAULT 1 COMMENT '1 marketing, 2 transactional',
    subject TEXT NOT NULL,
    html MEDIUMTEXT NOT NULL,
    plain_text MEDIUMTEXT NOT NULL,
    details MEDIUMTEXT NOT NULL COMMENT 'JSON object: sender and whatever else the program said of it',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, template_id),
    KEY program_templates_client (realm_id, client_id),
    KEY program_templates_id (template_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=8001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Templates in Handlebars'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS program_templates');
