/** The SOAP door as an HTTP server: sizes, encodings, charsets, protocol versions, broken connections. */
import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { startEchoServer, type EchoServer } from '../support/echoServer';
import { postOf, sendRaw } from '../support/rawHttp';
import { echoString, envelope, faultOf, rpc } from '../support/soapText';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer({ limits: { maxBytes: 100_000, maxElements: 1000 } });
});
afterAll(() => server.close());
afterEach(() => {
  expect(server.defects).toEqual([]);
});

const send = (body: Buffer | string, options?: Parameters<typeof postOf>[1]) =>
  sendRaw(server.port, [postOf(body, options)]);

/** The text that came back from echoString. */
const echoed = (xml: string): string | undefined => /<echoStringReturn[^>]*>([^<]*)</.exec(xml)?.[1];

describe('addresses', () => {
  it.each([
    '/webservices/WhatCountsAPI/',
    '/webservices/WhatCountsAPI?wsdl',
    '/WEBSERVICES/whatcountsapi//?x=y',
    'http://gateway.example/webservices/WhatCountsAPI',
  ])('takes calls at %s', async (path) => {
    const answer = await send(echoString('x'), { path });
    expect([answer.status, echoed(answer.text)]).toEqual([200, 'x']);
  });

  it.each(['/webservices/WhatCountsAPIx', '/webservices', '/'])('takes none at %s', async (path) => {
    expect((await send(echoString('x'), { path })).status).toBe(404);
  });

  it('answers each style in kind, whatever the address', async () => {
    const document = envelope('<echoString xmlns="urn:webservices.api.whatcounts.v2"><s>x</s></echoString>');
    for (const path of ['/webservices/WhatCountsAPI', '/webservices/WhatCountsAPIDocument']) {
      expect((await send(document, { path })).text).toContain(
        '<echoStringResponse xmlns="urn:webservices.api.whatcounts.v2"><echoStringReturn>x</echoStringReturn>',
      );
      expect((await send(echoString('x'), { path })).text).toContain(
        '<echoStringReturn xsi:type="xsd:string">x<',
      );
    }
  });

  it('lets the address decide where the namespace does not', async () => {
    const plain = envelope('<echoString><s>x</s></echoString>');
    const answer = await send(plain, { path: '/webservices/WhatCountsAPIDocument' });
    expect(answer.text).toContain('<echoStringResponse xmlns="urn:webservices.api.whatcounts.v2">');
  });

  it('takes a legacy name at the document address, and answers under it', async () => {
    const call = envelope(
      '<userUnSubscribe xmlns="urn:webservices.api.whatcounts.v2"><session>S</session><email>a@b.example</email>' +
        '<firstName/><listId>1</listId><optout>true</optout><universal>false</universal></userUnSubscribe>',
    );
    expect((await send(call)).text).toContain('<userUnSubscribeReturn>6</userUnSubscribeReturn>');
  });
});

