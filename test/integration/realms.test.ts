/** Creating realms: what is allowed where, and what an interruption leaves behind. */
import { prepareRealmSchema } from '../../src/core/realms/realmSchema';
import { schemaNameFor } from '../../src/core/realms/names';
import { createSchema, migrateUp, realmIdentityOf } from '../../src/db/migrate';
import { Database } from '../../src/db/database';
import type { NewRealm } from '../../src/core/realms/createRealm';
import { realmParts, type RealmParts } from '../support/realmParts';

let parts: RealmParts;
beforeAll(async () => {
  parts = await realmParts();
  await parts.create({ name: 'plain', placement: { kind: 'newDatabase' } });
  await parts.create({
    name: 'keyed',
    placement: { kind: 'newDatabase' },
    customerKey: true,
    approvedBy: 'Ada Boss',
  });
});
afterAll(() => parts.close());

const newDatabase = { kind: 'newDatabase' } as const;
const ofParent = { kind: 'databaseOfParent' } as const;
const existing = (realm: string) =>
  ({ kind: 'existingDatabase', database: `${parts.controlName}_${realm}` }) as const;
const address = (schema: string) => ({ ...parts.testDatabase.server, database: schema });

describe('a realm on a new database', () => {
  test('gets a database of its own kind, and ids above 1000', async () => {
    const plain = await parts.realms.details('plain');
    const keyed = await parts.realms.details('keyed');
    expect(plain).toMatchObject({
      name: 'plain',
      identity: { keyIdentifies: false },
      server: 'default',
      database: `${parts.controlName}_plain`,
      approvedBy: null,
      parent: null,
      timeZone: 'UTC',
    });
    expect(keyed).toMatchObject({ identity: { keyIdentifies: true }, approvedBy: 'Ada Boss' });
    expect(await realmIdentityOf(address(plain.database))).toBe('email_first_name');
    expect(await realmIdentityOf(address(keyed.database))).toBe('customer_key');
    for (const id of [plain.realmId, plain.databaseId, keyed.realmId, keyed.databaseId]) {
      expect(id).toBeGreaterThan(1000);
    }
  });

  test('can be on a named server, whose URL is stored encrypted', async () => {
    const { socketPath } = parts.testDatabase.server;
    const url = `mysql://root@localhost?socketPath=${encodeURIComponent(socketPath!)}`;
    await parts.servers.add('second', url);
    const realm = await parts.create({
      name: 'elsewhere',
      placement: { kind: 'newDatabase', server: 'second' },
    });
    expect(realm).toMatchObject({ server: 'second', database: `${parts.controlName}_elsewhere` });
    expect(await parts.servers.list()).toEqual([
      { serverId: expect.any(Number) as number, name: 'default', where: socketPath, user: 'root' },
      { serverId: expect.any(Number) as number, name: 'second', where: socketPath, user: 'root' },
    ]);
    const [row] = await parts.control.rows<{ url_sealed: Buffer }>(
      "SELECT url_sealed FROM database_servers WHERE name = 'second'",
    );
    expect(row!.url_sealed.includes('root')).toBe(false);
    expect(parts.servers.unsealUrl(row!.url_sealed)).toBe(url);
  });

  test('can carry hyphens and the longest name', async () => {
    const name = `a-${'b'.repeat(62)}`;
    const realm = await parts.create({ name, placement: newDatabase });
    expect(realm.database).toHaveLength(64);
    expect(realm.database).toBe(schemaNameFor(parts.controlName, name));
    expect(schemaNameFor(parts.controlName, `${name.slice(0, -1)}c`)).not.toBe(realm.database);
    expect(schemaNameFor('soapstone', 'demo-key')).toBe('soapstone_demo_key');
    expect(schemaNameFor('my-base', 'demo')).toMatch(/^my_base_demo_[0-9a-f]{12}$/);
    expect(schemaNameFor('my.base', 'demo')).not.toBe(schemaNameFor('my-base', 'demo'));
    expect(schemaNameFor(`${'c'.repeat(63)}1`, 'demo')).not.toBe(schemaNameFor(`${'c'.repeat(63)}2`, 'demo'));
  });
});

describe('a realm on an existing database', () => {
  test.each([
    ['plain', false],
    ['keyed', true],
  ])('identifies contacts as the database of %s does', async (realm, keyIdentifies) => {
    const made = await parts.create({ name: `beside-${realm}`, placement: existing(realm) });
    const owner = await parts.realms.require(realm);
    expect(made).toMatchObject({ identity: { keyIdentifies }, databaseId: owner.databaseId });
  });

  test('may be named with its server', async () => {
    const database = `default/${parts.controlName}_plain`;
    const made = await parts.create({
      name: 'by-server',
      placement: { kind: 'existingDatabase', database },
    });
    expect(made.database).toBe(`${parts.controlName}_plain`);
  });
});

