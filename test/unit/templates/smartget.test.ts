/** `smartget` against a real HTTP server: its options, its bounds, and the places that it must not reach. */
import type { lookup as systemLookup, LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fetchIntoTexts } from '../../../src/core/campaigns/fetchIntoTexts';
import { FetchedTexts } from '../../../src/core/templates/fetchedTexts';
import type { GetTag } from '../../../src/core/templates/language/template';
import { parseTemplate } from '../../../src/core/templates/language/parseTemplate';
import { renderTemplate, type RenderContext } from '../../../src/core/templates/language/renderTemplate';
import { isPublicAddress } from '../../../src/fetching/isPublicAddress';
import type { RealmPages } from '../../../src/core/templates/pageSource';
import { Smartget, type SmartgetSettings } from '../../../src/fetching/smartget';

let server: Server;
let port: number;
/** Paths asked for, oldest first. */
const asked: string[] = [];
/** Requests under way, and the most there ever were. */
const load = { now: 0, most: 0 };

const PAGES: Readonly<Record<string, (answer: ServerResponse) => void>> = {
  '/n.html': (a) =>
    page(
      a,
      '<p>Hi %%$first%% <a href="/x?a=1&amp;b=2">x</a><img src=\'i/%%$tier%%.png\'> [%%UNSUB_HREF%%]%%smartget url="/n.html"%%</p>',
    ),
  '/text': (a) => page(a, 'start <b>middle</b> end “quoted” – it’s', 'text/plain; charset=utf-8'),
  '/latin': (a) => page(a, Buffer.from('caf\xe9', 'latin1'), 'text/plain; charset=ISO-8859-1'),
  '/silent': (a) => page(a, Buffer.from('caf\xe9 \x80', 'latin1'), 'text/plain'),
  '/meta': (a) => page(a, Buffer.from('<meta charset="windows-1251">\xcf', 'latin1'), 'text/html'),
  '/redirect': (a) => a.writeHead(302, { location: '/text' }).end(),
  '/error': (a) => a.writeHead(500).end('oops'),
  '/large': (a) => page(a, 'x'.repeat(5000)),
  // Each piece is within the bounds.
  '/pieces': (a) => {
    a.writeHead(200, { 'content-type': 'text/html' });
    const next = (left: number): void => {
      if (left === 0) return void a.end();
      a.write('x'.repeat(1000));
      setTimeout(next, 5, left - 1);
    };
    next(6);
  },
  '/bomb': (a) => a.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
  '/gzip': (a) =>
    a.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(gzipSync('small')),
  '/never': () => undefined,
  '/endless': (a) => {
    a.useChunkedEncodingByDefault = false;
    a.writeHead(200, { 'content-type': 'text/html', connection: 'close' }).write('<p>The first half');
  },
  '/reset': (a) => {
    a.useChunkedEncodingByDefault = false;
    a.writeHead(200, { 'content-type': 'text/html', connection: 'close' }).write('<p>The first half');
    setTimeout(() => (a.socket as Socket).resetAndDestroy(), 50);
  },
  '/upgrade': (a) =>
    a.socket!.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n'),
};

const page = (answer: ServerResponse, body: string | Buffer, type = 'text/html; charset=utf-8'): void =>
  void answer.writeHead(200, { 'content-type': type }).end(body);

