/**
 * The public pages in a real browser, on a telephone and on a wide screen, light and dark, with the keyboard alone.
 * Pictures of what was seen are kept in tmp/pages.
 */
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { createList } from '../../src/core/lists/lists';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { startBrowser, type TestBrowser } from '../support/browser';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const PICTURES = 'tmp/pages';
const SCREENS = [
  ['telephone', { width: 360, height: 740 }, 'light'],
  ['desk', { width: 1280, height: 800 }, 'dark'],
] as const;

let gateway: TestGateway;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  gateway = await startTestGateway({ PUBLIC_URL: 'http://pages.invalid', MAIL_FROM: 'mail@sender.example' });
});
afterAll(() => gateway.close());

/** A reader on the test list with a message; answers the path of each of its links by the link's text. */
async function reader(email: string): Promise<Record<string, string>> {
  const { normal, soap } = gateway;
  const { session, listId, database } = normal;
  await soap.call('userSubscribe', { session, email, listId, emailFormat: 99 });
  await soap.call('sendMessage', {
    session,
    xmlFlags: `<to><email>${email}</email></to><list_id>${listId}</list_id>`,
    subject: 'A very long subject of a letter about the garden in autumn, and what to do with all the apples',
    htmlBody: `<html><head><title>Letter</title></head><body style="font-family: serif"><h1>Apples</h1>
      <p><a href="%%UNSUB_HREF%%">leave</a> <a href="%%DISPLAY_MSG%%">show</a> <a href="%%FTAF%%">forward</a> <a href="%%PREFSITE%%">choose</a></p>
      <script>document.title = 'script ran'</script></body></html>`,
    plainTextBody: 'Apples',
    predata: null,
  });
  const [row] = await database.rows<{ html: string }>(
    `SELECT html FROM messages WHERE realm_id = ${gateway.normal.realm.realmId} AND recipient = ?`,
    [email],
  );
  return Object.fromEntries(
    [...row!.html.matchAll(/<a href="http:\/\/pages\.invalid([^"]*)">(\w+)</g)].map((m) => [m[2]!, m[1]!]),
  );
}

