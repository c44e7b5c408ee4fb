/** What people changed of a realm's data: each line is stored in the transaction of its change. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS audit_log (
    realm_id BIGINT NOT NULL,
    audit_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    happened_at DATETIME(3) NOT NULL COMMENT 'UTC',
    actor VARCHAR(255) NOT NULL COMMENT 'who: on the command line the user of the operating system',
    door VARCHAR(20) NOT NULL COMMENT 'cli, console',
    operation VARCHAR(64) NOT NULL,
    subject VARCHAR(255) NULL COMMENT 'name or number of what was changed; never contents or secrets',
    outcome VARCHAR(40) NOT NULL COMMENT 'done, or the code of an error',
    PRIMARY KEY (realm_id, audit_id),
    KEY audit_log_time (realm_id, happened_at, audit_id),
    KEY audit_log_id (audit_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=1001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Changes by people'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS audit_log');