describe('a child realm', () => {
  test.each([
    ['plain', false],
    ['keyed', true],
  ])('of %s lives in its database and identifies contacts likewise', async (parent, keyIdentifies) => {
    const child = await parts.create({ name: `child-of-${parent}`, parent, placement: ofParent });
    const details = await parts.realms.details(parent);
    expect(child).toMatchObject({ parent, identity: { keyIdentifies }, databaseId: details.databaseId });
  });

  test('may say --customer-key where that follows from the parent', async () => {
    const child = await parts.create({
      name: 'child-says-key',
      parent: 'keyed',
      placement: ofParent,
      customerKey: true,
    });
    expect(child.identity.keyIdentifies).toBe(true);
  });

  test('on a new database takes over the identity of its parent', async () => {
    const child = await parts.create({
      name: 'child-apart',
      parent: 'keyed',
      placement: newDatabase,
      approvedBy: 'Ada Boss',
    });
    expect(child.identity.keyIdentifies).toBe(true);
    expect(child.database).toBe(`${parts.controlName}_child_apart`);
    expect(await realmIdentityOf(address(child.database))).toBe('customer_key');
  });

  test('may live on an existing database of the same identity', async () => {
    const child = await parts.create({
      name: 'child-beside',
      parent: 'child-of-plain',
      placement: existing('plain'),
    });
    expect(child).toMatchObject({ parent: 'child-of-plain', identity: { keyIdentifies: false } });
  });
});

describe('refused, with the rule:', () => {
  const wishes: [string, () => Omit<NewRealm, 'name'>, RegExp][] = [
    [
      'a Customer Key database that nobody approved',
      () => ({ placement: newDatabase, customerKey: true }),
      /needs an approval/,
    ],
    [
      'an approval of blanks',
      () => ({ placement: newDatabase, customerKey: true, approvedBy: '  ' }),
      /needs an approval/,
    ],
    [
      'an approval where none is recorded',
      () => ({ placement: newDatabase, approvedBy: 'Ada Boss' }),
      /recorded only with a new Customer Key database/,
    ],
    [
      'an approval for a child in its parent database',
      () => ({ placement: ofParent, parent: 'keyed', approvedBy: 'Ada Boss' }),
      /recorded only with a new Customer Key database/,
    ],
    [
      'Customer Key on an existing normal database',
      () => ({ placement: existing('plain'), customerKey: true, approvedBy: 'Ada Boss' }),
      /only together with a new database.*by address and first name/,
    ],
    [
      'Customer Key asked for on an existing Customer Key database',
      () => ({ placement: existing('keyed'), customerKey: true, approvedBy: 'Ada Boss' }),
      /only together with a new database.*by Customer Key/,
    ],
    [
      'a Customer Key child of a normal realm',
      () => ({ placement: newDatabase, parent: 'plain', customerKey: true, approvedBy: 'Ada Boss' }),
      /identifies contacts as its parent does, and plain does not use Customer Key/,
    ],
    [
      'a child of a normal realm on a Customer Key database',
      () => ({ placement: existing('keyed'), parent: 'plain' }),
      /identifies contacts as its parent does: plain does it by address and first name/,
    ],
    [
      'a child of a Customer Key realm on a normal database',
      () => ({ placement: existing('plain'), parent: 'keyed' }),
      /identifies contacts as its parent does: keyed does it by Customer Key/,
    ],
    [
      'a child on a new Customer Key database that nobody approved',
      () => ({ placement: newDatabase, parent: 'keyed' }),
      /needs an approval/,
    ],
    [
      'a parent that does not exist',
      () => ({ placement: ofParent, parent: 'nobody' }),
      /no realm named "nobody"/,
    ],
    ['the database of no parent', () => ({ placement: ofParent }), /without a parent/],
    [
      'a database that does not exist',
      () => ({ placement: { kind: 'existingDatabase', database: 'mysql' } }),
      /no realm database named "mysql"/,
    ],
    [
      'a server that does not exist',
      () => ({ placement: { kind: 'newDatabase', server: 'nowhere' } }),
      /no database server named "nowhere"/,
    ],
    ['an unknown time zone', () => ({ placement: newDatabase, timeZone: 'Mars/Base' }), /no time zone named/],
    [
      'an offset for a time zone',
      () => ({ placement: newDatabase, timeZone: '+02:00' }),
      /no time zone named/,
    ],
    [
      'a description of many lines',
      () => ({ placement: newDatabase, description: 'a\nb' }),
      /description has at most 255 characters and no control/,
    ],
  ];
  test.each(wishes)('%s', async (_what, wish, rule) => {
    const before = await parts.realms.list();
    await expect(parts.create({ name: 'refused', ...wish() })).rejects.toThrow(rule);
    expect(await parts.realms.list()).toEqual(before);
    const [schema] = await parts.control.rows(
      'SELECT 1 FROM information_schema.schemata WHERE schema_name = ?',
      [`${parts.controlName}_refused`],
    );
    expect(schema).toBeUndefined();
  });

  test.each(['A', 'a', 'Demo', 'de_mo', '-demo', 'demo-', 'dé', 'a b', '', 'x'.repeat(65)])(
    'the name "%s"',
    async (name) => {
      await expect(parts.create({ name, placement: newDatabase })).rejects.toThrow(/lower-case letters/);
    },
  );

  test('a name that is taken', async () => {
    await expect(parts.create({ name: 'plain', placement: newDatabase })).rejects.toThrow(/exists already/);
  });

  test('a second URL for a server, and a URL that is none', async () => {
    const { servers } = parts;
    await expect(servers.add('default', 'mysql://h')).rejects.toThrow(/named default/);
    await expect(servers.add('Bad Name', 'mysql://h')).rejects.toThrow(/lower-case/);
    await expect(servers.add('third', 'http://secret:word@h')).rejects.toThrow(/must begin with mysql/);
    await expect(servers.add('third', 'mysql://root@h/schema')).rejects.toThrow(/leave the database out/);
    await expect(servers.add('third', 'mysql://root:word@127.0.0.1:1')).rejects.toThrow(/ECONNREFUSED/);
    await expect(servers.replace('nowhere', 'mysql://root@127.0.0.1:1')).rejects.toThrow(/cannot be used/);
    expect((await servers.list()).map(({ name }) => name)).not.toContain('third');
  });
});

