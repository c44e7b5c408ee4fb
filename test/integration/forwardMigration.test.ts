/**
 * Databases from before identity schemes were data, with contacts, subscriptions, opt-outs and events in them, are migrated
 * forward: every answer and every row is the same before and after. For both kinds of realm that there were.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { connectionOptions } from '../../src/db/databaseAddress';
import { migrateUp } from '../../src/db/migrate';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import { testDatabase } from '../support/testDatabase';

const MIGRATIONS = join(__dirname, '../../migrations/realm');
/** The first that came with the schemes. What was there before is as it was then. */
const FIRST = '0050_device_tokens.js';

/** Without a neighbour, whose rows are in later tables, too. */
type Place = Omit<TestRealm, 'neighbour'>;

interface Migration {
  down(client: Knex): Promise<unknown>;
}

let gateway: TestGateway;
const { server } = testDatabase();
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
});
afterAll(() => gateway.close());

const later = readdirSync(MIGRATIONS)
  .filter((file) => file >= FIRST)
  .sort();

async function fill({ session, listId, realm }: Place): Promise<void> {
  const keyed = realm.identity.keyIdentifies;
  const call = (operation: string, args: Record<string, string | number | boolean>) =>
    gateway.soap.call(keyed ? `${operation}ByCustomerKey` : operation, { session, ...args });
  for (let i = 0; i < 12; i++) {
    const email = `Old${i % 8}@Forward.example`;
    const who = keyed ? { customerKey: `Old ${i}`, email } : { email };
    const firstName = ['Ann', 'Björn', ''][i % 3]!;
    await call('userSubscribeOptOut', { ...who, firstName, listId, emailFormat: 2, overrideOptOut: false });
    await call('userSetDataString', { ...who, fieldName: 'city', value: `City ${i}` });
    if (i % 4 === 1)
      await call('userUnSubscribe', { ...who, firstName, listId, optout: true, universal: false });
    if (i === 2)
      await call('userUnSubscribe', { ...who, firstName, listId: 0, optout: true, universal: false });
    if (i === 7) await call('userDelete', keyed ? who : { email, firstName });
  }
}

/** What the calls answer about everybody. */
async function answers({ session, listId, realm }: Place): Promise<unknown[]> {
  const keyed = realm.identity.keyIdentifies;
  const found: unknown[] = [];
  const ask = async (operation: string, args: Record<string, string | number | boolean>): Promise<void> => {
    found.push([
      operation,
      args,
      await gateway.soap.call(operation, { session, ...args }).catch((error: Error) => error.message),
    ]);
  };
  await ask('getSubscribersInList', { listId, offset: 0, format: 'csv', header: 1 });
  for (let i = 0; i < 12; i++) {
    const email = `old${i % 8}@forward.example`;
    const twin = keyed ? 'ByCustomerKey' : '';
    const who = keyed ? { customerKey: `Old ${i}` } : { email };
    await ask('userSearch', { email, exact: true, returnXml: true });
    await ask(`userGetAllData${twin}`, { ...who, returnXml: true });
    const exact = { exact: true, returnXml: false };
    const named = keyed ? { ...who, email, firstName: '' } : { email, firstName: '' };
    await ask(`userOptOuts${twin}`, { ...named, ...exact });
    await ask(`userSubscriptions${twin}`, { ...named, ...exact, showCreatedDate: true });
    await ask(`getSubscriberEvents${twin}`, {
      ...named,
      limit: 50,
      eventType: 0,
      format: 'csv',
      header: false,
    });
  }
  return found;
}

async function rows({ database }: Place): Promise<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const table of ['contacts', 'contact_values', 'subscriptions', 'opt_outs', 'events', 'lists'])
    kept[table] = await database.rowsOf(`SELECT * FROM ${table}`);
  return kept;
}

test.each(['email_first_name', 'customer_key'] as const)(
  'a database of %s from before goes forward with all that it holds',
  async (scheme) => {
    const at = await gateway.realmBy(scheme);
    const { database, realm } = at;
    await fill(at);
    const asked = await answers(at);
    expect(JSON.stringify(asked)).toContain('City 10');
    const held = await rows(at);
    const [schema] = await database.rows<{ name: string }>('SELECT DATABASE() AS name');
    const address = { ...server, database: schema!.name };
    // Back to what there was: nothing of what came later holds a row yet.
    const client = knex({
      client: 'mysql2',
      connection: { ...(connectionOptions(address) as Knex.StaticConnectionConfig), charset: 'utf8mb4' },
    });
    for (const file of [...later].reverse()) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- migrations are such modules
      const migration = require(join(MIGRATIONS, file)) as Migration;
      await migration.down(client);
      await database.write('DELETE FROM realm_migrations WHERE name = ?', [file]);
    }
    await client.destroy();
    const there = await database.rowsOf(
      "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ('device_tokens', 'former_contacts', 'forgotten_identifiers')",
    );
    expect(there).toEqual([]);

    expect(await migrateUp(address, 'realm', realm.identity.name)).toEqual(later);
    expect(await rows(at)).toEqual(held);
    expect(await answers(at)).toEqual(asked);
    // And what came with it works with what was there.
    const who = realm.identity.keyIdentifies ? { customerKey: 'Old 3' } : { email: 'old3@forward.example' };
    const twin = realm.identity.keyIdentifies ? 'ByCustomerKey' : '';
    expect(
      await gateway.soap.call(`userDelete${twin}`, {
        session: at.session,
        ...who,
        ...(twin ? {} : { firstName: 'Ann' }),
      }),
    ).toBe(0);
  },
);
