/** What people changed of the gateway and of what it keeps of realms. Changes of a realm's data stand in its own database. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS gateway_audit_log (
    audit_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    realm VARCHAR(64) NULL COMMENT 'name of the realm that it is about; null for the gateway itself',
    happened_at DATETIME(3) NOT NULL COMMENT 'UTC',
    actor VARCHAR(255) NOT NULL COMMENT 'who: on the command line the user of the operating system',
    door VARCHAR(20) NOT NULL COMMENT 'cli, console',
    operation VARCHAR(64) NOT NULL,
    subject VARCHAR(255) NULL COMMENT 'name or number of what was changed; never contents or secrets',
    outcome VARCHAR(40) NOT NULL COMMENT 'begun, done, or the code of an error',
    PRIMARY KEY (audit_id),
    KEY gateway_audit_log_time (happened_at, audit_id),
    KEY gateway_audit_log_realm (realm, happened_at, audit_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=1001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Changes by people, outside the data of realms'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS gateway_audit_log');
