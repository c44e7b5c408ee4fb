/** Some vendors list whom a project forgot by the hash of the bare identifier, so that its owner can compare. */
exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await knex.schema.hasColumn('forgotten_identifiers', 'plain_hash')) return;
  await knex.raw(`ALTER TABLE forgotten_identifiers
    ADD COLUMN kind VARCHAR(8) NOT NULL DEFAULT '' COMMENT 'email or key; empty for entries from before there was this column',
    ADD COLUMN plain_hash BINARY(32) NULL COMMENT 'SHA-256 of the trimmed, folded text alone'`);
};
exports.down = async (knex) => {
  if (!(await knex.schema.hasColumn('forgotten_identifiers', 'plain_hash'))) return;
  await knex.raw('ALTER TABLE forgotten_identifiers DROP COLUMN kind, DROP COLUMN plain_hash');
};
