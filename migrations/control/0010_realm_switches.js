/** Switches of realms that bring back what the legacy platform did where Soapstone does otherwise, or make it stricter. */
exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await knex.schema.hasColumn('realms', 'strict_templates')) return;
  await knex.raw(`ALTER TABLE realms
    ADD COLUMN raw_contact_values BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'values of contacts stand in HTML as they are',
    ADD COLUMN strict_templates BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'templates with tags that cannot be read are refused',
    ADD COLUMN legacy_immediate_unsub BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'unsubscribe links act without a button'`);
};
exports.down = async (knex) => {
  if (!(await knex.schema.hasColumn('realms', 'strict_templates'))) return;
  await knex.raw(
    'ALTER TABLE realms DROP COLUMN raw_contact_values, DROP COLUMN strict_templates, DROP COLUMN legacy_immediate_unsub',
  );
};
