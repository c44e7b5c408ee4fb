/** What may go to one destination domain, where it is not what the settings say for all. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS domain_limits (
    domain VARCHAR(253) COLLATE utf8mb4_bin NOT NULL COMMENT 'after the @, in lower case; international ones in ASCII',
    connections INT NOT NULL COMMENT 'mails under way at once, for each sending route of each gateway process; 0 for no limit',
    per_minute INT NOT NULL COMMENT 'mails, for each sending route of each gateway process; 0 for no limit',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (domain)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Limits of destination domains'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS domain_limits');
