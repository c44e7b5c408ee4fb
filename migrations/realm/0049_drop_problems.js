/** What of a dropped file was not taken, until its report is written. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS drop_problems (
    realm_id BIGINT NOT NULL,
    mark BINARY(32) NOT NULL COMMENT 'that of drops',
    position INT NOT NULL COMMENT 'which record or command of the file, from 0',
    line INT NOT NULL COMMENT 'line of the file, from 1',
    reason VARCHAR(500) NOT NULL,
    PRIMARY KEY (realm_id, mark, position)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Records of dropped files that were not taken'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS drop_problems');
