/** Life-cycle campaigns: messages that a contact gets one after the other, counted from when it was added. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS lifecycle_campaigns (
    realm_id BIGINT NOT NULL,
    lifecycle_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(100) NOT NULL,
    list_id BIGINT NOT NULL COMMENT 'list that its messages belong to; only contacts on it get them',
    steps TEXT NOT NULL COMMENT 'templates and the minutes after which each is sent, as JSON',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, lifecycle_id),
    UNIQUE KEY lifecycle_campaigns_name (realm_id, name),
    KEY lifecycle_campaigns_id (lifecycle_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Series of messages to contacts that are added one by one'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS lifecycle_campaigns');
