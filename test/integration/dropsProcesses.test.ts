/** A dropped file over processes that are killed, and over several at once: each record is done, and done once. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createList } from '../../src/core/lists/lists';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { GatewayProcesses } from '../support/gatewayProcesses';
import { PASSWORD } from '../support/httpApi';
import { temporaryDirectory } from '../support/testServer';

/** Several steps, of which the first is seen before the others are done. */
const COUNT = 8000;

let processes: GatewayProcesses;
let directory: string;
let listId: number;
beforeAll(async () => {
  directory = await temporaryDirectory('drops');
  processes = await GatewayProcesses.open('drops', { DROP_DIRECTORY: directory, DELIVERY_ENABLED: 'no' });
  const { realm, database } = processes.realm;
  await new RealmPasswords(processes.control).set(realm, { password: PASSWORD });
  listId = await createList(database, realm, { name: 'Dropped', fromAddress: 'a@b.example' }, new Date());
}, 120_000);
afterAll(() => processes.close());

async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 900; tries++) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not come to that');
}

test('a file goes on where a killed process left it, with two that take it up', async () => {
  const { realm, database } = processes.realm;
  const first = await processes.start();
  const contacts = Array.from(
    { length: COUNT },
    (_, i) => `^p${i}@drop.example,${i === 500 ? 'x'.repeat(101) : `P${i}`}`,
  );
  await writeFile(
    join(directory, 'long.dat'),
    `realm=plain\npassword=${PASSWORD}\nlist_id=${listId}\ncmd=sub&data=email,first\n${contacts.join('\n')}\n`,
  );
  await writeFile(join(directory, 'long.sig'), '');
  const position = async (): Promise<number> =>
    (
      await database.rows<{ position: number }>('SELECT position FROM drops WHERE realm_id = ?', [
        realm.realmId,
      ])
    )[0]?.position ?? 0;
  await until(position);
  await processes.stop(first, 'SIGKILL');
  const done = await position();
  expect(done).toBeLessThan(COUNT);
  const subscribed = async (): Promise<number> =>
    (
      await database.rows('SELECT contact_id FROM subscriptions WHERE realm_id = ? AND list_id = ?', [
        realm.realmId,
        listId,
      ])
    ).length;
  // What was done and how far the file is are one.
  expect(await subscribed()).toBe(done <= 500 ? done : done - 1);

  await Promise.all([processes.start(), processes.start()]);
  await database.write('UPDATE drops SET leased_until = UTC_TIMESTAMP(3) WHERE realm_id = ?', [
    realm.realmId,
  ]);
  const report = await until(async () => {
    const names: string[] = await readdir(join(directory, 'done')).catch(() => []);
    return names.includes('long.dat') && (await readFile(join(directory, 'done', 'long.dat.report'), 'utf8'));
  });
  expect(report).toContain(`Taken ${COUNT - 1}\nRefused 1\n`);
  expect(report).toMatch(/^line 505: The value for the field first is not valid/m);
  expect(await subscribed()).toBe(COUNT - 1);
  const joined = await database.rows<{ events: number; contacts: number }>(
    'SELECT COUNT(*) AS events, COUNT(DISTINCT contact_id) AS contacts FROM events WHERE realm_id = ? AND list_id = ? AND event_type = 20',
    [realm.realmId, listId],
  );
  expect(joined).toEqual([{ events: COUNT - 1, contacts: COUNT - 1 }]);
  await until(async () => (await readdir(directory)).sort().join() === 'done,failed');
}, 200_000);
