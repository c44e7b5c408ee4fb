/** A/B definitions: what is tested, on how many, and what ends the test. Their samples are in ab_definition_samples. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS ab_definitions (
    realm_id BIGINT NOT NULL,
    ab_definition_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    name VARCHAR(80) NOT NULL,
    description VARCHAR(255) NOT NULL DEFAULT '',
    list_id BIGINT NOT NULL COMMENT 'list it is launched to where the launch names none',
    segmentation_id BIGINT NOT NULL DEFAULT 0 COMMENT 'rule that the launch uses where it names none; 0 none',
    suppression_list VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'name of the list that the launch uses where it names none',
    sample_type VARCHAR(8) NOT NULL COMMENT 'percent or count',
    sample_size INT NOT NULL COMMENT 'of each sample: percent of the recipients, or contacts',
    measure VARCHAR(16) NOT NULL COMMENT 'opens, clicks or click_to_open',
    max_minutes INT NOT NULL DEFAULT 0 COMMENT 'the test ends so long after its launch; 0 for no limit',
    threshold INT NOT NULL DEFAULT 0 COMMENT 'the test ends when one sample has so many readers who opened or clicked; 0 for no limit',
    after_test VARCHAR(8) NOT NULL COMMENT 'send: the winner goes to the rest; wait: somebody chooses',
    created_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, ab_definition_id),
    UNIQUE KEY ab_definitions_name (realm_id, name),
    KEY ab_definitions_id (ab_definition_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=6001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='A/B definitions'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS ab_definitions');
