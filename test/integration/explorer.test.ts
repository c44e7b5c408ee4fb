/** The discovery page through HTTP: its headers, its files, and that the requests it makes are ones the gateway takes. */
import { Registry } from '../../src/contract/registry';
import { describeApi } from '../../src/facades/explorer/describeApi';
import { exampleArguments } from '../../src/facades/explorer/page/examples/exampleValues';
import type { Arguments } from '../../src/facades/explorer/page/argumentValue';
import { soapRequest } from '../../src/facades/explorer/page/examples/soapXml';
import { xmlRpcRequest } from '../../src/facades/explorer/page/examples/xmlRpc';
import { operations } from '../../src/operations';
import { restEndpoints } from '../../src/operations/rest';
import { version } from '../../src/version';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(gateway.url + path, { redirect: 'manual', headers });
const api = describeApi(new Registry(operations), version, restEndpoints);

/** Faults that say the request itself was wrong. */
const ILL_MADE = /^(request\.|operation\.|argument\.|session\.invalid$|licence\.|server\.)/;

describe.each(['normal', 'keyed'] as const)('the example request in a %s realm', (kind) => {
  const calls = api.operations.flatMap((operation) =>
    operation.forms.map((form) => [operation.name, form.parameters.join(' '), operation, form] as const),
  );
  test.each(calls)('%s (%s) is understood', async (_name, _takes, operation, form) => {
    const { licence } = gateway[kind];
    const fault = kind === 'keyed' ? operation.refusedInCustomerKey : operation.refusedInNormal;
    const send = async (path: string, write: (values: Arguments) => string): Promise<string> => {
      const session = await gateway.soap.text('beginSession', { license: licence });
      const values = { ...exampleArguments(operation, form), session, license: licence };
      const answer = await fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body: write(values),
      });
      return answer.text();
    };
    const soap = await send('/webservices/WhatCountsAPI', (values) =>
      soapRequest(api, operation, form, values),
    );
    const code = /<code xmlns="urn:soapstone:error">([^<]+)</.exec(soap)?.[1] ?? '';
    expect(code).not.toMatch(ILL_MADE);
    if (fault) expect(code).toBe(fault.code);
    const xmlRpc = await send('/xmlrpc', (values) => xmlRpcRequest(operation, form, values));
    const text = /<name>faultString<\/name>\s*<value><string>([^<]*)</.exec(xmlRpc)?.[1] ?? '';
    expect(xmlRpc).toContain('<methodResponse>');
    // The first call made the template.
    expect(text).not.toMatch(
      /could not be read|No such operation|is required|is not valid:(?! another template)|not valid or has expired/,
    );
    if (fault) expect(xmlRpc).toContain('faultCode');
  });
});

test('example dates are in the format that their calls ask for', () => {
  const dates = api.operations.flatMap((operation) =>
    operation.forms.flatMap((form) =>
      Object.entries(exampleArguments(operation, form)).filter(([name]) =>
        /^(from|to|start|end)Date/.test(name),
      ),
    ),
  );
  expect(dates.length).toBeGreaterThan(5);
  for (const [, value] of dates) expect(value).toMatch(/^\d{2}\/\d{2}\/\d{4}( \d{2}:\d{2}:\d{2})?$/);
});

