/** Who may log in to the console. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS console_users (
    user_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'in lower case',
    password_hash VARCHAR(255) NULL COMMENT 'scrypt; null until the user has followed a set-up link',
    is_owner BOOLEAN NOT NULL COMMENT 'owner of the gateway, and so of every realm',
    totp_secret VARBINARY(200) NULL COMMENT 'sealed under the server secret; null without two-step login',
    totp_step BIGINT NOT NULL COMMENT 'time step of the newest code that was used; none works twice',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    last_login_at DATETIME(3) NULL COMMENT 'UTC',
    disabled_at DATETIME(3) NULL COMMENT 'UTC',
    PRIMARY KEY (user_id),
    UNIQUE KEY console_users_name (name)
  ) ENGINE=InnoDB AUTO_INCREMENT=1701 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Users of the console'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS console_users');
