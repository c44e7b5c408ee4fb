/**
 * The console in a real browser: people's jobs from start to end, and every page they pass looked at by axe-core, wide
 * and narrow, light and dark. Pictures of what was seen are kept in tmp/pages.
 */
import { mkdirSync } from 'node:fs';
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
    const isRefusal = /status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
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

/** The page as it stands: nothing cut off at the side and nothing that axe finds, on both screens and in both colours. */
async function look(name: string): Promise<void> {
  const findings: string[] = [];
  for (const [screen, viewport, colorScheme] of [
    ['wide', WIDE, 'light'],
    ['narrow', NARROW, 'dark'],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${PICTURES}/console-${name}-${screen}.png`, fullPage: true });
    findings.push(...(await accessibilityFindings(page)).map((finding) => `${screen}: ${finding}`));
    if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
      findings.push(`${screen}: wider than the screen`);
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(findings).toEqual([]);
}

test('the first owner follows the link, creates a Customer Key realm, and lets a program and a colleague in', async () => {
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
