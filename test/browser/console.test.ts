/**
 * The console in a real browser: people's jobs from start to end, and every page they pass looked at by axe-core, wide
 * and narrow, light and dark. With PICTURES=1, pictures of what was seen are kept in tmp/pages.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { ConsoleUsers } from '../../src/core/people/consoleUsers';
import { accessibilityFindings } from '../support/axe';
import { startBrowser, type TestBrowser } from '../support/browser';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const PICTURES = 'tmp/pages';
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const PASSWORD = 'four words are enough';

let gateway: TestGateway;
let browser: TestBrowser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  gateway = await startTestGateway({ MAIL_FROM: 'mail@sender.example' });
  browser = await startBrowser({ viewport: WIDE, colorScheme: 'light' });
  ({ page } = browser);
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // What is refused on purpose is answered with its status, which the browser notes.
    // So is a script in a mail that is previewed.
    const isMeant = /status of 4\d\d|Blocked script execution/.test(message.text());
    if (message.type() === 'error' && !isMeant) faults.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await gateway.close();
});
afterEach(() => expect(faults.splice(0)).toEqual([]));

const open = (path: string) => page.goto(gateway.url + path);
const heading = () => page.locator('h1').innerText();
const press = (name: string) =>
  Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).first().click()]);

let looks = 0;

/**
 * The page as it stands: nothing cut off at the side on a telephone, and nothing that axe finds. Pages take turns, wide
 * and light or narrow and dark: style and frame are those of all pages, and axe takes its time.
 */
