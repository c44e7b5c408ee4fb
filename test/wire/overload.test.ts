/** What callers get when there are more of them, or more of what they send, than the gateway takes in. */
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { AdmissionLimits } from '../../src/facades/wire/admission';
import { startEchoServer, type EchoServer } from '../support/echoServer';
import { postOf, sendRaw, type RawAnswer } from '../support/rawHttp';
import { echoString, faultOf, rpc } from '../support/soapText';
import { methodCall, readAnswer } from '../support/xmlRpcText';

let server: EchoServer;
/** Calls inside; each waits for `open`. */
let inside = 0;
let open: () => void = () => undefined;
let gate: Promise<void>;
const sockets: Socket[] = [];

async function start(admission: Partial<AdmissionLimits> = {}, maxBufferedBytes?: number): Promise<void> {
  inside = 0;
  gate = new Promise((resolve) => (open = resolve));
  server = await startEchoServer({
    trustProxy: true,
    intake: {
      admission: { atOnce: 8, waiting: 4, waitMilliseconds: 60_000, ...admission },
      ...(maxBufferedBytes && { maxBufferedBytes }),
    },
    delay: () => {
      inside++;
      return gate;
    },
  });
}
afterEach(async () => {
  open();
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
  expect(server.defects).toEqual([]);
});

const SLOW = rpc('addInts', '<session>S</session><a>1</a><b>2</b>');
const call = (body: Buffer | string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  sendRaw(server.port, [postOf(body, { headers })]);
const slow = (address: string): Promise<RawAnswer> => call(SLOW, { 'X-Forwarded-For': address });
const xmlRpc = (body: string, address: string): Promise<RawAnswer> =>
  sendRaw(server.port, [
    postOf(body, { path: '/xmlrpc', headers: { SOAPAction: '', 'X-Forwarded-For': address } }),
  ]);
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
/** Calls of one address, each sent once the one before it has arrived. */
async function crowd(address: string, running: number, waiting: number): Promise<Promise<RawAnswer>[]> {
  const calls: Promise<RawAnswer>[] = [];
  for (let i = 0; i < running; i++) {
    const before = inside;
    calls.push(slow(address));
    await until(() => inside > before);
  }
  for (let i = 0; i < waiting; i++) {
    calls.push(slow(address));
    // A call that is answered at once shows that what was sent before it has been read.
    await sendRaw(server.port, ['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n']);
  }
  return calls;
}

const OVERLOADED = { faultCode: 'soapenv:Server', code: 'server.overloaded' };

describe('more calls than are taken in', () => {
  it('are refused at once in the form of their door, with 503 and a time to try again', async () => {
    await start();
    const taken = await crowd('192.0.2.1', 6, 4);
    const refused = await slow('192.0.2.1');
    expect([refused.status, refused.headers['retry-after'], refused.headers['content-type']]).toEqual([
      503,
      '1',
      'text/xml; charset=utf-8',
    ]);
    expect(faultOf(refused.text)).toMatchObject(OVERLOADED);
    expect(faultOf(refused.text).text).toContain('nothing was changed. Try again in 1 seconds.');
    const other = await xmlRpc(methodCall('getVersion'), '192.0.2.1');
    expect([other.status, other.headers['retry-after']]).toEqual([503, '1']);
    expect(readAnswer(other.text)).toMatchObject({ fault: { faultCode: -32401 } });
    // Nobody who was taken in is lost, and the refused were not run.
    open();
    for (const { status, text } of await Promise.all(taken))
      expect([status, />(\d+)<\/addIntsReturn>/.exec(text)?.[1]]).toEqual([200, '3']);
    expect(inside).toBe(10);
  });

  it('keep their connection, and are taken in again when there is room', async () => {
    await start({ waiting: 1 });
    const taken = await crowd('192.0.2.1', 6, 1);
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.write(postOf(SLOW, { headers: { 'X-Forwarded-For': '192.0.2.1' } }));
    await until(() => received.includes('</soapenv:Envelope>'));
    open();
    await Promise.all(taken);
    socket.write(postOf(SLOW, { headers: { 'X-Forwarded-For': '192.0.2.1' } }));
    await until(() => received.includes('</addIntsReturn>'));
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200']);
  });

  it('leave room for other callers', async () => {
    await start();
    const taken = await crowd('192.0.2.1', 6, 2);
    const before = inside;
    const other = slow('192.0.2.2');
    await until(() => inside > before);
    open();
    expect((await other).status).toBe(200);
    await Promise.all(taken);
  });

  it('wait only for so long', async () => {
    await start({ waitMilliseconds: 50 });
    const taken = await crowd('192.0.2.1', 6, 0);
    const late = await slow('192.0.2.1');
    expect([late.status, faultOf(late.text).code]).toEqual([503, 'server.overloaded']);
    open();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(inside).toBe(6);
  });

  it('are not run where their caller has left meanwhile', async () => {
    await start();
    const taken = await crowd('192.0.2.1', 6, 0);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(postOf(SLOW, { headers: { 'X-Forwarded-For': '192.0.2.1' } }));
    await sendRaw(server.port, ['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n']);
    socket.resetAndDestroy();
    await sendRaw(server.port, ['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n']);
    open();
    await Promise.all(taken);
    expect((await slow('192.0.2.1')).status).toBe(200);
    expect(inside).toBe(7);
  });
});

describe('more bytes than are held', () => {
  const MEGABYTE = 1024 * 1024;
  const unfinished = (bytes: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(postOf('', { headers: { 'Content-Length': String(bytes) } }));
        socket.write(Buffer.alloc(bytes - 1, 'x'), () => resolve());
      });
      socket.on('error', () => undefined);
      sockets.push(socket);
    });

  it('are refused fast, and short calls still get through', async () => {
    await start({}, 3 * MEGABYTE);
    await Promise.all([unfinished(MEGABYTE), unfinished(MEGABYTE), unfinished(MEGABYTE)]);
    const large = await call(echoString('x'.repeat(MEGABYTE)));
    expect([large.status, large.headers['retry-after'], faultOf(large.text).code]).toEqual([
      503,
      '1',
      'server.overloaded',
    ]);
    expect((await call(echoString('x'.repeat(10_000)))).status).toBe(200);
    // What arrives without a length is refused once the budget is used up.
    const head = postOf('', { headers: { 'Content-Length': '', 'Transfer-Encoding': 'chunked' } });
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const chunked = await sendRaw(server.port, [head, ...Array<string>(12).fill(chunk), '0\r\n\r\n']);
    expect([chunked.status, faultOf(chunked.text).code]).toEqual([503, 'server.overloaded']);
    // Those who leave give back what they held.
    for (const socket of sockets.splice(0)) socket.destroy();
    let status = 0;
    while (status !== 200) status = (await call(echoString('x'.repeat(MEGABYTE)))).status;
  });

  it('give back what they held once they are answered', async () => {
    await start({}, 3 * MEGABYTE);
    for (let i = 0; i < 10; i++) {
      expect((await call(echoString('x'.repeat(MEGABYTE)))).status).toBe(200);
      expect((await call('x'.repeat(MEGABYTE))).status).toBe(500);
      const zipped = gzipSync(echoString(String(Math.random()).repeat(30_000)), { level: 0 });
      expect((await call(zipped, { 'Content-Encoding': 'gzip' })).status).toBe(200);
    }
  });
});

