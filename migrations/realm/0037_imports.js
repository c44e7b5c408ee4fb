/** Imports that were begun and are not finished, so that one that was cut off goes on where it stood. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS imports (
    realm_id BIGINT NOT NULL,
    file_mark BINARY(32) NOT NULL COMMENT 'SHA-256 that stands for the content of the file and how it is read',
    position BIGINT NOT NULL COMMENT 'bytes of the file that are done',
    line BIGINT NOT NULL COMMENT 'line of the file that comes next, from 1',
    counts TEXT NOT NULL COMMENT 'JSON object: what became of the rows so far',
    refused_bytes BIGINT NOT NULL COMMENT 'size of the file of refused rows so far',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, file_mark)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Unfinished imports'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS imports');