describe('protocol', () => {
  it('answers HTTP/1.0 unchunked and closes', async () => {
    const answer = await sendRaw(server.port, [postOf(echoString('x'), { version: '1.0' })], 2000);
    expect([answer.status, answer.closed, answer.headers['transfer-encoding']]).toEqual([
      200,
      true,
      undefined,
    ]);
  });

  it('keeps the connection for the next call, after a fault too', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const answers = await new Promise<string>((resolve) => {
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        if (received.includes('>second<')) resolve(received);
        else if (received.includes('</soapenv:Envelope>') && !received.includes('HTTP/1.1 200')) {
          socket.write(postOf(echoString('second')));
        }
      });
      socket.write(postOf('not xml'));
    });
    socket.destroy();
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 500', 'HTTP/1.1 200']);
  });

  it('continues a caller who asks first', async () => {
    const answer = await send(echoString('x'), { headers: { Expect: '100-continue' } });
    expect([answer.continued, answer.status]).toEqual([true, 200]);
  });

  it('reads chunks, cut anywhere', async () => {
    const body = Buffer.from(echoString('Grüße 😀'));
    const pieces: (Buffer | string)[] = [
      postOf('', { headers: { 'Content-Length': '', 'Transfer-Encoding': 'chunked' } }),
    ];
    for (let at = 0; at < body.length; at += 7) {
      const piece = body.subarray(at, at + 7);
      pieces.push(`${piece.length.toString(16)}\r\n`, piece, '\r\n');
    }
    const answer = await sendRaw(server.port, [...pieces, '0\r\n\r\n']);
    expect(echoed(answer.text)).toBe('Grüße 😀');
  });

  it.each([
    ['any SOAPAction', { SOAPAction: '"urn:anything#at-all"' }],
    ['no SOAPAction', { SOAPAction: '' }],
    ['application/xml', { 'Content-Type': 'application/xml' }],
    ['no Content-Type', { 'Content-Type': '' }],
  ])('takes %s', async (_what, headers) => {
    expect(echoed((await send(echoString('é'), { headers })).text)).toBe('é');
  });

  it('survives callers who go away in the middle', async () => {
    for (const part of [20, 200, 400]) {
      const bytes = postOf(echoString('x'));
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => {
          socket.write(bytes.subarray(0, part), () => socket.resetAndDestroy());
        });
        socket.on('close', () => resolve());
        socket.on('error', () => undefined);
      });
    }
    expect((await send(echoString('x'))).status).toBe(200);
  });
});

it('survives callers who do not wait for their answer', async () => {
  let entered = () => {};
  let leave = () => {};
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const slow = await startEchoServer({
    delay: () => {
      entered();
      return gone;
    },
  });
  const call = rpc('addInts', '<session>S</session><a>1</a><b>2</b>');
  const socket = connect(slow.port, '127.0.0.1', () => socket.write(postOf(call)));
  await inside;
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.resetAndDestroy();
  });
  // One round trip later the server has seen the reset.
  await sendRaw(slow.port, [postOf(echoString('x'))]);
  leave();
  const next = await sendRaw(slow.port, [postOf(call)]);
  expect([next.status, slow.defects, slow.audited.length]).toEqual([200, [], 3]);
  await slow.close();
});

describe('sizes', () => {
  const big = echoString('x'.repeat(150_000));

  it('refuses a body over the limit by its announcement', async () => {
    const answer = await sendRaw(server.port, [postOf(big)], 2000);
    expect([answer.status, answer.closed]).toEqual([500, true]);
    expect(faultOf(answer.text)).toEqual({
      faultCode: 'soapenv:Client',
      code: 'request.tooLarge',
      text: 'The request is too large: it is over 100000 bytes.',
    });
  });

  it('refuses a body over the limit while it arrives', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = postOf('', { headers: { 'Content-Length': '', 'Transfer-Encoding': 'chunked' } });
    const answer = await sendRaw(server.port, [head, ...Array<string>(10).fill(chunk), '0\r\n\r\n'], 2000);
    expect([answer.status, answer.closed, faultOf(answer.text).code]).toEqual([
      500,
      true,
      'request.tooLarge',
    ]);
  });

  it('lets a caller who reads nothing before sending everything read the answer', async () => {
    const bytes = postOf('x'.repeat(5_000_000));
    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(server.port, '127.0.0.1');
      socket.pause();
      socket.on('data', (chunk) => (received += chunk.toString('latin1')));
      socket.on('error', reject);
      socket.on('end', () => resolve(received));
      socket.write(bytes, () => socket.resume());
    });
    expect(answer).toContain('request.tooLarge');
  });

  it.each([64, 65])('takes 64 levels of elements and not more (%d)', async (levels) => {
    const inner = levels - 4;
    const answer = await send(rpc('echoAny', `<value>${'<a>'.repeat(inner)}${'</a>'.repeat(inner)}</value>`));
    expect(faultOf(answer.text)).toMatchObject(
      levels === 64
        ? { code: 'argument.invalid' }
        : { code: 'request.tooLarge', text: expect.stringContaining('64 levels') as string },
    );
  });

  it.each([1000, 1001])('takes as many elements as are allowed and not more (%d)', async (count) => {
    const answer = await send(rpc('echoAny', `<value>${'<a/>'.repeat(count - 4)}</value>`));
    expect(faultOf(answer.text).code).toBe(count === 1000 ? 'argument.invalid' : 'request.tooLarge');
  });

  it('counts shared elements once for every reference', async () => {
    const answer = await send(
      rpc(
        'userSetFields',
        `<session>S</session><email/><fields>${'<i href="#e"/>'.repeat(300)}</fields>`,
        '<multiRef id="e"><key>a</key><value>b</value></multiRef>',
      ),
    );
    expect(faultOf(answer.text)).toMatchObject({
      code: 'request.tooLarge',
      text: expect.stringContaining('with its references') as string,
    });
  });

  it('counts shared text once for every reference', async () => {
    const answer = await send(
      rpc(
        'userSetFields',
        `<session>S</session><email/><fields>${'<i><key href="#t"/></i>'.repeat(50)}</fields>`,
        `<multiRef id="t">${'x'.repeat(50_000)}</multiRef>`,
      ),
    );
    expect(faultOf(answer.text).code).toBe('request.tooLarge');
  });
});