it('refuses what unfolds to more than fifty times its size', async () => {
  await start();
  const bomb = gzipSync(echoString('x'.repeat(5_000_000)));
  expect(bomb.length).toBeLessThan(10_000);
  const answer = await call(bomb, { 'Content-Encoding': 'gzip' });
  expect(faultOf(answer.text)).toMatchObject({
    code: 'request.tooLarge',
    text: expect.stringContaining('more than 50 times its size') as string,
  });
  // A short message may unfold as far as it likes.
  const short = gzipSync(echoString('x'.repeat(200_000)));
  expect((await call(short, { 'Content-Encoding': 'gzip' })).status).toBe(200);
});

it('answers short calls while it reads a large one', async () => {
  await start();
  let isRead = false;
  const large = call(rpc('echoAny', `<value>${'<i>x</i>'.repeat(490_000)}</value>`)).then((answer) => {
    isRead = true;
    return answer;
  });
  let short = 0;
  for (; !isRead; short++)
    expect((await sendRaw(server.port, [postOf(echoString('x'))], 0)).status).toBe(200);
  // While it arrives there is time for a few, too.
  expect(short).toBeGreaterThan(30);
  expect(faultOf((await large).text).code).toBe('argument.invalid');
});

describe('pages', () => {
  const page = (path: string): Promise<RawAnswer> =>
    sendRaw(server.port, [`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n`]);
  const WSDL = '/wsdl/WhatCountsAPI.wsdl';

  it('take their turns with calls, and say when to come back; only who watches is always answered', async () => {
    await start();
    expect((await page(WSDL)).status).toBe(200);
    const taken = await crowd('192.0.2.1', 6, 4);
    const refused = await page(WSDL);
    expect([refused.status, refused.headers['retry-after'], refused.headers['content-type']]).toEqual([
      503,
      '1',
      'text/plain; charset=utf-8',
    ]);
    expect((await page('/healthz')).status).toBe(200);
    expect((await page('/readyz')).status).toBe(200);
    open();
    await Promise.all(taken);
    expect((await page(WSDL)).status).toBe(200);
  });

  it('take no place while their forms are arriving, and may not be long', async () => {
    await start();
    for (let i = 0; i < 20; i++) {
      const socket = connect(server.port, '127.0.0.1');
      sockets.push(socket);
      socket.write('POST /u HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nid=');
    }
    const [call] = await crowd('192.0.2.1', 1, 0);
    open();
    expect((await call!).status).toBe(200);
    const long = await sendRaw(server.port, [
      `POST /u HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n`,
    ]);
    expect(long.status).toBe(413);
  });
});
