/** Importing contacts with all that belongs to them, against LOAD DATA of the same file into one equal table. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Comparison } from './comparison';
import type { ImportRequest } from './importLoop';
import type { World } from './world';

/** Rows of the file; IMPORT_ROWS=1000000 for the size that owners ask about. */
const ROWS = Number(process.env.IMPORT_ROWS ?? (process.argv.includes('--quick') ? 20_000 : 100_000));
/** Beyond the realms of the gateway, so that nothing of theirs is touched. */
const FIRST_REALM = 900_000;
const TABLES = ['contact_values', 'subscriptions', 'contacts', 'custom_fields', 'lists', 'imports'];
const COLUMNS = [
  ...['customer_key', 'email', 'first', 'last', 'company', 'address_1', 'city', 'zip', 'country', 'phone'],
  ...['custom_plan', 'custom_points:number', 'subscriptions', 'created_date'],
];

export async function importComparison(world: World): Promise<Comparison> {
  const { connection, directory, control, realm } = world;
  const path = join(directory, 'contacts.csv');
  await writeFile(path);
  // As the contacts table, with a column for each thing that an import puts into other tables.
  await connection.query('CREATE TABLE loaded_contacts LIKE contacts');
  await connection.query(
    'ALTER TABLE loaded_contacts ADD plan VARCHAR(255), ADD points DOUBLE, ADD subscriptions VARCHAR(255)',
  );
  // Off on a private server, since only this comparison has a use for it.
  await connection.query('SET GLOBAL local_infile = 1');
  const load = `LOAD DATA LOCAL INFILE 'contacts.csv' INTO TABLE loaded_contacts CHARACTER SET utf8mb4
    FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES
    (customer_key, email_as_given, first_name_as_given, last_name, company, address_1, city, zip, country, phone,
     plan, points, subscriptions, @created)
    SET realm_id = 1, email = LOWER(email_as_given), first_name = LOWER(first_name_as_given),
        created_at = STR_TO_DATE(@created, '%Y-%m-%dT%H:%i:%s.%fZ'), updated_at = created_at`;
  const importer = await world.start('importLoop.ts');
  const loader = await world.start('importLoop.ts');
  let realmId = FIRST_REALM;
  const request = { path, control, realm, load };
  return {
    name: `an import of ${ROWS} contacts`,
    unit: 'rows',
    ours: {
      name: 'import contacts',
      processId: importer.processId,
      async run() {
        realmId += 1;
        const seconds = await importer.ask<number>({
          kind: 'import',
          realmId,
          ...request,
        } satisfies ImportRequest);
        for (const table of TABLES)
          await connection.query(`DELETE FROM ${table} WHERE realm_id = ?`, [realmId]);
        await purged(connection);
        return { calls: ROWS, seconds };
      },
    },
    bare: {
      name: 'LOAD DATA',
      processId: loader.processId,
      async run() {
        const seconds = await loader.ask<number>({
          kind: 'load',
          realmId,
          ...request,
        } satisfies ImportRequest);
        await connection.query('TRUNCATE loaded_contacts');
        await purged(connection);
        return { calls: ROWS, seconds };
      },
    },
    expected: 0.3,
    async close() {
      await importer.stop();
      await loader.stop();
      await connection.query('DROP TABLE loaded_contacts');
      await rm(path, { force: true });
    },
  };
}

/** Waits until the server has cleared away what was deleted, which it does beside whatever comes next. */
export async function purged(connection: Connection): Promise<void> {
  for (;;) {
    const [[row]] = await connection.query<RowDataPacket[]>(
      "SELECT count AS transactions FROM information_schema.innodb_metrics WHERE name = 'trx_rseg_history_len'",
    );
    if (Number(row!.transactions) < 10) return;
    await sleep(200);
  }
}

async function writeFile(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${COLUMNS.join(',')}\r\n`);
  for (let i = 0; i < ROWS; i++) {
    const row = `CRM-${i},Person${i}@customer.example,First ${i},Übersetzer,"Example, Sons & Co",${i} Long Street,Springfield,${10_000 + (i % 90_000)},US,+1 555 ${i},gold,${i},Newsletter|99|2024-05-01T12:00:00.000Z,2024-05-01T12:00:00.000Z\r\n`;
    if (!file.write(row)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}
