/**
 * Contacts that are none at the moment: removed ones, which can come back with all that they had, and those that were
 * merged into another, whose number in a link leads there.
 */
exports.up = (knex) =>
  knex.raw(`CREATE TABLE IF NOT EXISTS former_contacts (
    realm_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL COMMENT 'the number that it had, and has again when it comes back',
    survivor_id BIGINT NOT NULL DEFAULT 0 COMMENT 'contacts.contact_id of the one that it was merged into; 0 for a removed one',
    reserved_key VARBINARY(1020) NULL COMMENT 'key that nobody else gets; null where none is reserved',
    email VARCHAR(254) COLLATE utf8mb4_bin NULL COMMENT 'folded address, to find a removed one by',
    content LONGTEXT NOT NULL COMMENT 'JSON of its rows in all tables, to bring it back',
    left_at DATETIME(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (realm_id, contact_id),
    UNIQUE KEY former_contacts_key (realm_id, reserved_key),
    KEY former_contacts_email (realm_id, email),
    KEY former_contacts_survivor (realm_id, survivor_id),
    KEY former_contacts_left (left_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='Contacts that were removed or merged'`);
exports.down = (knex) => knex.raw('DROP TABLE IF EXISTS former_contacts');
