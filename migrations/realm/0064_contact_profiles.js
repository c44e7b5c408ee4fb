/** What programs write about a contact beyond its fields: typed values as JSON, and what it chose to get. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS contact_profiles (
    realm_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    fields MEDIUMTEXT NOT NULL COMMENT 'JSON object of the data fields that are neither standard nor custom fields',
    choices TEXT NOT NULL COMMENT 'JSON object: ids of channels and message types that it subscribed to or left',
    signup_source VARCHAR(32) NOT NULL DEFAULT '' COMMENT 'what made the contact; empty if nobody said',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, contact_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Typed data fields of contacts'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS contact_profiles');
