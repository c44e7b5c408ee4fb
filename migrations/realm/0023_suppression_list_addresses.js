/** What stands on the uploaded suppression lists. */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS suppression_list_addresses (
    realm_id BIGINT NOT NULL,
    suppression_list_id BIGINT NOT NULL COMMENT 'suppression_lists.suppression_list_id',
    email VARCHAR(254) NOT NULL COMMENT 'in lower case',
    PRIMARY KEY (realm_id, suppression_list_id, email)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Addresses of uploaded suppression lists'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS suppression_list_addresses');
