/** What a program says of a device, and whether it was switched off. */
exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await knex.schema.hasColumn('device_tokens', 'details')) return;
  await knex.raw(`ALTER TABLE device_tokens
    ADD COLUMN details TEXT NULL COMMENT 'JSON object: platform, application and data fields',
    ADD COLUMN disabled_at DATETIME(3) NULL COMMENT 'UTC; null while it is in use'`);
};
exports.down = async (knex) => {
  if (!(await knex.schema.hasColumn('device_tokens', 'details'))) return;
  await knex.raw('ALTER TABLE device_tokens DROP COLUMN details, DROP COLUMN disabled_at');
};
