/** The samples of a launched A/B definition, each a campaign of its own. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS ab_result_samples (
    realm_id BIGINT NOT NULL,
    ab_result_sample_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    ab_result_id BIGINT NOT NULL,
    letter CHAR(1) NOT NULL COMMENT 'A to Z',
    campaign_id BIGINT NOT NULL,
    encrypted_id CHAR(32) NOT NULL COMMENT 'random; what clients name the sample by when they choose the winner',
    PRIMARY KEY (realm_id, ab_result_sample_id),
    UNIQUE KEY ab_result_samples_letter (realm_id, ab_result_id, letter),
    UNIQUE KEY ab_result_samples_encrypted (realm_id, encrypted_id),
    KEY ab_result_samples_id (ab_result_sample_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=6001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Samples of launched A/B definitions'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS ab_result_samples');