describe('an interrupted creation', () => {
  const schemaOf = (realm: string): string => `${parts.controlName}_${realm}`;

  test('is completed by a repeat, wherever it stopped', async () => {
    await createSchema(parts.testDatabase.server, schemaOf('stopped-early').replaceAll('-', '_'));
    await prepareRealmSchema(parts.testDatabase.server, schemaOf('stopped_late'), 'email_first_name');
    for (const name of ['stopped-early', 'stopped-late']) {
      const realm = await parts.create({ name, placement: newDatabase });
      expect(realm.database).toBe(schemaOf(name.replaceAll('-', '_')));
    }
  });

  test('is not completed with the other identity', async () => {
    await migrateUp(await emptyAddress('half'), 'realm', 'email_first_name');
    await expect(
      parts.create({ name: 'half', placement: newDatabase, customerKey: true, approvedBy: 'Ada Boss' }),
    ).rejects.toThrow(/other way to identify contacts/);
    expect(await parts.realms.findByName('half')).toBeNull();
    expect((await parts.create({ name: 'half', placement: newDatabase })).identity.keyIdentifies).toBe(false);
  });

  test('never takes over a database that is somebody else’s, or holds data', async () => {
    const foreign = new Database(await emptyAddress('foreign'), 1);
    await foreign.write('CREATE TABLE theirs (id INT PRIMARY KEY)');
    await foreign.close();
    await expect(parts.create({ name: 'foreign', placement: newDatabase })).rejects.toThrow(
      /not made by this gateway/,
    );

    const used = await emptyAddress('used');
    await migrateUp(used, 'realm', 'email_first_name');
    const database = new Database(used, 1);
    await database.write(
      "INSERT INTO lists (realm_id, name, created_at, updated_at) VALUES (1301, 'Theirs', NOW(3), NOW(3))",
    );
    await database.close();
    await expect(parts.create({ name: 'used', placement: newDatabase })).rejects.toThrow(/holds data/);
  });

  test('of two processes that create the same realm, one does', async () => {
    const attempts = await Promise.allSettled(
      [1, 2, 3].map(() => parts.create({ name: 'raced', placement: newDatabase })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') {
        expect(String(attempt.reason)).toMatch(/A realm named raced exists already/);
      }
    }
    expect((await parts.realms.databases()).filter(({ name }) => name === schemaOf('raced'))).toHaveLength(1);
  });

  async function emptyAddress(realm: string) {
    await createSchema(parts.testDatabase.server, schemaOf(realm));
    return address(schemaOf(realm));
  }
});

test('a realm is found by name and by id, byte for byte', async () => {
  const realm = await parts.realms.require('plain');
  expect(await parts.realms.findById(realm.realmId)).toEqual(realm);
  expect(await parts.realms.findByName('PLAIN')).toBeNull();
  expect(await parts.realms.findById(1)).toBeNull();
  await expect(parts.realms.require('nobody')).rejects.toThrow(/no realm named/);
  await expect(parts.realms.details('nobody')).rejects.toThrow(/no realm named/);
});
