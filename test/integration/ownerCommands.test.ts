/** What an owner does with lists, templates, contacts, launches and reports from the command line, in both kinds of realm. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/db/database';
import { runHere, type Outcome } from '../support/commandLine';
import { dropRealmSchemas } from '../support/realmParts';
import { testDatabase } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const databases = testDatabase();
const controlName = databases.newName();
let environment: Record<string, string>;
const opened = new Map<string, Database>();

const run = (...words: string[]): Promise<Outcome> => runHere(environment, words);

async function json<T>(...words: string[]): Promise<T> {
  const { code, out, error } = await run(...words, '--json');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return JSON.parse(out) as T;
}

const KINDS = [
  ['shop', 'ann@example.org', []],
  ['crm', 'CRM-1', ['--key', 'CRM-1']],
] as const;

beforeAll(async () => {
  const directory = await temporaryDirectory('owner-commands');
  environment = {
    DATABASE_URL: `mysql://root@localhost/${controlName}?socketPath=${encodeURIComponent(databases.server.socketPath!)}`,
    VAR_DIRECTORY: directory,
    MAIL_FROM: '"Shop" <shop@example.org>',
  };
  await mkdir(join(directory, 'templates'));
  await writeFile(join(directory, 'templates', 'Hello.html'), '<html><body>Hello %%$first%%</body></html>');
  await writeFile(join(directory, 'templates', 'Hello.subject'), 'Good day\n');
  await writeFile(
    join(directory, 'people.csv'),
    'customer_key,email,first,city,custom_shoe,subscriptions\nCRM-1,ann@example.org,Ann,Oslo,39,News\nCRM-2,bob@example.org,Bob,,,News\n',
  );
  for (const [name, , keyed] of KINDS) {
    const options = keyed.length > 0 ? ['--customer-key', '--approved-by', 'the test'] : [];
    const made = await json<{ database: string }>('realm', 'create', name, ...options);
    opened.set(name, new Database({ ...databases.server, database: made.database }, 1));
    await json('list', 'create', name, 'News');
    await json('template', 'import', name, join(directory, 'templates'));
    await json(
      ...['import', 'contacts', name, join(directory, 'people.csv'), '--create-fields'],
      ...(keyed.length > 0 ? [] : ['--skip-unknown']),
    );
  }
});

afterAll(async () => {
  for (const database of opened.values()) await database.close();
  const database = new Database(databases.server, 1);
  await dropRealmSchemas(database, databases.server, controlName);
  await database.close();
  await databases.close();
  await rm(environment.VAR_DIRECTORY!, { recursive: true, force: true });
});

describe.each(KINDS)('in the realm %s', (realm, contact, keyed) => {
  test('a list is shown, edited and deleted', async () => {
    const { listId } = await json<{ listId: number }>('list', 'create', realm, 'Offers');
    const edited = await json(
      ...['list', 'edit', realm, 'Offers', '--name', 'Deals', '--from', '"Deals" <deals@example.org>'],
      ...['--template', 'Hello', '--opt-in', 'yes', '--description', 'Now and then'],
    );
    const [template] = await json<{ templateId: number }[]>('template', 'list', realm);
    const settings = {
      listId,
      name: 'Deals',
      fromAddress: '"Deals" <deals@example.org>',
      templateId: template!.templateId,
      optIn: true,
      description: 'Now and then',
      replyToAddress: '',
    };
    expect(edited).toMatchObject(settings);
    expect(await json('list', 'show', realm, String(listId))).toMatchObject(settings);
    expect((await run('list', 'show', realm, 'Deals')).out).toMatch(/^opt-in +yes$/m);
    await json('list', 'edit', realm, 'Deals', '--template', 'none', '--opt-in', 'no');
    expect(await json('list', 'show', realm, 'Deals')).toMatchObject({ templateId: -1, optIn: false });

    const taken = await run('list', 'edit', realm, 'Deals', '--name', 'News');
    expect(taken).toMatchObject({ code: 1, error: 'Another list of this realm is already named News.\n' });
    expect((await run('list', 'edit', realm, 'Deals', '--from', 'nobody')).code).toBe(1);
    expect((await run('list', 'edit', realm, 'Deals', '--opt-in', 'perhaps')).code).toBe(2);
    expect((await run('list', 'edit', realm, 'Deals')).code).toBe(2);
    expect((await run('list', 'edit', realm, 'Deals', '--template', 'None such')).code).toBe(1);

    await opened
      .get(realm)!
      .write(
        'INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) SELECT realm_id, contact_id, ?, 99, NOW(3) FROM contacts',
        [listId],
      );
    expect(await json('list', 'delete', realm, 'Deals')).toMatchObject({ listId, subscriptions: 2 });
    expect((await run('list', 'show', realm, 'Deals')).code).toBe(1);
    expect((await run('list', 'delete', realm, 'Deals')).error).toContain('has no list "Deals"');
    expect(await opened.get(realm)!.rows('SELECT 1 FROM subscriptions WHERE list_id = ?', [listId])).toEqual(
      [],
    );
    expect(await opened.get(realm)!.rows('SELECT 1 FROM contacts')).toHaveLength(2);
  });

  test('a template is listed, shown, previewed, sent as a test and deleted', async () => {
    const [template] = await json<{ templateId: number; name: string }[]>('template', 'list', realm);
    expect(template).toMatchObject({ name: 'Hello' });
    const id = String(template!.templateId);
    expect((await run('template', 'list', realm)).out).toMatch(new RegExp(`^${id} +Hello$`, 'm'));
    expect(await json('template', 'show', realm, id)).toMatchObject({ name: 'Hello', subject: 'Good day' });
    expect((await run('template', 'show', realm, 'Hello', '--part', 'subject')).out).toBe('Good day\n');
    expect((await run('template', 'show', realm, 'Hello')).out).toContain('Hello %%$first%%');
    expect((await run('template', 'show', realm, 'Hello', '--part', 'head')).code).toBe(2);
    const preview = await run('template', 'preview', realm, 'Hello', '--html');
    expect(preview.out).toContain('Hello ');
    expect(preview.out).not.toContain('%%');

    await json('template', 'send-test', realm, 'Hello', 'ann@example.org', ...keyed);
    const [message] = await json<{ recipient: string }[]>('message', 'list', realm);
    expect(message).toMatchObject({ recipient: 'ann@example.org', status: 'queued' });
    const [kept] = await opened
      .get(realm)!
      .rows<{ html: string; subject: string }>('SELECT html, subject FROM messages');
    expect(kept).toMatchObject({ html: expect.stringContaining('Hello Ann') as string, subject: 'Good day' });
    const wrong = keyed.length > 0 ? [] : ['--key', 'CRM-1'];
    expect((await run('template', 'send-test', realm, 'Hello', 'ann@example.org', ...wrong)).code).toBe(2);
    expect((await run('template', 'send-test', realm, 'Hello', 'nobody', ...keyed)).code).toBe(1);

    const directory = join(environment.VAR_DIRECTORY!, 'templates');
    expect(await json('template', 'delete', realm, 'Hello')).toMatchObject({ name: 'Hello' });
    expect(await json('template', 'list', realm)).toEqual([]);
    expect((await run('template', 'delete', realm, 'Hello')).code).toBe(1);
    await json('template', 'import', realm, directory);
  });

  test('a contact is shown', async () => {
    const sheet = await json<{ contactId: number }>('contact', 'show', realm, contact);
    expect(sheet).toMatchObject({
      realm,
      customerKey: keyed.length > 0 ? 'CRM-1' : null,
      fields: { email: 'ann@example.org', first: 'Ann', city: 'Oslo' },
      customFields: [{ name: 'shoe', text: '39' }],
      subscriptions: [{ listName: 'News', emailFormat: 99 }],
      optOuts: [],
      suppressed: null,
    });
    expect(await json('contact', 'show', realm, String(sheet.contactId), '--id')).toEqual(sheet);
    const { out } = await run('contact', 'show', realm, contact);
    expect(out).toMatch(/^custom_shoe +39$/m);
    expect(out).toMatch(/^Gets mail +yes$/m);
    expect((await run('contact', 'show', realm, 'zoe@example.org')).error).toContain(
      'No such contact in this realm',
    );
  });

  test('a list is launched, and the launch is in every report', async () => {
    const campaign = await json<{ campaignId: number; listId: number }>(
      ...['campaign', 'launch', realm, 'News', '--template', 'Hello', '--name', 'First & last'],
    );
    expect(campaign).toMatchObject({ name: 'First & last', subject: 'Good day', recipients: 2 });
    expect(await json('campaign', 'list', realm, '--limit', '1')).toMatchObject([
      { campaignId: campaign.campaignId, kind: 'launch', status: 'queued' },
    ]);
    const refused = await run('list', 'delete', realm, 'News');
    expect(refused.error).toContain(`its launch ${campaign.campaignId} is under way`);
    expect((await run('campaign', 'launch', realm, 'Nowhere')).code).toBe(1);
    expect((await run('campaign', 'launch', realm, 'News')).error).toContain('template');
    expect((await run('campaign', 'launch', realm, 'News', '--format', '3')).code).toBe(2);

    const database = opened.get(realm)!;
    const [{ contactId } = { contactId: 0 }] = await database.rows<{ contactId: number }>(
      "SELECT contact_id AS contactId FROM contacts WHERE email = 'ann@example.org'",
    );
    const id = String(campaign.campaignId);
    const listId = String(campaign.listId);
    for (let n = 0; n < 260; n++)
      await database.write(
        `INSERT INTO events (realm_id, event_type, contact_id, list_id, campaign_id, occurred_at)
         SELECT realm_id, 9, contact_id, ?, ?, NOW(3) FROM contacts WHERE contact_id = ?`,
        [campaign.listId, campaign.campaignId, contactId],
      );
    const asked: readonly (readonly [string, ...string[]])[] = [
      ['campaigns'],
      ['days', id],
      ['links', id],
      ['clickers', id, 'http://'],
      ['programs', id],
      ['programs', id, '--by-contact'],
      ['bounces', id],
      ['unsubscribes', '--list', listId],
      ['events', '--campaign', id],
      ['events'],
      ['contact', String(contactId), '--limit', '3'],
    ];
    for (const [name, ...words] of asked) {
      const rows = await json<Record<string, string>[]>('report', name, realm, ...words);
      expect(Array.isArray(rows)).toBe(true);
      for (const format of ['csv', 'csv_tab', 'csv_pipe', 'xml', 'xml2', 'html', 'plain'])
        expect(await run('report', name, realm, ...words, '--format', format)).toMatchObject({
          code: 0,
          error: '',
        });
    }
    // The one before collected the test mail.
    expect(await json('report', 'campaigns', realm)).toMatchObject([
      {},
      { campaign_id: id, list_name: 'News', subject: 'Good day' },
    ]);
    // More than a page of the operation.
    expect(await json('report', 'events', realm, '--campaign', id, '--type', '9')).toHaveLength(260);
    expect(await json('report', 'contact', realm, String(contactId), '--limit', '3')).toHaveLength(3);
    expect((await run('report', 'campaigns', realm, '--format', 'xml')).out).toMatch(
      /^<\?xml [^]*<campaign_id>\d+</,
    );
    expect((await run('report', 'campaigns', realm, '--no-header')).out).toMatch(/^"\d+"/);
    expect((await run('report', 'campaigns', realm, '--format', 'pdf')).code).toBe(2);
    expect((await run('report', 'campaigns', realm, '--from', 'May')).code).toBe(2);
    expect((await run('report', 'days', realm, '1')).error).toContain('campaign');
    expect((await run('report', 'abtest', realm, '1')).code).toBe(1);
  });
});
