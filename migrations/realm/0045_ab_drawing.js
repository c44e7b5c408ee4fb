/** Samples of A/B launches are drawn in the background, a slice at a time: how far that is, and how large they are. */
exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await knex.schema.hasColumn('ab_results', 'draw_after')) return;
  await knex.raw(`ALTER TABLE ab_results
    MODIFY COLUMN status VARCHAR(16) NOT NULL COMMENT 'drawing: the samples; testing; waiting: for somebody to choose; decided; cancelled',
    ADD COLUMN sample_type VARCHAR(8) NOT NULL DEFAULT 'percent' COMMENT 'percent or count',
    ADD COLUMN sample_size INT NOT NULL DEFAULT 0 COMMENT 'of each sample: percent of the recipients, or contacts',
    ADD COLUMN draw_after BIGINT NOT NULL DEFAULT 0 COMMENT 'contact up to which the recipients were looked at',
    ADD COLUMN looked_at INT NOT NULL DEFAULT 0 COMMENT 'recipients that were',
    ADD COLUMN drawn INT NOT NULL DEFAULT 0 COMMENT 'of them, those that are in a sample'`);
};
exports.down = async (knex) => {
  if (!(await knex.schema.hasColumn('ab_results', 'draw_after'))) return;
  await knex.raw(
    `ALTER TABLE ab_results DROP COLUMN sample_type, DROP COLUMN sample_size, DROP COLUMN draw_after,
      DROP COLUMN looked_at, DROP COLUMN drawn`,
  );
};