beforeAll(async () => {
  server = createServer((request: IncomingMessage, answer: ServerResponse) => {
    asked.push(request.url!);
    const { pathname } = new URL(request.url!, 'http://x');
    if (pathname !== '/slow') return (PAGES[pathname] ?? ((a) => a.writeHead(404).end()))(answer);
    load.most = Math.max(load.most, ++load.now);
    setTimeout(() => {
      load.now--;
      page(answer, 'slow');
    }, 30);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
beforeEach(() => asked.splice(0));

const around: Omit<RenderContext, 'fetched'> = {
  values: {
    data: new Map([['raw', 'a b']]),
    standard: new Map([['first', 'A&B /?']]),
    custom: [{ name: 'tier', text: '1' }],
  },
  timeZone: 'UTC',
  now: new Date(0),
  links: { UNSUB_HREF: 'http://SITE/u' },
};

const smartget = (settings: Partial<SmartgetSettings> = {}): Smartget =>
  new Smartget({ allowPrivate: `intranet:1,127.0.0.1:${port}`, ...settings });

/** What a template prints in HTML, once everything is fetched. SITE stands for the server. */
async function show(text: string, settings: Partial<SmartgetSettings> = {}): Promise<string> {
  const template = parseTemplate(text.replaceAll('SITE', `http://127.0.0.1:${port}`));
  const fetched = new FetchedTexts(smartget(settings).ofRealm(1));
  await fetched.fetchFor([{ template, place: 'html', around }]);
  const rendered = renderTemplate(template, 'html', { ...around, fetched: fetched.texts });
  expect(rendered.wanted).toEqual([]);
  return rendered.text;
}

describe('what is printed', () => {
  it('is the page, its tags read once and its links made complete', async () => {
    const base = `http://127.0.0.1:${port}`;
    const expected = `<p>Hi A&amp;B /? <a href="${base}/x?a=1&amp;b=2">x</a><img src='${base}/i/1.png'> [http://SITE/u]</p>`;
    expect(await show('%% smartget SITE/n.html %%')).toBe(expected);
    expect(await show('%%smartget url="SITE/n.html"&base_url="https://cdn.example/a/"%%')).toBe(
      expected
        .replaceAll(`${base}/x`, 'https://cdn.example/x')
        .replaceAll(`${base}/i`, 'https://cdn.example/a/i'),
    );
    expect(asked).toEqual(['/n.html', '/n.html']);
  });

  it.each([
    ['&start_at="start "&end_at=" end"', '<b>middle</b>'],
    ['&fix_quotes=true&start_at="end "', '"quoted" - it\'s'],
    ['&must_contain="middle"&start_at="it"', '’s'],
    ['&must_contain="nothing"&default_value="<i>none</i>"', '<i>none</i>'],
    ['&must_not_contain="middle"&default_value="%%$tier%%"', '1'],
    ['&start_at="nothing"&default_value=""', ''],
    ['&amp;end_at=" <b>"&mystery=1', 'start'],
  ])('follows the options %s', async (options, expected) => {
    expect(await show(`%%smartget url="SITE/text"${options}%%`)).toBe(expected);
  });

  it.each([
    ['/latin', 'café'],
    ['/silent', 'café €'],
    ['/meta', '<meta charset="windows-1251">П'],
    ['/gzip', 'small'],
  ])('is decoded: %s', async (path, expected) => {
    expect(await show(`%%smartget SITE${path}%%`)).toBe(expected);
  });

  it('is fetched once for each address, whose values are encoded unless the caller sent them', async () => {
    await show(
      '%%set t = $tier%%%%smartget url="SITE/text?%%$first%%&%%$raw%%&%%$t%%"%%%%smartget url="SITE/text?%%$first%%&%%$raw%%&%%$t%%"%%',
    );
    expect(asked).toEqual(['/text?A%26B%20%2F%3F&a%20b&1']);
  });
});

describe('a failure', () => {
  it.each([
    ['SITE/redirect', 'answers with a redirect'],
    ['SITE/error', 'answers with status 500'],
    ['SITE/missing', 'answers with status 404'],
    ['SITE/large', 'more than 4000 bytes'],
    ['SITE/pieces', 'more than 4000 bytes'],
    ['SITE/bomb', 'more than 4000 bytes'],
    ['SITE/never', 'did not come within 0.2 s'],
    ['SITE/endless', 'did not come within 0.2 s'],
    ['SITE/reset', 'cannot be fetched'],
    ['SITE/upgrade', 'cannot be fetched'],
    ['http://127.0.0.1:1/', 'not on the public internet'],
    ['ftp://x.example/', 'not a valid http or https address'],
    ['http://', 'not a valid http or https address'],
    ['http://nowhere.invalid/', 'cannot be fetched'],
    ['SITE/text"&must_contain="nothing', 'must contain'],
    ['SITE/text"&end_at="nothing', 'end marker'],
  ])('says why: %s', async (url, reason) => {
    const bounds = { timeoutMs: 200, maxBytes: 4000 };
    const failure = await show(`%%smartget url="${url}"%%`, bounds).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'template.smartgetFailed',
      message: expect.stringContaining(reason) as string,
    });
    expect(await show(`%%smartget url="${url}"&default_value="D"%%`, bounds)).toBe('D');
  });
});

describe('places', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://169.254.169.254/latest/meta-data',
  ])('%s is not reached', async (url) => {
    const failure = await show(`%%smartget url="${url.replace('PORT', String(port))}"%%`, {
      allowPrivate: '',
    }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'template.smartgetFailed' });
    expect((failure as Error).message).toContain('not on the public internet');
    expect(asked).toEqual([]);
  });

  const resolvesTo = (...addresses: string[]): typeof systemLookup => {
    const lookup = (
      _host: string,
      _options: unknown,
      answer: (error: null, found: LookupAddress[]) => void,
    ): void => {
      answer(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return lookup as unknown as typeof systemLookup;
  };

  it.each([[['127.0.0.1']], [['93.184.215.14', '10.0.0.1']], [['fd00:ec2::254']]])(
    'a public name with the addresses %j is not reached',
    async (addresses) => {
      const settings = { allowPrivate: '', lookup: resolvesTo(...addresses) };
      await expect(show(`%%smartget url="http://name.example:${port}/text"%%`, settings)).rejects.toThrow(
        'not on the public internet',
      );
      expect(asked).toEqual([]);
    },
  );

  it('that the owner allows are reached, at that port only', async () => {
    const settings = { allowPrivate: ` Intranet.example:${port} `, lookup: resolvesTo('127.0.0.1') };
    expect(await show(`%%smartget url="http://intranet.example:${port}/latin"%%`, settings)).toBe('café');
    await expect(show('%%smartget url="http://intranet.example:81/"%%', settings)).rejects.toThrow(
      'public internet',
    );
  });

  it.each([
    ['8.8.8.8', true],
    ['172.15.0.1', true],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['100.64.0.1', false],
    ['100.100.100.200', false],
    ['192.168.1.1', false],
    ['198.19.0.1', false],
    ['255.255.255.255', false],
    ['224.0.0.1', false],
    ['2606:4700::1111', true],
    ['::', false],
    ['::1', false],
    ['::ffff:8.8.8.8', false],
    ['fe80::1%eth0', false],
    ['fc00::1', false],
    ['2002:7f00:1::', false],
    ['2001:0:7f00:1::', false],
    ['2001:4860::8888', true],
    ['nonsense', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

test('no more than four pages are fetched at once, and all of them are', async () => {
  const tags = Array.from({ length: 11 }, (_, i) => `%%smartget url="SITE/slow?${i}"%%`).join('');
  expect(await show(tags)).toBe('slow'.repeat(11));
  expect(load.most).toBe(4);
});

describe('many pages', () => {
  const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
  const options = readOptions();

  test('of one realm hold up none of another', async () => {
    const pages = smartget({ timeoutMs: 2000 });
    const stuck = Array.from({ length: 6 }, () => pages.ofRealm(1).get(url('/never'), options));
    const outcomes = Promise.allSettled(stuck);
    // All places of the first realm are taken for two seconds, and its queue is not empty.
    expect(await Promise.race([pages.ofRealm(2).get(url('/text'), options), outcomes])).toContain('middle');
    for (const { status } of await outcomes) expect(status).toBe('rejected');
  });

  test('that wait are bounded in number and time', async () => {
    const bounds = { timeoutMs: 1000, maxWaiting: 2, maxWaitMs: 300 };
    const pages = smartget(bounds).ofRealm(1);
    const asks = Array.from({ length: 7 }, () => pages.get(url('/never'), options).catch(messageOf));
    const [refused] = await Promise.all([asks[6], ...asks.slice(4, 6)]);
    expect(refused).toContain('try again later');
    // Those that waited for a place have given up before the first places were free.
    expect(asked).toHaveLength(4);
    await Promise.all(asks);
  });

  test('that are too many are counted before the first request, those that pages ask for too', async () => {
    const tags = (count: number, from = 0): string =>
      Array.from({ length: count }, (_, i) => `%%smartget url="SITE/text?${from + i}"%%`).join('');
    await expect(show(tags(101))).rejects.toThrow('more than 100 addresses');
    expect(asked).toEqual([]);
    await show(tags(100));
    expect(asked).toHaveLength(100);
  });

  test('are not asked for any more once one of them cannot be had', async () => {
    const tags = Array.from({ length: 50 }, (_, i) => `%%smartget url="SITE/slow?${i}"%%`).join('');
    await expect(show(`%%smartget url="SITE/missing"%%${tags}`)).rejects.toThrow('status 404');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked.length).toBeLessThan(20);
  });
});

const messageOf = (error: unknown): string => (error as Error).message;

/** The options of a tag that names none. */
function readOptions(): Parameters<RealmPages['get']>[1] {
  const [tag] = parseTemplate('%%smartget url="http://x.example/"%%').nodes as [GetTag];
  return tag.options;
}

test('a launch that is refused has sent no request', async () => {
  const pages = smartget().ofRealm(1);
  const tag = (path: string): string => `%%smartget url="${`http://127.0.0.1:${port}${path}`}"%%`;
  const many = Array.from({ length: 101 }, (_, i) => tag(`/text?${i}`)).join('');
  for (const texts of [[many], [tag('/text'), tag('/text?%%$first%%')]])
    await expect(fetchIntoTexts(texts, pages)).rejects.toMatchObject({ name: 'ApiError' });
  expect(asked).toEqual([]);
  expect(await fetchIntoTexts([`a${tag('/text')}`, tag('/text')], pages)).toEqual([
    expect.stringMatching(/^astart/),
    expect.stringMatching(/^start/),
  ]);
  expect(asked).toEqual(['/text']);
});