describe('compressed bodies', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('reads %s', async (encoding, compress) => {
    const body = compress(echoString('Grüße'));
    const answer = await send(body, { headers: { 'Content-Encoding': encoding } });
    expect(echoed(answer.text)).toBe('Grüße');
    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['gzip', 'is not valid gzip data'],
    ['deflate', 'is not valid deflate data'],
    ['br', 'send gzip, deflate or none'],
  ])('refuses what is not %s', async (encoding, reason) => {
    const answer = await send(echoString('x'), { headers: { 'Content-Encoding': encoding } });
    expect(faultOf(answer.text)).toMatchObject({
      code: 'request.malformed',
      text: expect.stringContaining(reason) as string,
    });
  });
});

describe('charsets', () => {
  const text = echoString('Grüße');
  const declared = (charset: string) => `<?xml version="1.0" encoding="${charset}"?>${text}`;
  const utf16 = (xml: string, mark = '') => Buffer.from(mark + xml, 'utf16le');
  const cases: [string, Buffer, string][] = [
    ['UTF-8', Buffer.from(text), 'text/xml; charset=UTF-8'],
    ['UTF-8 in quotes', Buffer.from(text), 'text/xml;charset="utf-8"; action=x'],
    ['UTF-8 undeclared', Buffer.from(text), 'text/xml'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), 'text/xml'],
    ['Latin-1 by header', Buffer.from(text, 'latin1'), 'text/xml; charset=iso-8859-1'],
    ['Latin-1 by declaration', Buffer.from(declared('ISO-8859-1'), 'latin1'), 'text/xml'],
    ['the header over the declaration', Buffer.from(declared('utf-8'), 'latin1'), 'text/xml; charset=latin1'],
    ['windows-1252', Buffer.from(text, 'latin1'), 'text/xml; charset=windows-1252'],
    ['US-ASCII with references', Buffer.from(echoString('Gr&#xFC;&#223;e')), 'text/xml; charset=us-ascii'],
    ['UTF-16 with a mark', utf16(text, '\ufeff'), 'text/xml; charset=utf-16'],
    ['UTF-16, big end first', Buffer.from(utf16(text, '\ufeff')).swap16(), 'text/xml; charset=utf-16'],
    ['UTF-16 without a mark', utf16(text), 'text/xml'],
    ['UTF-16, big end first, without a mark', Buffer.from(utf16(text)).swap16(), 'text/xml; charset=utf-16'],
    ['a declaration of UTF-16 that is not true', Buffer.from(declared('utf-16')), 'text/xml'],
  ];
  it.each(cases)('reads %s', async (_name, body, contentType) => {
    expect(echoed((await send(body, { headers: { 'Content-Type': contentType } })).text)).toBe('Grüße');
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from(text, 'latin1'), 'text/xml; charset=utf-8', 'valid UTF-8'],
    ['an unknown charset', Buffer.from(text), 'text/xml; charset=klingon', 'charset klingon is not known'],
  ])('refuses %s', async (_name, body, contentType, reason) => {
    const answer = await send(body, { headers: { 'Content-Type': contentType } });
    expect(faultOf(answer.text)).toMatchObject({
      code: 'request.malformed',
      text: expect.stringContaining(reason) as string,
    });
  });
});

