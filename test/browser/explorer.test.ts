/**
 * The discovery page in a real browser: both kinds of realm, refused calls, a wrong licence, answers that hold markup,
 * the keyboard alone, a telephone, light and dark. Pictures of what was seen are kept in tmp/explorer.
 */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { startBrowser, type TestBrowser } from '../support/browser';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const PICTURES = 'tmp/explorer';
const SCREENS = [
  ['telephone-light', { width: 360, height: 740 }, 'light'],
  ['magnified-light', { width: 320, height: 560 }, 'light'],
  ['telephone-dark', { width: 360, height: 740 }, 'dark'],
  ['desk-light', { width: 1280, height: 800 }, 'light'],
  ['desk-dark', { width: 1280, height: 800 }, 'dark'],
] as const;
/** Where what the page does is tried; colours and magnification change only how it looks. */
const WORKING_SCREENS: readonly string[] = ['telephone-light', 'desk-light'];
const EXPLORER = '/bin/ws_api_tests';
const PASSWORD = 'open sesame & more';
const MARKUP = `<img src=x onerror="document.title='ran'"><script>document.title='ran'</script>&amp;`;

let gateway: TestGateway;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  gateway = await startTestGateway();
  await new RealmPasswords(gateway.control).set(gateway.keyed.realm, { password: PASSWORD });
  for (const kind of ['normal', 'keyed'] as const) {
    const { session, listId } = gateway[kind];
    const email = `markup@example.org`;
    await gateway.soap.call(kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe', {
      session,
      ...(kind === 'keyed' ? { customerKey: 'CRM-17' } : {}),
      email,
      listId,
      emailFormat: 99,
    });
    await gateway.soap.call(kind === 'keyed' ? 'userSetDataByCustomerKey' : 'userSetData', {
      session,
      ...(kind === 'keyed' ? { customerKey: 'CRM-17' } : { email }),
      data: [['last', MARKUP]],
    });
  }
});
afterAll(() => gateway.close());

