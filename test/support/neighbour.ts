/**
 * A second realm in the database of a realm under test, with things of the same names: whoever looks anything up and
 * forgets `realm_id` finds the neighbour's. It holds every address, name and key that the test file's text mentions,
 * besides a few that nobody else has, so it need not be told what a test is about. Everybody in it has opted out and is
 * suppressed. Nothing in it is due, so it does nothing by itself, and a test may not change it.
 */
import { identityHashes } from '../../src/core/identity/identityHash';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Realm } from '../../src/core/realms/realm';
import type { Database } from '../../src/db/database';
import { insertRows, chunks } from '../../src/db/bulkRows';
import type { SqlValue } from '../../src/db/sql';
import { tablesOfRealms } from './recordedStatements';

/** The first of everything in a neighbour: nobody else has these names, and the numbers are all 1. */
export const THEIRS = {
  id: 1,
  name: 'Theirs',
  email: 'theirs@neighbour.example',
  customerKey: 'THEIRS-1',
  fieldName: 'their_field',
  /** Of a sample of their A/B test. */
  encryptedId: 'a'.repeat(32),
  internetMessageId: '<theirs@neighbour.example>',
  url: 'https://neighbour.example/theirs',
} as const;

/** Values that support files use and test files do not mention. */
const COMMON = ['Test list', 'text', 'K-1', 'somebody@example.org'];
/** Ids of neighbours stay below those that the database gives, so no test meets other numbers because of them. */
const MOST = 400;

const AT = new Date('2024-02-03T04:05:06Z');

interface Words {
  readonly emails: readonly string[];
  readonly names: readonly string[];
}

