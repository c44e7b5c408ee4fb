/** What readers of mails, browsers and whoever writes HTTP by hand can send to the pages. */
import { makeCampaignLink } from '../campaignLink';
import type { Attack, PageAttack, Request } from '../attack';
import { VICTIM, type World } from '../world';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (path: string, fields: Readonly<Record<string, string>> | string): Partial<Request> => ({
  method: 'POST',
  path,
  headers: { ...FORM, 'x-forwarded-for': `198.51.101.${(caller += 1) % 250}` },
  body: Buffer.from(typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()),
});
let caller = 0;

const page = (
  name: string,
  request: PageAttack['request'],
  answer: PageAttack['answer'],
  more: Partial<PageAttack> = {},
): Attack => ({ door: 'public pages', name, request, answer, ...more });
const explorer = (
  name: string,
  request: PageAttack['request'],
  answer: PageAttack['answer'],
  more: Partial<PageAttack> = {},
): Attack => ({
  door: 'explorer',
  name,
  request,
  answer,
  ...more,
});

const contact = ({ gateway, tokens, contactId }: World): string =>
  tokens.contact({ realmId: gateway.normal.realm.realmId, contactId, campaignId: 0 });
const flipped = (token: string): string => (token.startsWith('0') ? '1' : '0') + token.slice(1);

/** Each page that acts, and how its form names its token. */
const ACTS: Readonly<Record<string, string>> = {
  '/u': 'id',
  '/ftaf': 'id',
  '/bin/pref_site': 'id',
  '/bin/listctrl': 'slid',
  '/bin/confirm': 'id',
};
const fields = { email: VICTIM, email_1: 'friend@example.org', cmd: 'subscribe' };
/** Tokens that open nothing, at every page. */
const BAD: Readonly<Record<string, (world: World) => string>> = {
  'that is made up': () => 'A'.repeat(64),
  'with a changed digit': (world) => flipped(contact(world)),
  'that is cut': (world) => contact(world).slice(0, 32),
  'that is too long': (world) => `${contact(world)}00`,
  'of a contact that is not there': ({ tokens, gateway }) =>
    tokens.contact({ realmId: gateway.normal.realm.realmId, contactId: 999_999, campaignId: 0 }),
  'of a realm that is not there': ({ tokens }) =>
    tokens.contact({ realmId: 999_999, contactId: 1, campaignId: 0 }),
  'as SQL': () => `' OR '1'='1`,
  'of 60 kB': () => 'A'.repeat(60_000),
};
const badTokens = Object.entries(ACTS).flatMap(([path, field]) =>
  Object.entries(BAD).map(([name, make]) =>
    page(`a token ${name} at ${path}`, (world) => post(path, { ...fields, [field]: make(world) }), {
      status: 404,
    }),
  ),
);
/** Tokens of one kind where another is asked for. */
const otherKinds: Attack[] = [
  page(
    'a list for a contact',
    ({ tokens, gateway, listId }) => post('/u', { id: tokens.list(gateway.normal.realm.realmId, listId) }),
    { status: 404 },
  ),
  page('a contact for a list', (world) => post('/bin/listctrl', { ...fields, slid: contact(world) }), {
    status: 404,
  }),
  page('a contact for a confirmation', (world) => post('/bin/confirm', { id: contact(world) }), {
    status: 404,
  }),
  page(
    'a confirmation for a contact',
    ({ tokens, gateway, contactId }) =>
      post('/u', { id: tokens.confirmation(gateway.normal.realm.realmId, contactId) }),
    { status: 404 },
  ),
  ...['/u', '/bin/pref_site'].map((path) =>
    page(
      `a forwarded mail at ${path}`,
      ({ tokens, gateway, contactId }) =>
        post(path, {
          id: tokens.forwarded({ realmId: gateway.normal.realm.realmId, contactId, campaignId: 0 }),
        }),
      { status: 404 },
    ),
  ),
];

