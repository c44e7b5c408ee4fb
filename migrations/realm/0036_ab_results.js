/** Launches of A/B definitions. What the definition said is kept here as it was then. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS ab_results (
    realm_id BIGINT NOT NULL,
    ab_result_id BIGINT NOT NULL AUTO_INCREMENT COMMENT 'starts above 1000',
    ab_definition_id BIGINT NOT NULL,
    rest_campaign_id BIGINT NOT NULL COMMENT 'campaign that holds the recipients of no sample, and sends them the winner',
    measure VARCHAR(16) NOT NULL COMMENT 'opens, clicks or click_to_open',
    threshold INT NOT NULL COMMENT '0 for none',
    after_test VARCHAR(8) NOT NULL COMMENT 'send or wait',
    status VARCHAR(16) NOT NULL COMMENT 'testing; waiting: for somebody to choose; decided; cancelled',
    winner CHAR(1) NULL COMMENT 'letter of the sample that was sent to the rest',
    chosen_by VARCHAR(8) NULL COMMENT 'measure or hand',
    due_at DATETIME(3) NULL COMMENT 'UTC; when there is next something to look at; NULL while there is not',
    started_at DATETIME(3) NOT NULL COMMENT 'UTC',
    ends_at DATETIME(3) NULL COMMENT 'UTC; NULL for no time limit',
    ended_at DATETIME(3) NULL COMMENT 'UTC; when status left testing',
    PRIMARY KEY (realm_id, ab_result_id),
    KEY ab_results_due (due_at),
    KEY ab_results_definition (realm_id, ab_definition_id, ab_result_id),
    KEY ab_results_id (ab_result_id)
  ) ENGINE=InnoDB AUTO_INCREMENT=6001 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Launches of A/B definitions'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS ab_results');
