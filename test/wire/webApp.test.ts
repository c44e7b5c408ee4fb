/** The web side: WSDLs with the right address, health, refusals, headers. */
import { startEchoServer, type EchoServer, type EchoServerOptions } from '../support/echoServer';
import { sendRaw } from '../support/rawHttp';

let servers: EchoServer[] = [];
const start = async (options?: EchoServerOptions): Promise<EchoServer> => {
  const server = await startEchoServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

const get = (server: EchoServer, path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const lines = Object.entries({ Host: 'gateway.example', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return sendRaw(server.port, [`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`]);
};
const locationIn = (text: string) => /:address location="([^"]*)"/.exec(text)?.[1];

describe('the address in a WSDL', () => {
  it.each([
    ['/wsdl/WhatCountsAPI.wsdl', '/webservices/WhatCountsAPI'],
    ['/wsdl/WhatCountsAPI-document.wsdl', '/webservices/WhatCountsAPIDocument'],
    ['/webservices/WhatCountsAPI?wsdl', '/webservices/WhatCountsAPI'],
    ['/webservices/WhatCountsAPI?WSDL', '/webservices/WhatCountsAPI'],
    ['/webservices/WhatCountsAPIDocument/?a=b&Wsdl=1', '/webservices/WhatCountsAPIDocument'],
  ])('%s', async (path, endpoint) => {
    const answer = await get(await start(), path);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(locationIn(answer.text)).toBe(`http://gateway.example${endpoint}`);
  });

  it.each([
    ['gateway.example:8443', 'http://gateway.example:8443'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['my_host', 'http://my_host'],
  ])('takes the host %s', async (host, base) => {
    const answer = await get(await start(), '/wsdl/WhatCountsAPI.wsdl', { Host: host });
    expect(locationIn(answer.text)).toBe(`${base}/webservices/WhatCountsAPI`);
  });

  it('takes nothing from a host that is empty', async () => {
    const server = await start();
    const answer = await get(server, '/wsdl/WhatCountsAPI.wsdl', { Host: '' });
    expect(locationIn(answer.text)).toBe(`http://localhost:${server.port}/webservices/WhatCountsAPI`);
  });

  it('is the configured one where there is one', async () => {
    const server = await start({ publicUrl: 'https://api.example.org/base/' });
    const answer = await get(server, '/wsdl/WhatCountsAPI.wsdl');
    expect(locationIn(answer.text)).toBe('https://api.example.org/base/webservices/WhatCountsAPI');
  });

  it.each([
    [true, 'https', 'https'],
    [true, 'http, https', 'https'],
    [true, 'gopher', 'http'],
    [false, 'https', 'http'],
  ])(
    'with trust in proxies %s and X-Forwarded-Proto %s starts with %s',
    async (trustProxy, proto, scheme) => {
      const answer = await get(await start({ trustProxy }), '/wsdl/WhatCountsAPI.wsdl', {
        'X-Forwarded-Proto': proto,
      });
      expect(locationIn(answer.text)).toBe(`${scheme}://gateway.example/webservices/WhatCountsAPI`);
    },
  );
});

describe('health', () => {
  it('says that the process lives', async () => {
    const answer = await get(await start(), '/healthz');
    expect([answer.status, answer.text]).toEqual([200, '{"status":"ok"}']);
  });

  it('says whether calls would work', async () => {
    const server = await start();
    expect((await get(server, '/readyz')).text).toBe('{"status":"ready"}');
    server.ready = () => Promise.reject(new Error('database gone'));
    const answer = await get(server, '/readyz');
    expect([answer.status, answer.text]).toEqual([503, '{"status":"not ready"}']);
  });
});

describe('manners', () => {
  it('explains an endpoint to a browser', async () => {
    const answer = await get(await start(), '/webservices/WhatCountsAPI');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(answer.text).toContain('/wsdl/WhatCountsAPI.wsdl');
  });

  it.each([
    ['/wsdl/WhatCountsAPI.wsdl', 'POST', 'GET, HEAD'],
    ['/webservices/WhatCountsAPI', 'DELETE', 'GET, HEAD, POST'],
    ['/webservices/WhatCountsAPIDocument', 'PUT', 'GET, HEAD, POST'],
    ['/healthz', 'POST', 'GET, HEAD'],
  ])('at %s refuses %s', async (path, method, allow) => {
    const answer = await get(await start(), path, { 'Content-Length': '0' }, method);
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
  });

  it('has nothing elsewhere', async () => {
    const answer = await get(await start(), '/etc/passwd');
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
  });

  it('shows no insides when a request cannot be read', async () => {
    const answer = await get(await start(), '/%ff%');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).not.toMatch(/Error|node_modules|at /);
  });

  it.each(['/healthz', '/nothing', '/wsdl/WhatCountsAPI.wsdl'])('sends safe headers at %s', async (path) => {
    const { headers } = await get(await start(), path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    });
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