/** A sign-up that waits, and the token of its mail. */
async function signUp(world: World, email: string): Promise<string> {
  const { gateway, tokens, confirmedListId } = world;
  const { session, database, realm } = gateway.normal;
  await gateway.soap.call('userSubscribe', { session, email, listId: confirmedListId, emailFormat: 99 });
  const [row] = await database.rows<{ id: number }>(
    'SELECT MAX(pending_id) AS id FROM pending_subscriptions WHERE realm_id = ?',
    [realm.realmId],
  );
  return tokens.confirmation(realm.realmId, row!.id);
}

const CLICK_TARGET = 'https://target.example/page?a=1';
const click = (name: string, more: string, location: string): Attack =>
  page(
    `a click with ${name}`,
    async (world) => ({ path: `${await makeCampaignLink(world, CLICK_TARGET)}${more}` }),
    { status: 302, location },
    { changes: ['events', 'campaign_readers', 'mail_clients'] },
  );

const CLIMBS = [
  '/../../etc/passwd',
  '/..%2f..%2fetc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%5c..%5cetc%5cpasswd',
  '/%00/etc/passwd',
  '//etc/passwd',
];

const HOSTS = [
  'x"/><evil a="',
  "x'&y",
  'attacker.example/path',
  'user@attacker.example',
  'a b',
  'x:999999',
  `a${'b'.repeat(300)}`,
];

