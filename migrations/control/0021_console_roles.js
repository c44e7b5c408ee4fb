/** What users of the console may do in which realm. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS console_roles (
    realm_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    role VARCHAR(20) NOT NULL COMMENT 'viewer, sender, manager, owner',
    PRIMARY KEY (realm_id, user_id),
    KEY console_roles_user (user_id, realm_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Roles of users of the console in realms'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS console_roles');