describe('the page', () => {
  const EXPLORER = '/bin/ws_api_tests';

  test('is what a browser finds at the address', async () => {
    const answer = await get('/');
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get('location')!, `${gateway.url}/`).pathname).toBe(EXPLORER);
    const slash = await get(`${EXPLORER}/`);
    expect(new URL(slash.headers.get('location')!, `${gateway.url}${EXPLORER}/`).pathname).toBe(EXPLORER);
  });

  test('lets nothing in from elsewhere, and itself into no other page', async () => {
    const { headers } = await get(EXPLORER);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|data:|http/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  });

  test('holds no script and no style of its own', async () => {
    const text = await (await get(EXPLORER)).text();
    expect(text).not.toMatch(/<style|style=|\son\w+=|<script(?! type="module" src=)/);
  });

  test('has files that a browser may keep, under a name made of their content', async () => {
    const text = await (await get(EXPLORER)).text();
    const paths = [...text.matchAll(/(?:href|src)="\.\.(\/bin\/ws_api_tests\/[0-9a-f]{16}\/[^"]+)"/g)].map(
      (m) => m[1]!,
    );
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const file = await get(path);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get('cache-control')).toContain('immutable');
      expect((await file.text()).length).toBeGreaterThan(0);
    }
    const folder = paths[0]!.slice(0, paths[0]!.lastIndexOf('/'));
    const served: unknown = await (await get(`${folder}/operations.json`)).json();
    expect(served).toEqual(JSON.parse(JSON.stringify(api)));
    expect((await get(`${folder}/../main`)).status).toBe(404);
    expect((await get(`${folder}/..%2f..%2fpackage.json`)).status).toBe(404);
    expect((await get(`${EXPLORER}/0123456789abcdef/main`)).status).toBe(404);
  });

  test('takes nothing but GET', async () => {
    const answer = await fetch(gateway.url + EXPLORER, { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the reference', () => {
  test('has every operation on the page of its group, under its name', async () => {
    const overview = await (await get('/docs')).text();
    for (const group of new Set(operations.map((operation) => operation.group))) {
      expect(overview).toContain(`href="docs/${group}"`);
      const page = await get(`/docs/${group}`);
      expect(page.status).toBe(200);
      const text = await page.text();
      for (const { name } of operations.filter((operation) => operation.group === group)) {
        expect(text).toContain(`id="${name}"`);
        expect(overview).toContain(`href="docs/${group}#${name}"`);
      }
    }
  });

  test('has every endpoint of REST on a page, and the description for machines', async () => {
    const text = await (await get('/docs/rest')).text();
    for (const { operation } of restEndpoints)
      expect(text).toContain(`id="${operation.name.replace(' ', '')}"`);
    expect(text).toContain('href="../rest/openapi.json"');
    const description = (await (await get('/rest/openapi.json')).json()) as {
      openapi: string;
      paths: object;
    };
    expect(description.openapi).toMatch(/^3\.1/);
    expect(Object.keys(description.paths)).toContain('/subscribers/{subscriber}');
  });

  test('shows what real clients call', async () => {
    const text = await (await get('/docs/coverage')).text();
    const rows = text.match(/<th scope="row">/g) ?? [];
    expect(rows).toHaveLength(operations.flatMap(({ forms }) => forms).length + restEndpoints.length);
    expect(text).toContain('aria-label="called"');
  });

  test('comes zipped to those who take it so', async () => {
    const [zipped, plain] = await Promise.all([
      get('/docs/coverage', { 'accept-encoding': 'gzip' }),
      get('/docs/coverage', { 'accept-encoding': 'identity' }),
    ]);
    expect([zipped.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual([
      'gzip',
      null,
    ]);
    expect(zipped.headers.get('vary')).toContain('Accept-Encoding');
    expect(await zipped.text()).toBe(await plain.text());
  });

  test('links only to what is there', async () => {
    for (const path of ['/docs', '/docs/session', '/docs/rest', '/docs/coverage']) {
      const text = await (await get(path)).text();
      const links = [...text.matchAll(/(?:href|src)="([^"#]+)(?:#[^"]*)?"/g)].map(
        (m) => new URL(m[1]!, gateway.url + path),
      );
      expect(links.length).toBeGreaterThan(5);
      for (const { pathname } of new Map(links.map((link) => [link.pathname, link])).values())
        expect([pathname, (await get(pathname)).status]).toEqual([pathname, 200]);
    }
  });

  test('is as closed as the page, and needs no script', async () => {
    const page = await get('/docs/contacts');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).not.toContain('<script');
    expect((await get('/docs/nothing')).status).toBe(404);
  });
});

test('an owner can switch it off', async () => {
  const closed = await startTestGateway({ EXPLORER_ENABLED: 'no' });
  try {
    for (const path of ['/', '/bin/ws_api_tests', '/docs', '/docs/coverage'])
      expect((await fetch(closed.url + path)).status).toBe(404);
    expect((await fetch(`${closed.url}/wsdl/WhatCountsAPI.wsdl`)).status).toBe(200);
  } finally {
    await closed.close();
  }
});
