/** Launches capture their recipients in the background, a slice at a time: how far they are, and by which rule. */
exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await knex.schema.hasColumn('campaigns', 'capture_after')) return;
  await knex.raw(`ALTER TABLE campaigns
    ADD COLUMN segmentation_rule TEXT NULL COMMENT 'the rule as it was at the launch; NULL for everybody on the list',
    ADD COLUMN capture_after BIGINT NULL COMMENT 'contact up to which the recipients are captured; NULL when all are',
    ADD COLUMN skips_leavers BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'whoever has left the list before their turn gets nothing'`);
};
exports.down = async (knex) => {
  if (!(await knex.schema.hasColumn('campaigns', 'capture_after'))) return;
  await knex.raw(
    'ALTER TABLE campaigns DROP COLUMN segmentation_rule, DROP COLUMN capture_after, DROP COLUMN skips_leavers',
  );
};