describe.each(SCREENS)('on a %s', (name, viewport, colorScheme) => {
  let browser: TestBrowser;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    browser = await startBrowser({ viewport, colorScheme });
    page = browser.page;
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
  });
  beforeEach(() => faults.splice(0));
  afterAll(async () => {
    await browser.close();
  });

  const open = async (path: string): Promise<void> => {
    await page.goto(gateway.url + path);
  };
  const picture = (what: string) =>
    page.screenshot({ path: `${PICTURES}/${name}-${what}.png`, fullPage: true });
  const heading = () => page.locator('h1').innerText();
  // Scripts for the page are text: the types of this project know no browser.
  const focused = () =>
    page.evaluate<string>(
      'document.activeElement.getAttribute("name") ?? document.activeElement.textContent',
    );
  /** Nothing is cut off at the side, and everything to press or fill has a name and is large enough for a thumb. */
  const isUsable = async (): Promise<void> => {
    const { wide, small, nameless } = await page.evaluate<Record<string, unknown>>(`(() => {
      const controls = [...document.querySelectorAll('input:not([type=hidden]), textarea, button')];
      const root = document.documentElement;
      return {
        wide: root.scrollWidth > root.clientWidth,
        small: controls.filter((control) => (control.closest('label') ?? control).getBoundingClientRect().height < 40).length,
        nameless: controls.filter((control) => !control.labels?.length && !control.innerText.trim()).length,
      };
    })()`);
    expect({ wide, small, nameless }).toEqual({ wide: false, small: 0, nameless: 0 });
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(faults).toEqual([]);
  };

  test('somebody leaves with the keyboard', async () => {
    const links = await reader(`leave.${name}@example.org`);
    await open(links.leave!);
    await isUsable();
    await picture('unsubscribe');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Unsubscribe');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await picture('unsubscribe-focused');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await heading()).toBe('You are unsubscribed');
    await isUsable();
    await picture('unsubscribed');
    const { database, listId } = gateway.normal;
    const rows = await database.rows(
      `SELECT 1 AS x FROM opt_outs WHERE realm_id = ${gateway.normal.realm.realmId} AND email = ? AND list_id = ?`,
      [`leave.${name}@example.org`, listId],
    );
    expect(rows).toHaveLength(1);
  });

  test('somebody chooses mailings with the keyboard', async () => {
    const email = `choose.${name}@example.org`;
    const links = await reader(email);
    const { database, realm, session } = gateway.normal;
    const listId = await createList(
      database,
      realm,
      { name: `What grows on the balcony, every second Thursday (${name})`, fromAddress: 'a@sender.example' },
      new Date(),
    );
    await gateway.soap.call('userSubscribe', { session, email, listId, emailFormat: 99 });
    await open(links.choose!);
    await isUsable();
    await picture('preferences');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(`list_${listId}`);
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await picture('preferences-focused');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Save');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await page.locator('[role=status]').innerText()).toBe('Your choice is saved.');
    await isUsable();
    await picture('preferences-saved');
    const rows = await database.rows<{ list_id: number; email_format: number }>(
      `SELECT s.list_id, s.email_format FROM subscriptions s JOIN contacts c ON c.contact_id = s.contact_id WHERE c.realm_id = ${gateway.normal.realm.realmId} AND c.email = ?`,
      [email],
    );
    expect(rows.map((row) => [row.list_id, row.email_format])).toEqual([[gateway.normal.listId, 1]]);
    await page.getByText('Leave everything').click();
    expect(await heading()).toBe('Unsubscribe');
  });

  test('a message is shown and nothing in it runs', async () => {
    const links = await reader(`show.${name}@example.org`);
    await open(links.show!);
    expect(await heading()).toBe('Apples');
    expect(await page.title()).toBe('Letter');
    expect(faults.join()).toMatch(/script/i);
    await picture('message');
  });

  test('a message is forwarded with the keyboard', async () => {
    const links = await reader(`forward.${name}@example.org`);
    await open(links.forward!);
    await isUsable();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('email_1');
    await page.keyboard.type(`friend.${name}@example.net`);
    for (let i = 0; i < 5; i++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('name');
    await page.keyboard.type('Ann <b>');
    await page.keyboard.press('Tab');
    await page.keyboard.type('See www.example.com');
    await picture('forward');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Send');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await page.locator('[role=alert]').innerText()).toContain('no links');
    expect(await page.locator('#email_1').inputValue()).toBe(`friend.${name}@example.net`);
    expect(await page.locator('#name').inputValue()).toBe('Ann <b>');
    await picture('forward-refused');
    await page.locator('#name').fill('Ann');
    await page.locator('#message').fill('Look at this');
    await page.locator('#message').press('Tab');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await heading()).toBe('Sent');
    await picture('forwarded');
    const { database } = gateway.normal;
    const [mail] = await database.rows<{ plain_text: string }>(
      `SELECT plain_text FROM messages WHERE realm_id = ${gateway.normal.realm.realmId} AND recipient = ?`,
      [`friend.${name}@example.net`],
    );
    const link = /http:\/\/pages\.invalid(\/dm\S+)/.exec(mail!.plain_text)![1]!;
    await open(link);
    expect(await heading()).toBe('Apples');
  });

  test('somebody signs up', async () => {
    const tokens = new PublicTokens(gateway.secret);
    const slid = tokens.list(gateway.normal.realm.realmId, gateway.normal.listId);
    await open(`/bin/listctrl?slid=${slid}`);
    await isUsable();
    await picture('sign-up');
    await page.keyboard.press('Tab');
    await page.keyboard.type(`new.${name}@example.org`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await heading()).toBe('Thank you');
    await picture('signed-up');
    await open('/u?id=nonsense');
    expect(await heading()).toBe('This link is not valid');
    await picture('not-valid');
  });
});
