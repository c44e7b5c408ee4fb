/** A dropped file of `sub` records, against the import of the same rows as CSV. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ResultSetHeader } from 'mysql2/promise';
import type { Comparison } from './comparison';
import { purged } from './importComparison';
import type { ImportRequest } from './importLoop';
import { PASSWORD, REALM_NAME, setRealmPassword } from './realmPassword';
import type { World } from './world';

/** Records; IMPORT_ROWS for another number. */
const ROWS = Number(process.env.IMPORT_ROWS ?? (process.argv.includes('--quick') ? 20_000 : 100_000));
/** Beyond the realms of the gateway, and of the other import. */
const FIRST_REALM = 950_000;
const TABLES = ['contact_values', 'subscriptions', 'events', 'contacts', 'custom_fields', 'lists', 'imports'];
const FIELDS = [
  ...['customer_key', 'email', 'first', 'last', 'company', 'address_1', 'city', 'zip', 'country', 'phone'],
  ...['custom_plan', 'custom_points'],
];
const valuesOf = (i: number): string =>
  `DROP-${i},person${i}@dropped.example,First ${i},Übersetzer,"Example, Sons & Co",${i} Long Street,Springfield,${10_000 + (i % 90_000)},US,+1 555 ${i},gold,${i}`;

export async function dropComparison(world: World): Promise<Comparison> {
  const { connection, directory, control, realm, realmId, listId } = world;
  const drops = join(directory, 'drops');
  await mkdir(drops, { recursive: true });
  const [csv, dat] = [join(directory, 'rows.csv'), join(directory, 'rows.dat')];
  await write(csv, `${FIELDS.join(',')},subscriptions\r\n`, (i) => `${valuesOf(i)},Newsletter|99\r\n`);
  const head = `realm=${REALM_NAME}\npassword=${PASSWORD}\nlist_id=${listId}\n`;
  await write(dat, `${head}cmd=sub&format=99&data=${FIELDS.join(',')}\n`, (i) => `^${valuesOf(i)}\n`);
  await setRealmPassword(world);
  const importer = await world.start('importLoop.ts');
  let round = 0;
  return {
    name: `a dropped file of ${ROWS} contacts`,
    unit: 'rows',
    ours: {
      name: 'dropped sub records',
      processId: world.gateway.processId,
      async run() {
        const name = `rows${++round}`;
        await copyFile(dat, join(drops, `${name}.dat`));
        const startedAt = performance.now();
        await writeFile(join(drops, `${name}.sig`), '');
        while (!(await readdir(join(drops, 'done')).catch(() => [] as string[])).includes(`${name}.dat`))
          await sleep(20);
        const seconds = (performance.now() - startedAt) / 1000;
        const report = await readFile(join(drops, 'done', `${name}.dat.report`), 'utf8');
        if (!report.includes(`Taken ${ROWS}\nRefused 0\n`)) throw new Error(report.slice(0, 500));
        await forget(connection, realmId);
        await purged(connection);
        return { calls: ROWS, seconds };
      },
    },
    bare: {
      name: 'import contacts',
      processId: importer.processId,
      async run() {
        const ownRealm = FIRST_REALM + ++round;
        const request: ImportRequest = {
          kind: 'import',
          path: csv,
          control,
          realm,
          realmId: ownRealm,
          load: '',
        };
        const seconds = await importer.ask<number>(request);
        for (const table of TABLES)
          await connection.query(`DELETE FROM ${table} WHERE realm_id = ?`, [ownRealm]);
        await purged(connection);
        return { calls: ROWS, seconds };
      },
    },
    expected: 0.5,
    async close() {
      await importer.stop();
      await rm(csv, { force: true });
      await rm(dat, { force: true });
    },
  };
}

/** The other contacts of the realm stay. */
async function forget(connection: Connection, realmId: number): Promise<void> {
  const ours = "realm_id = ? AND email LIKE '%@dropped.example'";
  for (const table of TABLES.slice(0, 3))
    await connection.query(
      `DELETE FROM ${table} WHERE realm_id = ? AND contact_id IN (SELECT contact_id FROM contacts WHERE ${ours})`,
      [realmId, realmId],
    );
  const [{ affectedRows }] = await connection.query<ResultSetHeader>(`DELETE FROM contacts WHERE ${ours}`, [
    realmId,
  ]);
  if (affectedRows !== ROWS) throw new Error(`${affectedRows} contacts were there`);
}

async function write(path: string, head: string, line: (i: number) => string): Promise<void> {
  const file = createWriteStream(path);
  file.write(head);
  for (let i = 0; i < ROWS; i++) if (!file.write(line(i))) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}
