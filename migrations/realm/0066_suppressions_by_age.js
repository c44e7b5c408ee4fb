/** The newest suppressed addresses are listed page by page. */
const KEY = 'suppressions_created';

const hasKey = async (knex) => {
  const [rows] = await knex.raw(
    "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'suppressions' AND index_name = ?",
    [KEY],
  );
  return rows.length > 0;
};

exports.up = async (knex) => {
  // This statement cannot say IF NOT EXISTS everywhere.
  if (await hasKey(knex)) return;
  await knex.raw(`ALTER TABLE suppressions ADD KEY ${KEY} (realm_id, created_at, email)`);
};
exports.down = async (knex) => {
  if (await hasKey(knex)) await knex.raw(`ALTER TABLE suppressions DROP KEY ${KEY}`);
};