export const pageAttacks: readonly Attack[] = [
  ...badTokens,
  ...otherKinds,
  page(
    'a confirmation used twice',
    async (world) => {
      const id = await signUp(world, 'twice@example.org');
      const confirm = { method: 'POST', body: new URLSearchParams({ id }) };
      const { status } = await fetch(`${world.gateway.url}/bin/confirm`, confirm);
      expect(status).toBe(200);
      return post('/bin/confirm', { id });
    },
    { status: 404 },
  ),
  page(
    'a good token behind a bad one',
    (world) => ({ path: `/u?id=${'A'.repeat(64)}&id=${contact(world)}` }),
    { status: 404 },
  ),
  page('a good token in an array', (world) => post('/u', `id[]=${contact(world)}`), { status: 404 }),
  page('a good token in an object', (world) => post('/u', `id[$ne]=x&id[a]=${contact(world)}`), {
    status: 404,
  }),
  page(
    'fields of every object',
    (world) =>
      post('/bin/pref_site', `id=${flipped(contact(world))}&__proto__[id]=${contact(world)}&constructor=1`),
    { status: 404 },
  ),
  page('300 fields', (world) => post('/u', `${'a=1&'.repeat(300)}id=${contact(world)}`), { status: 413 }),
  page('a form of 100 kB', () => post('/u', { id: 'x'.repeat(100_000) }), { status: 413 }),
  page(
    'an unsubscribing that is only looked at',
    (world) => ({ method: 'HEAD', path: `/u?id=${contact(world)}` }),
    { status: 200 },
  ),
  page(
    'an unsubscribing by address',
    (world) => ({ path: `/u?id=${contact(world)}&global=true&_method=POST` }),
    { status: 200 },
  ),
  page(
    'an unsubscribing with another method in a header',
    (world) => ({ path: `/u?id=${contact(world)}`, headers: { 'x-http-method-override': 'POST' } }),
    { status: 200 },
  ),
  page(
    'a page to go to afterwards',
    (world) =>
      post('/bin/listctrl', {
        slid: world.tokens.list(world.gateway.normal.realm.realmId, world.listId),
        cmd: 'subscribe',
        email: VICTIM,
        goto: 'https://attacker.example/',
        errors_to: 'https://attacker.example/',
      }),
    { status: 200 },
    { changes: ['events'] },
  ),
  page('a target in the address of a click', () => ({ path: '/t?t=11&u=1&url=https://attacker.example/' }), {
    status: 404,
  }),
  page('a click with a forged token', (world) => ({ path: `/t?t=11&e=${flipped(contact(world))}&u=1` }), {
    status: 404,
  }),
  page(
    'a click on a link that the campaign does not have',
    async (world) => ({ path: (await makeCampaignLink(world, CLICK_TARGET)).replace(/u=\d+/, 'u=77') }),
    { status: 404 },
  ),
  page(
    'a click without a token',
    async (world) => ({ path: (await makeCampaignLink(world, CLICK_TARGET)).replace(/&e=[0-9A-F]+/, '') }),
    { status: 404 },
  ),
  click('a path behind it', '&//attacker.example', `${CLICK_TARGET}&//attacker.example`),
  click(
    'a path of another system behind it',
    '&\\\\attacker.example',
    `${CLICK_TARGET}&\\\\attacker.example`,
  ),
  click('another host behind it', '&@attacker.example/', `${CLICK_TARGET}&@attacker.example/`),
  click('a line break behind it', '&%0d%0aSet-Cookie:%20a=b', `${CLICK_TARGET}&%0d%0aSet-Cookie:%20a=b`),
  click('a token behind it', '&u=2&e=3', `${CLICK_TARGET}&u=2&e=3`),
  click('a fragment behind it', '&%23x', `${CLICK_TARGET}&%23x`),
  ...CLIMBS.map((climb) =>
    page(`a path that climbs: ${climb}`, () => ({ path: `/wsdl${climb}` }), { status: 404 }),
  ),
  page('a path that cannot be read', () => ({ path: '/%ff%' }), { status: 404 }),
  page('a method that there is not', () => ({ method: 'PROPFIND', path: '/u' }), { status: 405 }),
  page('a trace', () => ({ method: 'TRACE', path: '/u', headers: { 'x-secret': 'a' } }), {
    status: 405,
    says: /^(?!.*x-secret)/s,
  }),
  ...HOSTS.map((host) =>
    page(
      `the host ${host.slice(0, 40)} in a WSDL`,
      () => ({ path: '/wsdl/WhatCountsAPI.wsdl', headers: { host } }),
      { status: 200, says: /:address location="http:\/\/localhost:\d+\/webservices/ },
    ),
  ),

  ...CLIMBS.map((climb) =>
    explorer(`a path that climbs: ${climb}`, () => ({ path: `/bin/ws_api_tests${climb}` }), { status: 404 }),
  ),
  explorer('a file of the page under another mark', () => ({ path: '/bin/ws_api_tests/0/main.js' }), {
    status: 404,
  }),
  explorer(
    'markup as a search',
    () => ({ path: `/docs/search?q=${encodeURIComponent('"><script>alert(1)</script>')}` }),
    {
      status: 200,
      says: /^(?!.*<script>alert)/s,
    },
  ),
  explorer(
    'a search of 15 kB',
    () => ({ path: `/docs/search?q=${'user+'.repeat(3000)}` }),
    { status: 200 },
    { cost: 4 },
  ),
  explorer('two searches at once', () => ({ path: '/docs/search?q=a&q=b' }), { status: 200 }),
  explorer('a search in an object', () => ({ path: '/docs/search?q[__proto__]=a' }), { status: 200 }),
  ...(
    [
      ['of nobody', () => `S${'a'.repeat(32)}`, 401],
      ['as SQL', () => `' OR '1'='1`, 401],
      ['in JSON', (world) => JSON.stringify({ session: world.gateway.normal.session }), 401],
      ['of 1 kB', () => 'S'.repeat(1000), 401],
      ['longer than a page takes', () => 'S'.repeat(70_000), 413],
    ] as readonly (readonly [string, (world: World) => string, number])[]
  ).map(([name, body, status]) =>
    explorer(
      `what a realm has, with a session ${name}`,
      (world) => ({
        method: 'POST',
        path: '/bin/ws_api_tests/realm',
        headers: { 'content-type': 'text/plain' },
        body: Buffer.from(body(world)),
      }),
      { status },
    ),
  ),
  explorer(
    'what a realm has, asked by a form of another site',
    (world) => post('/bin/ws_api_tests/realm', { session: world.gateway.normal.session }),
    { status: 401 },
  ),
];
