/** What shows, after the answer to a COMMIT was lost, that the transaction was committed (src/db/commitProof.ts). */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS commit_marks (
    realm_id BIGINT NOT NULL COMMENT 'realm that the transaction is about, or 0',
    marker BINARY(12) NOT NULL COMMENT 'random; of one connection at a time',
    mark BIGINT NOT NULL COMMENT 'counts the transactions of the marker',
    written_at DATETIME NOT NULL COMMENT 'UTC; a day later the row is of no use',
    PRIMARY KEY (realm_id, marker)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Last committed transactions that inserted no row with a number'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS commit_marks');
