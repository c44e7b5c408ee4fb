/** Launches that are to begin later, once or again and again. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS scheduled_launches (
    realm_id BIGINT NOT NULL,
    schedule_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    request TEXT NOT NULL COMMENT 'what to launch, as JSON; template, sender and recipients are those of the moment of the launch',
    frequency VARCHAR(8) NOT NULL COMMENT 'once, daily, weekly or monthly',
    starts_on CHAR(10) NOT NULL COMMENT 'first day, yyyy-mm-dd, in the zone of the realm',
    at_minute SMALLINT NOT NULL COMMENT 'minutes after midnight, on the clocks of the realm',
    ends_on CHAR(10) NULL COMMENT 'last day on which it may launch; NULL for no end',
    status VARCHAR(16) NOT NULL COMMENT 'waiting, done, failed or cancelled',
    occurrence INT NOT NULL DEFAULT 0 COMMENT 'which one is next: 0 is the first day',
    due_at DATETIME(3) NULL COMMENT 'UTC; when the next one is, or another process may look again; NULL if there is none',
    last_campaign_id BIGINT NULL COMMENT 'of the newest launch',
    last_problem VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why the newest launch was refused; empty if it was not',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, schedule_id),
    KEY scheduled_launches_due (due_at),
    KEY scheduled_launches_id (schedule_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=8001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Launches that are to begin later'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS scheduled_launches');