describe.each(SCREENS)('on a %s', (name, viewport, colorScheme) => {
  let browser: TestBrowser;
  let page: Page;
  const problems: string[] = [];
  const asked: string[] = [];
  /** The last one that the page used. */
  let session = '';
  beforeAll(async () => {
    browser = await startBrowser({ viewport, colorScheme });
    page = browser.page;
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // A fault is an answer with status 500, which the browser notes.
      if (message.type() === 'error' && !message.text().includes('status of 500'))
        problems.push(message.text());
    });
    page.on('request', (request) => {
      asked.push(request.url());
      session = /(?:<session[^>]*>|^)(S\w{32})(?:<|$)/.exec(request.postData() ?? '')?.[1] ?? session;
    });
  });
  beforeEach(() => problems.splice(0));
  afterEach(async () => {
    expect(problems).toEqual([]);
    // Nothing is loaded from elsewhere, and nothing that is secret is kept or shown in the address.
    expect(asked.filter((url) => !url.startsWith(gateway.url))).toEqual([]);
    expect(asked.filter((url) => /license|licence|session=|\?/i.test(url))).toEqual([]);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([
      0,
      0,
      '',
    ]);
    expect(await isWide()).toBe(false);
  });
  afterAll(async () => {
    await browser.close();
  });

  const work: (what: string, run: () => Promise<void>) => void = WORKING_SCREENS.includes(name)
    ? test
    : () => undefined;
  const isWide = () =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  const picture = (what: string) =>
    page.screenshot({ path: `${PICTURES}/${name}-${what}.png`, fullPage: true });
  const open = async (call = ''): Promise<void> => {
    await page.goto(`${gateway.url}${EXPLORER}`);
    await page.locator('.groups a').first().waitFor({ state: 'attached' });
    if (call) await show(call);
  };
  /** Goes to a call as a link does, without loading the page again. */
  const show = async (call: string, query = ''): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(call + query)}`);
    await page.locator('#view h2', { hasText: new RegExp(`^${call}$`) }).waitFor();
  };
  const give = async (kind: 'normal' | 'keyed'): Promise<void> => {
    await page.locator('#licence').fill(gateway[kind].licence);
    await page.getByRole('button', { name: 'Show my calls' }).click();
    await page.locator('.realm-kind').waitFor();
  };
  const run = async (): Promise<string> => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const outcome = page.locator('.outcome');
    await outcome.waitFor();
    return outcome.innerText();
  };
  const listed = (section: string): Promise<string[]> => page.locator(`${section} .name`).allTextContents();

  test('all calls can be read without a licence, and none can be run', async () => {
    await open();
    await picture('start');
    expect(await page.locator('.count').innerText()).toMatch(/^\d+ calls$/);
    await show('userDeleteByCustomerKey');
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
    await show('getVersion');
    expect(await run()).toMatch(/^getVersion answered in \d+ ms$/);
  });

  test('an endpoint of REST is found, filled in from the realm, and sent', async () => {
    await open();
    await give('keyed');
    await page.getByRole('button', { name: 'REST', exact: true }).click();
    expect(await page.locator('.count').innerText()).toMatch(/^\d+ calls for this realm, \d+ refused$/);
    await page.locator('#search').fill('reads contact');
    await page.locator('#search').press('Enter');
    await page.locator('#view h2', { hasText: 'GET /subscribers/{subscriber}' }).waitFor();
    expect(await page.getByLabel('subscriber', { exact: false }).inputValue()).toBe('CRM-17');
    await page.getByLabel('password', { exact: false }).fill(PASSWORD);
    await page.getByRole('tab', { name: 'Python' }).click();
    expect(await page.locator('.panel code').innerText()).toContain('/rest/subscribers/CRM-17"');
    expect(await page.locator('#view').innerText()).not.toContain(PASSWORD);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.outcome').waitFor();
    expect(await page.locator('.outcome').innerText()).toMatch(/^HTTP 200/);
    expect(await page.locator('.answer code').innerText()).toContain('"customerKey": "CRM-17"');
    await picture('rest-read');
    await page.evaluate(
      `location.hash = 'POST/msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}'`,
    );
    await page.locator('#view h2', { hasText: 'POST' }).waitFor();
    expect(await page.getByLabel('password', { exact: false }).inputValue()).toBe(PASSWORD);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('dialog').waitFor();
    await page.keyboard.press('Escape');
    await picture('rest-send');
  });

  test('a licence that is none is refused with the reason', async () => {
    await open();
    await page.locator('#licence').fill('<version>1</version><key>00</key><data>00</data>');
    await page.getByRole('button', { name: 'Show my calls' }).click();
    await page.locator('[role=alert]:not(:empty)').waitFor();
    expect(await page.locator('[role=alert]').innerText()).toContain('The licence is not valid here.');
    expect(await page.locator('.realm-kind').count()).toBe(0);
    await picture('wrong-licence');
  });

  test('a realm with customer keys shows its calls, and those it refuses with the one to use', async () => {
    await open();
    await give('keyed');
    expect(await page.locator('#view h2').innerText()).toBe('This realm uses Customer Key');
    expect(await page.locator('body').innerText()).not.toContain(gateway.keyed.licence.slice(0, 40));
    await picture('keyed');
    const right = await listed('section:not(.refused)');
    const refused = await listed('section.refused');
    expect(right).toContain('userGetDataByCustomerKey');
    expect(right).not.toContain('userGetData');
    expect(refused).toContain('userGetData');
    await show('userGetData');
    expect(await page.locator('.notice').innerText()).toContain('call userGetDataByCustomerKey instead');
    expect(await run()).toContain('realm.useCustomerKey');
    await picture('refused');
    await page.locator('.notice a').click();
    await page.locator('#view h2', { hasText: 'userGetDataByCustomerKey' }).waitFor();
    expect(await page.locator('.notice').count()).toBe(0);
  });

  test('a realm without them shows the other half', async () => {
    const file = join(gateway.varDirectory, `${name}.license`);
    await writeFile(file, gateway.normal.licence);
    await open();
    await page.locator('#licence-file').setInputFiles(file);
    await page.locator('.realm-kind').waitFor();
    expect(await page.locator('#view h2').innerText()).toBe('This realm does not use Customer Key');
    expect(await listed('section:not(.refused)')).toContain('userGetData');
    expect(await listed('section.refused')).toContain('userGetDataByCustomerKey');
    await show('enumLists');
    expect(await run()).toMatch(/^enumLists answered in \d+ ms$/);
    expect(await page.locator('.answer').innerText()).toContain('Test list');
    expect(await page.locator('.answer table').count()).toBe(1);
    await picture('answer');
  });

  work('an answer that holds markup is shown as text', async () => {
    await open();
    await give('normal');
    await show('userGetAllData');
    await page.getByLabel('email string').fill('markup@example.org');
    for (const returnXml of ['true', 'false']) {
      await page.getByLabel('returnXml boolean').selectOption(returnXml);
      expect(await run()).toContain('answered');
      await page.getByRole('tab', { name: 'Value' }).click();
      expect(await page.locator('.answer pre').innerText()).toContain('onerror=');
      for (const tab of await page.locator('.answer [role=tab]').all()) await tab.click();
    }
    await page.getByRole('tab', { name: 'SOAP request' }).click();
    expect(await page.locator('.answer pre').innerText()).toContain('SESSION');
    expect(await page.locator('img:not(header img)').count()).toBe(0);
    expect(await page.title()).toBe('userGetAllData - Soapstone');
    // What is typed gets into the examples, as text of their language.
    await page.getByLabel('email string').fill(`"${MARKUP}`);
    for (const tab of await page.locator('section:last-of-type [role=tab]').all()) await tab.click();
    expect(await page.title()).toBe('userGetAllData - Soapstone');
  });

  test('a call that changes data asks first', async () => {
    await open();
    await give('keyed');
    await show('userUnSubscribeByCustomerKey', '?form=0&customerKey=%22CRM-17%22&listId=1');
    const line = () => page.locator('.outcome').count();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('dialog').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Cancel');
    await picture('asks');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await line()).toBe(0);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.locator('.outcome').waitFor();
    expect(await page.locator('.outcome').innerText()).toContain('list.notFound');
  });

  work('forms and examples begin with what the realm has', async () => {
    await open();
    await give('keyed');
    const { realm, listId } = gateway.keyed;
    expect(await page.locator('.realm-kind').innerText()).toContain(realm.name);
    await show('getSubscribersInList');
    const list = page.getByLabel('listId int');
    expect(await list.inputValue()).toBe(String(listId));
    expect(await list.locator('option').allTextContents()).toContain(`${listId} - Test list`);
    await page.getByRole('tab', { name: 'curl' }).click();
    const command = await page.getByRole('region', { name: 'Example in curl' }).innerText();
    expect(command).toMatch(new RegExp(`^curl -sS '${gateway.url}/webservices/WhatCountsAPI'`));
    expect(command).toContain(`>${listId}</listId>`);

    // The settings of the list, unchanged: what is sent back unread changes nothing.
    await show('listUpdate');
    const settings = page.getByLabel('list WhatCountsAPIList');
    while (!(await settings.inputValue()).includes('fromAddress')) await page.waitForTimeout(50);
    expect(JSON.parse(await settings.inputValue())).toMatchObject({
      listId,
      name: 'Test list',
      fromAddress: '"Test list" <list@sender.example>',
    });

    // The long form of sendMessage is not for this realm.
    await show('sendMessage');
    expect(await page.locator('.forms input:checked').count()).toBe(1);
    expect(await page.locator('.forms label:has(input:checked)').innerText()).toContain('xmlFlags');
    expect(await page.getByLabel('xmlFlags string').inputValue()).toContain(`<list_id>${listId}</list_id>`);

    await show('getTrackedEvents');
    expect(await page.getByLabel('startDatetime string').getAttribute('type')).toBe('datetime-local');
    await page.getByLabel('startDatetime string').fill('2026-02-03T04:05:06');
    expect(await page.getByRole('region', { name: 'Example in curl' }).innerText()).toContain(
      '>02/03/2026 04:05:06<',
    );
    // What is on the page can be handed on, without the session.
    await page.evaluate(
      'Object.defineProperty(navigator, "clipboard", { value: { writeText: (text) => ((globalThis.copied = text), Promise.resolve()) } })',
    );
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await page.evaluate<string>('globalThis.copied');
    expect(link).not.toMatch(/S[0-9A-Za-z]{32}/);
    await show('getVersion');
    await page.evaluate(`location.hash = ${JSON.stringify(new URL(link).hash)}`);
    await page.locator('#view h2', { hasText: /^getTrackedEvents$/ }).waitFor();
    expect(await page.getByLabel('startDatetime string').inputValue()).toBe('2026-02-03T04:05:06');
  });

  test('a search shows what fits best first, and the list is one step away', async () => {
    await open('getVersion');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Calls' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    expect(await page.locator('#search').isVisible()).toBe(true);
    for (const [words, first] of [
      ['subscribe', 'userSubscribe'],
      ['report', 'getUnsubscribeReport'],
      ['delete contact', 'userDelete'],
    ] as const) {
      await page.locator('#search').fill(words);
      expect((await listed('.groups'))[0]).toBe(first);
    }
    expect((await listed('.groups')).length).toBeGreaterThan(1);
    await picture('search');
    for (const file of ['WhatCountsAPI.wsdl', 'WhatCountsAPI-document.wsdl']) {
      await open();
      await page.locator(`a[href$="/wsdl/${file}"]`).waitFor();
    }
  });

  test('the reference has its contents and a search in sight', async () => {
    await page.goto(`${gateway.url}/docs/contacts`);
    const box = await page.locator('.groups a').first().boundingBox();
    expect(box!.y).toBeLessThan(400);
    await page.locator('#search').fill('bounce');
    await page.locator('#search').press('Enter');
    await page.locator('h2', { hasText: 'Search' }).waitFor();
    expect(await page.locator('dt a').first().innerText()).toBe('getBounceStats');
    await picture('reference-search');
    expect(await isWide()).toBe(false);
    await page.locator('dt a').first().click();
    await page.locator('#getBounceStats').waitFor();
    asked.splice(0);
  });

  work('a licence can be forgotten, and its session ends', async () => {
    await open();
    await give('normal');
    await page.getByRole('button', { name: 'Forget', exact: true }).click();
    await page.locator('#licence').waitFor();
    expect(await page.locator('.realm-kind').count()).toBe(0);
    expect(await page.locator('section.refused').count()).toBe(0);
  });

  test('everything can be done with the keyboard', async () => {
    await open();
    const focused = () =>
      page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.id');
    const tabTo = async (what: string): Promise<void> => {
      const passed: string[] = [];
      while (passed.at(-1) !== what && passed.length < 40) {
        await page.keyboard.press('Tab');
        passed.push(await focused());
        expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
      }
      expect(passed).toContain(what);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Go to the list of calls');
    await tabTo('licence');
    await page.keyboard.insertText(gateway.normal.licence);
    await page.keyboard.press('Control+Enter');
    await page.locator('.realm-kind').waitFor();
    expect(await focused()).toBe('This realm does not use Customer Key');
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('zebra');
    expect(await page.locator('.count').innerText()).toBe('No call matches.');
    await page.keyboard.press('Escape');
    await page.keyboard.type('enumlist');
    expect(await listed('.groups')).toEqual(['enumLists', 'enumListsInFolder']);
    await picture('search');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('enumLists');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('#view h2', { hasText: /^enumLists$/ }).waitFor();
    expect(await focused()).toBe('enumLists');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2');
    await page.keyboard.press('Control+Enter');
    await page.locator('.outcome').waitFor();
    await tabTo('Table');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Value');
    expect(await page.locator('.answer pre').innerText()).toContain('Test list');
    await picture('keyboard');
    await tabTo('SOAP XML');
    await page.keyboard.press('End');
    expect(await page.getByRole('region', { name: 'Example in XML-RPC' }).innerText()).toContain(
      '<methodName>enumLists',
    );
  });

  work('a session that has ended is noticed', async () => {
    await open();
    await give('normal');
    await gateway.soap.call('endSession', { session });
    await show('enumLists');
    expect(await run()).toContain('session.invalid');
    expect(await page.locator('.realm-kind').count()).toBe(0);
  });

  work('an answer that comes after its session has gone leaves the next one alone', async () => {
    await open();
    await give('normal');
    await gateway.soap.call('endSession', { session });
    await show('enumLists');
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      void page.route('**/webservices/WhatCountsAPI', async (route) => {
        if (!route.request().postData()!.includes('api:enumLists')) return route.continue();
        const release = new Promise<void>((now) => (answer = now));
        resolve();
        await release;
        await route.continue();
      });
    });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await asked;
    await page.getByRole('button', { name: 'Forget', exact: true }).click();
    await page.getByRole('link', { name: 'Give a licence' }).first().click();
    await give('keyed');
    const answered = page.waitForResponse(
      (reply) => reply.request().postData()?.includes('api:enumLists') === true,
    );
    answer();
    await (await answered).finished();
    await page.unrouteAll({ behavior: 'wait' });
    await show('useCustomerKey');
    expect(await run()).toContain('useCustomerKey answered');
    expect(await page.locator('.realm-kind').innerText()).toContain('Customer Key');
  });

  work('of a very long answer the beginning is shown', async () => {
    await open();
    await give('normal');
    await show('getSubscribersInList');
    const said = 'x'.repeat(1_000_000);
    await page.route('**/webservices/WhatCountsAPI', async (route) => {
      if (!route.request().postData()!.includes('api:getSubscribersInList')) return route.continue();
      const real = await route.fetch();
      const body = (await real.text()).replace(/(<getSubscribersInListReturn[^>]*>)[^<]*/, `$1${said}`);
      return route.fulfill({ response: real, body });
    });
    await run();
    await page.getByRole('tab', { name: 'Value' }).click();
    expect(await page.locator('.answer pre').innerText()).toHaveLength(200_000);
    expect(await page.locator('.answer .rest').innerText()).toContain('800,000 more characters');
    await page.unrouteAll({ behavior: 'wait' });
  });

  work('what is printed holds the call without the list of all of them, and cuts nothing off', async () => {
    await open('userSubscribeWithCustomData');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#calls').isVisible()).toBe(false);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.code pre')).whiteSpace")).toBe(
      'pre-wrap',
    );
    await page.emulateMedia({ media: 'screen' });
  });

  test('the names of clients stay above the marks of the coverage table', async () => {
    await page.goto(`${gateway.url}/docs/coverage`);
    const table = page.locator('.table.coverage').first();
    await page.evaluate("document.querySelector('.table.coverage').scrollTop = 1500");
    const tops = [table, table.locator('thead th').first()].map(
      async (each) => (await each.boundingBox())!.y,
    );
    const [outer, heading] = await Promise.all(tops);
    expect(Math.abs(heading! - outer!)).toBeLessThan(5);
    await picture('coverage');
  });
});
