/** What the public pages of a realm show of their owner. */
exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await knex.schema.hasColumn('realms', 'brand_name')) return;
  await knex.raw(`ALTER TABLE realms
    ADD COLUMN brand_name VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'what readers of mails know the sender as; empty for the name of the realm',
    ADD COLUMN brand_logo VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'https address of a picture on the public pages, or empty',
    ADD COLUMN brand_colour VARCHAR(7) NOT NULL DEFAULT '' COMMENT 'colour of the buttons of the public pages as #rrggbb, or empty'`);
};
exports.down = async (knex) => {
  if (!(await knex.schema.hasColumn('realms', 'brand_name'))) return;
  await knex.raw(
    'ALTER TABLE realms DROP COLUMN brand_name, DROP COLUMN brand_logo, DROP COLUMN brand_colour',
  );
};
