/** The reader of SQL behind the closing check of isolation: what binds a realm, what does not, and what it cannot follow. */
import { unboundTables } from '../support/unboundTables';

const TABLES = new Set(['contacts', 'lists', 'subscriptions', 'events', 'outbox']);
const unbound = (statement: string): string[] => unboundTables(statement, TABLES);

test.each([
  'SELECT 1',
  'SELECT * FROM routes WHERE name = ?',
  'SELECT * FROM contacts WHERE realm_id = ? AND email = ?',
  'SELECT * FROM contacts WHERE email = ? AND (realm_id = ?) ORDER BY contact_id LIMIT 1 FOR UPDATE SKIP LOCKED',
  'SELECT c.email AS lists FROM contacts AS c WHERE ? = c.realm_id',
  'SELECT * FROM contacts FORCE INDEX (contacts_email) WHERE realm_id = 7',
  'SELECT * FROM contacts WHERE (realm_id = ? AND contact_id IN (?)) OR (contact_id = ? AND realm_id = ?)',
  'SELECT * FROM subscriptions s JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id WHERE s.realm_id = ?',
  'SELECT * FROM subscriptions s LEFT JOIN contacts c ON c.realm_id = s.realm_id WHERE s.realm_id = ?',
  'SELECT * FROM lists, subscriptions s WHERE s.realm_id = lists.realm_id AND lists.realm_id = ?',
  'SELECT * FROM (SELECT contact_id FROM subscriptions WHERE realm_id = ?) AS page JOIN contacts ON contacts.realm_id = ?',
  'SELECT (SELECT COUNT(*) FROM events e WHERE e.realm_id = c.realm_id) AS n FROM contacts c WHERE c.realm_id = ?',
  'SELECT * FROM contacts WHERE realm_id = ? AND contact_id IN (SELECT contact_id FROM events WHERE realm_id = ?)',
  'SELECT 1 FROM lists WHERE realm_id = ? UNION ALL (SELECT 1 FROM events WHERE realm_id = ?) ORDER BY 1',
  'INSERT INTO lists (realm_id, name) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)',
  'INSERT IGNORE INTO lists (name, realm_id) VALUES (LOWER(?), -7)',
  'INSERT INTO events (realm_id, contact_id) SELECT ?, contact_id FROM contacts WHERE realm_id = ?',
  'INSERT INTO events (contact_id, realm_id) SELECT c.contact_id, c.realm_id FROM contacts c WHERE c.realm_id = ?',
  'INSERT INTO events (realm_id, contact_id) SELECT ?, ? FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE realm_id = ? LIMIT 1 FOR UPDATE)',
  'INSERT IGNORE INTO events (realm_id, contact_id) SELECT DISTINCT realm_id, contact_id FROM contacts WHERE realm_id = ?',
  'UPDATE lists SET name = ? WHERE realm_id = ? AND list_id = ?',
  'UPDATE outbox o JOIN contacts c ON c.realm_id = o.realm_id SET o.due_at = NOW() WHERE c.realm_id = ?',
  'DELETE FROM lists WHERE realm_id = ? LIMIT 10',
  'DELETE r FROM subscriptions r JOIN lists l ON l.realm_id = r.realm_id WHERE l.realm_id = ?',
  "SELECT 'FROM contacts' AS `lists`",
  'SHOW COLUMNS FROM contacts',
  'START TRANSACTION',
])('binds: %s', (statement) => {
  expect(unbound(statement)).toEqual([]);
});

test.each([
  ['SELECT * FROM contacts', ['contacts']],
  ['SELECT * FROM contacts WHERE email = ?', ['contacts']],
  ['SELECT * FROM contacts WHERE realm_id = ? OR email = ?', ['contacts']],
  ['SELECT * FROM contacts WHERE email = ? AND (realm_id = ? OR contact_id = ?)', ['contacts']],
  ['SELECT * FROM contacts WHERE NOT realm_id = ?', ['contacts']],
  ['SELECT * FROM contacts WHERE realm_id <> ?', ['contacts']],
  ['SELECT * FROM contacts WHERE realm_id = contact_id', ['contacts']],
  ['SELECT * FROM contacts HAVING realm_id = ?', ['contacts']],
  [
    'SELECT * FROM subscriptions s JOIN contacts c ON c.contact_id = s.contact_id WHERE s.realm_id = ?',
    ['contacts'],
  ],
  ['SELECT * FROM subscriptions s JOIN contacts c ON c.realm_id = s.realm_id', ['contacts', 'subscriptions']],
  // It chooses which rows of contacts are joined, not which subscriptions there are.
  [
    'SELECT * FROM subscriptions s LEFT JOIN contacts c ON s.realm_id = ? AND c.realm_id = ?',
    ['subscriptions'],
  ],
  ['SELECT * FROM lists, subscriptions WHERE lists.realm_id = ?', ['subscriptions']],
  ['SELECT * FROM lists, subscriptions WHERE realm_id = ?', ['lists', 'subscriptions']],
  ['SELECT * FROM (SELECT contact_id FROM subscriptions) AS page', ['subscriptions']],
  ['SELECT * FROM contacts WHERE realm_id = ? AND contact_id IN (SELECT contact_id FROM events)', ['events']],
  [
    'SELECT * FROM contacts c WHERE c.realm_id = ? AND EXISTS (SELECT 1 FROM contacts c WHERE c.email = ?)',
    ['contacts'],
  ],
  ['SELECT 1 FROM lists WHERE realm_id = ? UNION SELECT 1 FROM events', ['events']],
  ['SELECT IF(EXISTS (SELECT 1 FROM events), 1, 0)', ['events']],
  ['INSERT INTO lists (name) VALUES (?)', ['lists']],
  ['INSERT INTO lists (realm_id, name) VALUES (?, ?), (DEFAULT, ?)', ['lists']],
  [
    'INSERT INTO events (realm_id, contact_id) SELECT realm_id, contact_id FROM contacts',
    ['contacts', 'events'],
  ],
  ['UPDATE lists SET name = ? WHERE list_id = ?', ['lists']],
  ['UPDATE lists SET name = (SELECT email FROM contacts LIMIT 1) WHERE realm_id = ?', ['contacts']],
  ['DELETE FROM lists WHERE list_id = ?', ['lists']],
  [
    'DELETE r FROM subscriptions r JOIN lists l ON l.list_id = r.list_id WHERE l.realm_id = ?',
    ['subscriptions'],
  ],
  ['REPLACE INTO lists (name) VALUES (?)', ['lists']],
])('does not bind: %s', (statement, tables) => {
  expect(unbound(statement)).toEqual(tables);
});

test.each([
  'INSERT INTO lists VALUES (?, ?)',
  'WITH x AS (SELECT * FROM lists) SELECT * FROM x',
  'SELECT * FROM lists RIGHT JOIN contacts ON contacts.realm_id = lists.realm_id WHERE lists.realm_id = ?',
  'SELECT * FROM lists JOIN contacts USING (realm_id) WHERE lists.realm_id = ?',
  'SELECT * FROM lists WHERE realm_id = ? AND (name = ?',
  'SELECT * FROM lists WHERE realm_id = ? # a comment',
  'TABLE lists',
])('cannot be followed, and says so: %s', (statement) => {
  expect(unbound(statement)).toEqual([expect.stringMatching(/^\? /)]);
});
