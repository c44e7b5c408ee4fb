/** Contacts of life-cycle campaigns, and how far each is. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS lifecycle_members (
    realm_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    lifecycle_id BIGINT NOT NULL COMMENT 'lifecycle_campaigns.lifecycle_id',
    contact_id BIGINT NOT NULL,
    step INT NOT NULL DEFAULT 0 COMMENT 'which message is next: 0 is the first',
    added_at DATETIME(3) NOT NULL COMMENT 'UTC; what the minutes of the steps are counted from',
    due_at DATETIME(3) NULL COMMENT 'UTC; when the next message is, or another process may look again; NULL after the last',
    PRIMARY KEY (realm_id, member_id),
    UNIQUE KEY lifecycle_members_contact (realm_id, contact_id, lifecycle_id),
    KEY lifecycle_members_campaign (realm_id, lifecycle_id),
    KEY lifecycle_members_due (due_at),
    KEY lifecycle_members_id (member_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Contacts on their way through life-cycle campaigns'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS lifecycle_members');