async function look(name: string): Promise<void> {
  const findings: string[] = [];
  const asked = looks++ % 2 === 0 ? 'wide' : 'narrow';
  for (const [screen, viewport, colorScheme] of [
    ['wide', WIDE, 'light'],
    ['narrow', NARROW, 'dark'],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    if (process.env.PICTURES)
      await page.screenshot({ path: `${PICTURES}/console-${name}-${screen}.png`, fullPage: true });
    if (screen === asked || process.env.PICTURES)
      findings.push(...(await accessibilityFindings(page)).map((finding) => `${screen}: ${finding}`));
    if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
      findings.push(`${screen}: wider than the screen`);
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(findings).toEqual([]);
}

test('the first owner follows the link and creates a Customer Key realm', async () => {
  const link = await new ConsoleUsers(gateway.control).firstLink();
  await open('/console');
  expect(await heading()).toBe('Log in');
  await look('login');
  await open(`/console/set-up?link=${link}`);
  await look('set-up');
  await page.getByLabel('Your name here').fill('olive');
  await page.getByLabel('Password').fill(PASSWORD);
  await press('Save and log in');
  expect(await heading()).toBe('Realms');
  await look('realms');

  await page.getByRole('link', { name: 'Create a realm' }).click();
  expect(await heading()).toBe('Create a realm');
  await look('new-realm');
  await page.getByLabel('Realm name').fill('crm');
  await page.getByLabel('Description').fill('Customers of the shop');
  await page.getByLabel('Create a new database for this Realm').check();
  await page.getByLabel('Customer Key', { exact: true }).check();
  await press('CREATE');
  // Nobody has approved it yet: nothing was created, and what was written is still there.
  expect(await page.getByRole('alert').innerText()).toMatch(/approve/i);
  expect(await page.getByLabel('Realm name').inputValue()).toBe('crm');
  expect(await page.getByLabel('Customer Key', { exact: true }).isChecked()).toBe(true);
  await page.getByLabel('Customer Key Approval').fill('ann@example.org');
  await press('CREATE');
  expect(await heading()).toBe('crm');
  expect(await page.getByText('This realm uses Customer Key').count()).toBe(1);
  for (const name of ['Batch Subscribe', 'Batch Unsubscribe', 'Update'])
    expect(await page.getByRole('button', { name, exact: true }).isDisabled()).toBe(true);
  await look('overview-keyed');

  await page.getByRole('link', { name: 'Settings' }).click();
  await look('settings');
});

test('the owner lets a program and a colleague in', async () => {
  await page.getByRole('link', { name: 'Licences and keys' }).click();
  await page.getByText('Issue a licence').click();
  await page.getByLabel('Program').first().fill('warehouse');
  await press('Issue licence');
  expect(await heading()).toBe('Licence for warehouse');
  const licence = await page.locator('.secret').innerText();
  expect(await gateway.soap.text('beginSession', { license: licence })).toMatch(/^S/);
  await page.getByRole('link', { name: 'Licences and keys' }).first().click();
  await page.getByText('Issue a key').click();
  await look('access');

  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByText('Add a user').click();
  await page.getByLabel('Name').fill('mia');
  await press('Add user');
  const invitation = await page.locator('.secret').innerText();
  await look('user-link');
  await page.getByRole('link', { name: 'mia' }).click();
  await page.getByLabel('Role (crm)').selectOption('manager');
  await page.locator('tr', { hasText: 'crm' }).getByRole('button').click();
  await page.getByText('The role is set.').waitFor();
  await look('user');
  await page.getByRole('link', { name: 'Users' }).last().click();
  await look('users');
  await page.getByRole('link', { name: 'Audit log' }).last().click();
  await look('audit');
  expect(await page.locator('tbody').innerText()).toMatch(/olive[\s\S]*consoleUserRole[\s\S]*realmCreate/);
  await open('/console/account');
  await page.getByText('Turn on').click();
  await look('account');

  await page.getByText('olive').first().click();
  await press('Log out');
  await page.goto(invitation);
  await page.getByLabel('Password').fill(PASSWORD);
  await press('Save and log in');
  // A colleague with one realm is there at once, and sees no other.
  expect(await heading()).toBe('crm');
  await page.getByText('Realm: crm').click();
  expect(await page.locator('.menu.realms li').allInnerTexts()).toEqual(['crm', 'All realms']);
});

/** What people do in a realm, in the words of its kind. */
const KINDS = [
  ['customer keys', () => gateway.keyed, 'customer_key,', 'CRM-', true],
  ['addresses', () => gateway.normal, '', '', false],
] as const;

describe.each(KINDS)(
  'in a realm that knows contacts by %s',
  (_kind, realmOf, keyHeading, keyPrefix, isKeyed) => {
    const go = async (...path: (string | number)[]) =>
      open(['/console/realms', realmOf().realm.name, ...path].join('/'));
    /** Each page once is enough for eyes and for axe. */
    const seen = async (name: string) => {
      if (isKeyed) await look(name);
    };
    const file = (rows: readonly (readonly [key: string, rest: string])[]) => ({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        `${keyHeading}E-Mail,first,country,shoe size\n` +
          rows.map(([key, rest]) => (keyPrefix ? `${keyPrefix}${key},` : '') + rest).join('\n'),
      ),
    });

    beforeAll(async () => {
      const users = new ConsoleUsers(gateway.control);
      const { link } = await users.add(isKeyed ? 'karl' : 'nora', false);
      await users.setRole(isKeyed ? 'karl' : 'nora', realmOf().realm, 'manager');
      await page.context().clearCookies();
      await open(`/console/set-up?link=${link}`);
      await page.getByLabel('Password').fill(PASSWORD);
      await press('Save and log in');
    });

    test('a file of contacts is imported: its columns named, tried first, then for good', async () => {
      await go('import');
      await page.getByLabel('CSV file').setInputFiles(
        file([
          ['1', 'ann@example.org,Ann,NO,38'],
          ['2', 'bob@example.org,Bob,SE,44'],
          ['3', 'cleo@example.org,"Cleo <b>&",NO,'],
          ['4', 'no address,Dora,NO,40'],
        ]),
      );
      await press('Send file');
      expect(await page.getByLabel('E-Mail').inputValue()).toBe('email');
      expect(await page.getByLabel('country', { exact: true }).inputValue()).toBe('country');
      await page.getByLabel('shoe size').selectOption('(leave out)');
      await page.getByLabel('Put everybody on this list').selectOption('Test list');
      await seen('import-columns');
      await press('Start');
      await page.getByText('This is what would happen').waitFor();
      await seen('import-dry-run');
      await page.getByLabel('Dry run first').uncheck();
      await press('Start');
      await page.getByText('The import is done').waitFor();
      const facts = await page.locator('.facts').innerText();
      expect(facts.replaceAll(/\s+/g, ' ')).toMatch(
        /Rows 4 New contacts 3 Changed contacts 0 Refused rows 1/,
      );
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download refused rows' }).click(),
      ]);
      expect(readFileSync(await download.path(), 'utf8')).toMatch(/refused_reason[\s\S]*no address/);
      await page.getByRole('link', { name: 'Lists' }).click();
      await seen('lists');
      await page.getByRole('link', { name: 'Test list' }).click();
      expect(await page.locator('.facts').innerText()).toMatch(/Contacts\s+3/);
      await seen('list');
    });

    test('a contact is found, changed, put off a list, removed, restored, and merged with another', async () => {
      await go('contacts');
      await seen('contacts');
      await page.getByRole('searchbox').fill(isKeyed ? 'CRM-3' : 'cleo@example.org');
      await press('Find');
      // What stands in a field is text, whatever it looks like.
      expect(await page.locator('tbody').innerText()).toContain('Cleo <b>&');
      await page.getByRole('link', { name: 'cleo@example.org' }).click();
      await page.getByLabel('City').fill('Bergen');
      await press('Save');
      await page.getByText('Saved.').waitFor();
      expect(await page.getByLabel('City').inputValue()).toBe('Bergen');
      await seen('contact');
      await page.getByText('Take off …').click();
      await press('Take off the list');
      expect(await page.getByText('On no list.').count()).toBe(1);
      await page.getByText('Remove …').click();
      await press('Remove contact');
      expect(await heading()).toBe('Removed');
      await press('Restore');
      expect(await heading()).toBe('cleo@example.org');
      expect(await page.getByLabel('City').inputValue()).toBe('Bergen');

      await page.getByRole('link', { name: 'Merge with another contact' }).click();
      const { database, realm } = realmOf();
      const [bob] = await database.rows<{ contact_id: number }>(
        "SELECT contact_id FROM contacts WHERE realm_id = ? AND email = 'bob@example.org'",
        [realm.realmId],
      );
      await page.getByLabel('Number of the one that stays').fill(String(bob!.contact_id));
      await press('See what happens');
      await seen('merge');
      await press('Merge');
      await page.getByRole('link', { name: `Contact ${bob!.contact_id}` }).click();
      expect(await page.getByLabel('City').inputValue()).toBe('Bergen');
      await go('fields');
      await seen('fields');
    });

    test('a segment is counted while one types, a template seen while one writes, and both are launched', async () => {
      await go('segments');
      await page.getByRole('link', { name: 'New segment' }).click();
      await page.getByLabel('Name').fill('Norway');
      await page.getByLabel('Rule').fill('country = "NO"');
      await page.getByText('It chooses 1 contacts now.').waitFor();
      await page.getByLabel('Rule').fill('country = "NO" and nonsense = 3');
      await page.getByText('nonsense').last().waitFor();
      await page.getByLabel('Rule').fill('country = "NO"');
      await seen('segment');
      await press('Save');

      await page.getByRole('link', { name: 'Templates' }).click();
      await page.getByRole('link', { name: 'New template' }).click();
      await page.getByLabel('Name').fill('May');
      await page.getByLabel('Subject').fill('News for %%$first%%');
      const body =
        '<p style="color: green">Hello %%$first%%</p>\n<script>top.document.title = "broken out"</script>';
      await page.getByLabel('HTML').fill(`\n  ${body}`);
      await page.getByLabel('Plain text').fill('Hello %%$first%%');
      await page
        .getByLabel(isKeyed ? 'For the contact with this key' : 'For the contact with this address')
        .fill(isKeyed ? 'CRM-1' : 'ann@example.org');
      const frame = page.frameLocator('iframe[name=preview]');
      await frame.getByText('News for Ann').waitFor();
      await frame.getByText('Hello Ann').waitFor();
      expect(await page.title()).toMatch(/^New template/);
      await press('Save');
      // Saving changes nothing of what was written.
      expect(await page.getByLabel('HTML').inputValue()).toBe(`\n  ${body}`);
      await seen('template');
      await page.getByText('Send one mail of it').click();
      await page.getByLabel('Address', { exact: true }).fill('ann@example.org');
      if (isKeyed) await page.getByLabel('Customer Key').fill('CRM-1');
      await press('Send test');
      await page.getByText('One mail is in the outbox').waitFor();
      faults.splice(0);

      await page.getByRole('link', { name: 'Launch with it' }).click();
      await page.getByLabel('List', { exact: true }).selectOption('Test list');
      await page.getByLabel('Segment').selectOption('Norway');
      await press('Count recipients');
      await page.getByText('It is for 1 contacts now.').waitFor();
      await seen('launch');
      await press('Launch now to 1');
      expect(await heading()).toBe('News for %%$first%%');
      while (!/done/.test(await page.locator('.facts').first().innerText())) await page.reload();
      await seen('campaign');
      await page.getByLabel('Report').selectOption('Day by day');
      await page.getByLabel('Format').selectOption('xml');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(readFileSync(await download.path(), 'utf8')).toMatch(/<Total_sent>1</i);
      await page.getByRole('link', { name: 'Messages' }).click();
      expect(await page.locator('tbody').innerText()).toContain('ann@example.org');
      await seen('messages');
      await page.getByRole('link', { name: 'Campaigns' }).first().click();
      await seen('campaigns');
      await go('suppression');
      await seen('suppression');
    });
  },
);
