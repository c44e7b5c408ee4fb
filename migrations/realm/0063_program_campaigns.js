/** What programs send single messages of: a template of theirs, under the number of the campaign that collects its mail. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS program_campaigns (
    realm_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL COMMENT 'campaigns.campaign_id',
    name VARCHAR(100) NOT NULL,
    template_id BIGINT NOT NULL COMMENT 'program_templates.template_id',
    state VARCHAR(16) NOT NULL COMMENT 'Running, Finished, Aborted, Archived',
    data MEDIUMTEXT NOT NULL COMMENT 'JSON object: values for every message of it',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, campaign_id),
    KEY program_campaigns_template (realm_id, template_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Campaigns of single messages'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS program_campaigns');
