/** Files of commands that were dropped into a folder: how far each is. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS drops (
    realm_id BIGINT NOT NULL,
    mark BINARY(32) NOT NULL COMMENT 'SHA-256 of what tells one file from another: name, size, time of change, inode',
    name VARCHAR(255) NOT NULL COMMENT 'of the file',
    status VARCHAR(8) NOT NULL COMMENT 'running or done',
    holder BINARY(8) NOT NULL COMMENT 'process that works on it',
    leased_until DATETIME(3) NOT NULL COMMENT 'UTC; afterwards another process may go on',
    position INT NOT NULL DEFAULT 0 COMMENT 'records and commands that are done',
    taken INT NOT NULL DEFAULT 0 COMMENT 'of those, the ones that were taken',
    refused INT NOT NULL DEFAULT 0 COMMENT 'and those that were not',
    updated_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, mark)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Dropped files'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS drops');