describe('the address of a caller', () => {
  it.each([
    [false, '203.0.113.9', '127.0.0.1'],
    [true, '203.0.113.9', '203.0.113.9'],
    [true, '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    [true, '::ffff:203.0.113.9', '203.0.113.9'],
    [true, '2001:db8::1', '2001:db8::1'],
    [true, '203.0.113.9:5678', '203.0.113.9'],
    [true, '198.51.100.1:80, 203.0.113.9:5678', '203.0.113.9'],
    [true, '[2001:db8::1]:443', '2001:db8::1'],
    [true, '[2001:db8::1]', '2001:db8::1'],
    [true, '"[2001:db8::1]:443"', '2001:db8::1'],
    [true, '[::ffff:203.0.113.9]:5678', '203.0.113.9'],
    [true, '203.0.113.9:', '127.0.0.1'],
    [true, '[203.0.113.9', '127.0.0.1'],
    [true, 'unknown', '127.0.0.1'],
    [true, '', '127.0.0.1'],
  ])(
    'with trust in proxies %s and X-Forwarded-For %j is taken as %s',
    async (trustProxy, forwarded, address) => {
      const behind = await startEchoServer({ trustProxy });
      await sendRaw(behind.port, [postOf(echoString('x'), { headers: { 'X-Forwarded-For': forwarded } })]);
      await behind.close();
      expect(behind.addresses).toEqual([address]);
    },
  );
});

describe('what is written down of a call', () => {
  it('audits calls with their sizes', async () => {
    server.audited.length = 0;
    const body = echoString('x');
    const answer = await send(body);
    expect(server.audited).toEqual([
      expect.objectContaining({
        operation: 'echoString',
        door: 'soap',
        arguments: 1,
        outcome: 'ok',
        bytesIn: Buffer.byteLength(body),
        bytesOut: answer.body.length,
      }),
    ]);
  });

  it('tells the owner about unknown operations, at bounded length', async () => {
    server.warnings.length = 0;
    const answer = await send(rpc('x'.repeat(5000), ''));
    const name = 'x'.repeat(100);
    expect(server.warnings).toEqual([
      { message: 'unknown operation', fields: { operation: name, door: 'soap' } },
    ]);
    expect(faultOf(answer.text)).toEqual({
      faultCode: 'ns1:Client',
      code: 'operation.unknown',
      text: `No such operation '${name}'`,
    });
  });

  it.each(['Sd6lxss6ulthseiu2w25batadxvignehh', 'K-1', 'CRM000017'])(
    'keeps %s out of the log, where a caller puts it in the place of an operation',
    async (secret) => {
      server.audited.length = server.warnings.length = 0;
      const answer = await send(rpc(secret, ''));
      expect(faultOf(answer.text).text).toBe(`No such operation '${secret}'`);
      expect(server.audited).toMatchObject([{ operation: '-', code: 'operation.unknown' }]);
      expect(server.warnings).toEqual([
        { message: 'unknown operation', fields: { operation: '-', door: 'soap' } },
      ]);
    },
  );

  it('keeps the reason of a broken message short', async () => {
    const answer = await send(`<${'a'.repeat(50_000)}>`);
    expect(answer.body.length).toBeLessThan(1000);
  });
});
