/** What the pipeline makes of a database that refuses: it tries again where that helps, and tells callers no secrets. */
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let gateway: TestGateway;
let realm: TestRealm;
beforeAll(async () => {
  gateway = await startTestGateway();
  realm = gateway.normal;
});
afterAll(() => gateway.close());

const subscribe = (email: string): Promise<unknown> =>
  gateway.soap.call('userSubscribe', {
    session: realm.session,
    email,
    listId: realm.listId,
    emailFormat: 99,
  });
const contactsAt = (email: string): Promise<unknown[]> =>
  realm.database.rows('SELECT contact_id FROM contacts WHERE realm_id = ? AND email = ?', [
    realm.realm.realmId,
    email,
  ]);

/**
 * Lets the first inserts of contacts end as one does that the server chose to end a deadlock. They are counted in a
 * table of an engine without transactions, so that a count outlives what was rolled back.
 * @returns how many inserts there were
 */
async function withDeadlocks(count: number, errno: number, work: () => Promise<void>): Promise<number> {
  const { database } = realm;
  await database.writeOf('CREATE TABLE tried (n INT NOT NULL) ENGINE=MEMORY');
  await database.writeOf('INSERT INTO tried (n) VALUES (0)');
  await database.writeOf(
    `CREATE TRIGGER deadlocks BEFORE INSERT ON contacts FOR EACH ROW BEGIN
       UPDATE tried SET n = n + 1;
       IF (SELECT n FROM tried) <= ${count} THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = ${errno}; END IF;
     END`,
  );
  try {
    await work();
    const [row] = await database.rows<{ n: number }>('SELECT n FROM tried');
    return row!.n;
  } finally {
    await database.writeOf('DROP TRIGGER deadlocks');
    await database.writeOf('DROP TABLE tried');
  }
}

test.each([
  ['a deadlock', 1213],
  ['a wait for a lock that took too long', 1205],
])('a call that lost to %s is tried again, and stored once', async (_what, errno) => {
  const email = `lost${errno}@example.org`;
  const tries = await withDeadlocks(2, errno, async () => expect(await subscribe(email)).toBe(0));
  expect(tries).toBe(3);
  expect(await contactsAt(email)).toHaveLength(1);
});

test('a call that loses every time says that nothing was changed, and is right', async () => {
  const email = 'unlucky@example.org';
  const tries = await withDeadlocks(1000, 1213, () =>
    expect(subscribe(email)).rejects.toMatchObject({
      code: 'server.busy',
      faultstring: 'The gateway is busy; nothing was changed. Try again.',
    }),
  );
  expect(tries).toBe(5);
  expect(await contactsAt(email)).toEqual([]);
});

test('what the server says of a statement stays in the log', async () => {
  const { database, session, listId } = realm;
  await database.writeOf('RENAME TABLE articles TO articles_away, events TO events_away');
  try {
    const says = /^The gateway could not complete the call; nothing was changed\. Reference [0-9a-f]{8}\.$/;
    const faults = [
      await gateway.soap.fault('enumArticles', { session, type: 0 }),
      await gateway.soap.fault('userSubscribe', { session, email: 'x@example.org', listId, emailFormat: 99 }),
    ];
    for (const fault of faults) {
      expect(fault.code).toBe('server.error');
      expect(fault.faultstring).toMatch(says);
    }
  } finally {
    await database.writeOf('RENAME TABLE articles_away TO articles, events_away TO events');
  }
  expect(await contactsAt('x@example.org')).toEqual([]);
});