/** The addresses and the short texts that a file mentions. */
function wordsOf(path: string): Words {
  const text = `${readFileSync(path, 'utf8')}\n${COMMON.map((word) => `'${word}'`).join('\n')}`;
  const emails = text.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [];
  const literals = [...text.matchAll(/(['"`])([\p{L}\d][^'"`\\\n@<>{}$%=?;|/]{0,39})\1/gu)].map(
    ([, , word]) => word!,
  );
  const first = (all: readonly string[]): string[] => [...new Set(all)].slice(0, MOST);
  return {
    emails: first([THEIRS.email, ...emails.map((email) => email.toLowerCase())]),
    names: first([THEIRS.name, ...literals.map((word) => word.trim())]),
  };
}

/** Fills the realm. Of each kind of thing the one with the number 1 is THEIRS. */
export async function seedNeighbour(database: Database, realm: Realm, testPath: string): Promise<void> {
  const { emails, names } = wordsOf(testPath);
  await database.transaction(async (sql) => {
    const insert = async (
      table: string,
      columns: string,
      rows: readonly (readonly SqlValue[])[],
    ): Promise<void> => {
      const withRealm = rows.map((row) => [realm.realmId, ...row]);
      for (const some of chunks(withRealm))
        await insertRows(sql, table, ['realm_id', ...columns.split(' ')], some);
    };
    const { id } = THEIRS;
    // By key: every text that may be one, the addresses too. By address: the same addresses with and without a name.
    const contacts = realm.identity.keyIdentifies
      ? [THEIRS.customerKey, ...names.slice(1), ...emails.slice(1)].slice(0, MOST).map((key, i) => ({
          email: emails[i % emails.length]!,
          firstName: '',
          customerKey: key,
        }))
      : [
          ...emails.map((email) => ({ email, firstName: '', customerKey: null })),
          ...emails.map((email) => ({ email, firstName: 'ann', customerKey: null })),
        ];
    const key = realm.identity.keyIdentifies ? ' customer_key' : '';
    await insert(
      'contacts',
      `contact_id email first_name email_as_given first_name_as_given last_name city created_at updated_at${key}`,
      contacts.map(({ email, firstName, customerKey }, i) => [
        i + 1, email, firstName, email, firstName, 'Neighbour', 'Oslo', AT, AT,
        ...(customerKey === null ? [] : [Buffer.from(customerKey)]),
      ]), // prettier-ignore
    );
    const fields = [THEIRS.fieldName, ...names.filter((name) => /^[a-z]\w*$/i.test(name))];
    await insert(
      'custom_fields',
      'field_id name field_type created_at',
      fields.map((name, i) => [i + 1, name, 1, AT]),
    );
    await insert(
      'contact_values',
      'contact_id field_id text_value',
      contacts.map((_, i) => [i + 1, id, names[i % names.length]!]),
    );
    // Tables of all names that are some, each with the field that only they have, and one row of their first contact.
    const tables = [...new Set(fields.map((name) => name.toLowerCase()))];
    await insert(
      'relational_tables',
      'table_id name name_key table_type is_active created_at updated_at',
      tables.map((name, i) => [i + 1, name, name, 'regular', 1, AT, AT]),
    );
    await insert(
      'relational_columns',
      'column_id table_id name name_key column_type length is_unique is_active created_at updated_at',
      tables.map((_, i) => [i + 1, i + 1, THEIRS.fieldName, THEIRS.fieldName, 'string', 255, 1, 1, AT, AT]),
    );
    await insert(
      'relational_rows',
      'row_id table_id row_key contact_id created_at updated_at',
      tables.map((_, i) => [i + 1, i + 1, names[i % names.length]!, id, AT, AT]),
    );
    await insert(
      'relational_values',
      'row_id column_id contact_id text_value',
      tables.map((_, i) => [i + 1, i + 1, id, names[i % names.length]!]),
    );
    await insert(
      'lists',
      'list_id name from_address created_at updated_at',
      names.map((name, i) => [i + 1, name, THEIRS.email, AT, AT]),
    );
    await insert(
      'subscriptions',
      'contact_id list_id email_format created_at',
      contacts.map((_, i) => [i + 1, id, 99, AT]),
    );
    await insert(
      'opt_outs',
      'identity_hash level list_id email source created_at',
      contacts.map((contact) => [
        identityHashes(realm.identity, contact)[0]!,
        22,
        0,
        contact.email,
        'neighbour',
        AT,
      ]),
    );
    await insert(
      'suppressions',
      'email event_type bounce_id created_at',
      emails.map((email, i) => [email, 31, i + 1, AT]),
    );
    await insert(
      'bounces',
      'bounce_id event_type category confidence email message_id contact_id campaign_id list_id source received_at',
      emails.map((email, i) => [i + 1, 31, 'unknown-user', 100, email, i + 1, i + 1, id, id, 'delivery', AT]),
    );
    await insert('pending_subscriptions', 'pending_id contact_id list_id email_format asked_at', [
      [id, id, id, 99, new Date('2100-01-01')],
    ]);

    const folderTypes = [1, 2, 3, 4];
    await insert(
      'folders',
      'folder_id folder_type name',
      names.slice(0, 100).flatMap((name, i) => folderTypes.map((type, n) => [4 * i + n + 1, type, name])),
    );
    const template = ['', '', '', 'Their text', '<p>Their HTML</p>', '', ''];
    await insert(
      'templates',
      'template_id name subject description notes plain_text html aol mobile created_at updated_at',
      names.map((name, i) => [i + 1, name, ...template, AT, AT]),
    );
    await insert('template_social_posts', 'template_social_post_id template_id provider post updated_at', [
      [id, id, 'FACEBOOK', 'Theirs', AT],
    ]);
    await insert(
      'articles',
      'article_id name created_at updated_at',
      names.map((name, i) => [i + 1, name, AT, AT]),
    );
    await insert(
      'article_versions',
      'article_id starts_at description title deck callout body author_name author_email author_bio created_at',
      names.map((_, i) => [i + 1, AT, ...Array.from({ length: 8 }, () => 'Theirs'), AT]),
    );
    await insert(
      'segmentation_rules',
      'segmentation_id name rules created_at updated_at',
      names.map((name, i) => [i + 1, name, 'email exists', AT, AT]),
    );
    await insert(
      'suppression_lists',
      'suppression_list_id name addresses created_at updated_at',
      names.map((name, i) => [i + 1, name, i === 0 ? emails.length : 0, AT, AT]),
    );
    await insert(
      'suppression_list_addresses',
      'suppression_list_id email',
      emails.map((email) => [id, email]),
    );
    await insert(
      'social_providers',
      'social_provider_id provider username username_folded created_at',
      [...new Map(names.map((name) => [name.toLowerCase(), name]))].map(([folded, name], i) => [
        i + 1,
        i % 2 === 0 ? 'TWITTER' : 'FACEBOOK',
        name,
        folded,
        AT,
      ]),
    );

    // Finished launches, one that is sticky for each name and list, and an A/B test that is decided.
    await insert(
      'campaigns',
      'campaign_id list_id name sticky_name template_id subject status recipients expanded created_at completed_at',
      names.map((name, i) => [
        i + 1,
        id,
        name,
        i === 0 ? null : name,
        id,
        'Theirs',
        i === 0 ? 'done' : 'sticky',
        1,
        1,
        AT,
        AT,
      ]),
    );
    await insert(
      'messages',
      'message_id contact_id list_id campaign_id internet_message_id recipient sender envelope_sender subject plain_text status created_at completed_at',
      emails.map((email, i) => [
        i + 1, i + 1, id, id, i === 0 ? THEIRS.internetMessageId : `<${i}@neighbour.example>`, email, THEIRS.email, THEIRS.email,
        'Theirs', 'Their text', 'sent', AT, AT,
      ]), // prettier-ignore
    );
    await insert('message_attachments', 'message_id attachment file_name content_type content', [
      [id, 1, 'theirs.txt', 'text/plain', Buffer.from('theirs')],
    ]);
    await insert('message_attempts', 'message_id attempt attempted_at result response', [
      [id, 1, AT, 'deferred', '451 later'],
    ]);
    await insert('campaign_links', 'campaign_id link_id url_hash url', [
      [id, id, createHash('sha256').update(THEIRS.url).digest(), THEIRS.url],
    ]);
    await insert('mail_clients', 'client_id browser operating_system client_type', [
      [id, 'Theirs', 'Theirs', 'desktop'],
    ]);
    await insert('campaign_readers', 'campaign_id event_type link_id contact_id first_at client_id', [
      [id, 10, 0, id, AT, id],
      [id, 11, 0, id, AT, id],
      [id, 11, id, id, AT, id],
    ]);
    const quarter = Math.floor(AT.getTime() / 900_000);
    await insert(
      'campaign_counts',
      'campaign_id facet event_type member part total uniques',
      [
        [0, 10, quarter],
        [0, 11, quarter],
        [1, 11, id],
        [2, 10, id],
        [2, 11, id],
      ].map((count) => [id, ...count, 0, 1, 1]),
    );
    await insert(
      'events',
      'event_id event_type occurred_at contact_id campaign_id list_id link_id detail',
      contacts.flatMap((_, i) =>
        [
          [9, 0],
          [10, 0],
          [11, id],
        ].map(([type, link], n) => [3 * i + n + 1, type!, AT, i + 1, id, id, link!, 'theirs']),
      ),
    );
    await insert(
      'ab_definitions',
      'ab_definition_id name list_id sample_type sample_size measure after_test created_at',
      names.map((name, i) => [i + 1, name, id, 'percent', 10, 'opens', 'send', AT]),
    );
    await insert(
      'ab_definition_samples',
      'ab_definition_id letter template_id subject',
      ['A', 'B'].map((letter) => [id, letter, id, 'Theirs']),
    );
    await insert(
      'ab_results',
      'ab_result_id ab_definition_id rest_campaign_id measure threshold after_test status started_at',
      [[id, id, id, 'opens', 0, 'wait', 'waiting', AT]],
    );
    await insert('ab_result_samples', 'ab_result_sample_id ab_result_id letter campaign_id encrypted_id', [
      [id, id, 'A', id, THEIRS.encryptedId],
    ]);
    await insert('audit_log', 'audit_id happened_at actor door operation subject outcome', [
      [id, AT, 'theirs', 'cli', 'listCreate', THEIRS.name, 'done'],
    ]);
    await insert('imports', 'file_mark position line counts refused_bytes updated_at', [
      [Buffer.alloc(32, 1), 1, 1, '{}', 0, AT],
    ]);
  });
}

/** What stands in the tables of a realm: a hash for each, by name. Equal if no row was changed, added or removed. */
export async function rowsOfRealm(
  database: Database,
  realm: Pick<Realm, 'realmId'>,
): Promise<Record<string, string>> {
  const tables = await database.rows<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name',
  );
  const ofRealms = tablesOfRealms();
  const hashes: Record<string, string> = {};
  for (const { name } of tables.filter((table) => ofRealms.has(table.name))) {
    const rows = await database.rowsOf(`SELECT * FROM ${name} WHERE realm_id = ?`, [realm.realmId]);
    const texts = rows.map((row) => JSON.stringify(row)).sort();
    hashes[name] = `${rows.length} rows ${createHash('sha256').update(texts.join('\n')).digest('hex')}`;
  }
  return hashes;
}
