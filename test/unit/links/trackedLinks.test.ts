/** Link rewriting before personalisation, and the way back from a click to its target. */
import { parseTemplate } from '../../../src/core/templates/language/parseTemplate';
import { renderTemplate, type RenderContext } from '../../../src/core/templates/language/renderTemplate';
import { unescapeHtml } from '../../../src/text/escapeHtml';
import { LinkValueSigner } from '../../../src/secrets/linkValueSigner';
import { linkTags, trackingBase } from '../../../src/core/links/linkTags';
import { signLinks } from '../../../src/core/links/signLinks';
import { tagsOf, targetOf, trackable, VALUES, withTracking } from '../../../src/core/links/trackedLinks';

const BASE = 'https://mail.example';
const tracking = (clicks: Record<string, number> | null, opens = false) => ({
  baseUrl: BASE,
  realmId: 1,
  campaignId: 2,
  listId: 3,
  clicks: clicks && new Map(Object.entries(clicks)),
  opens,
});
const LINK = `${BASE}/t?c=2&amp;r=1&amp;l=3&amp;t=11&amp;e=%%SUBSCRIBER_ID_TAG%%`;
const PIXEL = `<img src="${BASE}/t?c=2&amp;r=1&amp;l=3&amp;t=10&amp;e=%%SUBSCRIBER_ID_TAG%%" width="1" height="1" border="0" alt="">`;

test('only the href of a and area with http or https is a tracked link', () => {
  const html = `<a href="http://x.example/">1</a><AREA shape=rect HREF='https://x.example/b'><link href="http://x.example/c">
    <a href="mailto:a@b.example">2</a><a href="tel:+1">3</a><a href="#top">4</a><a href="%%UNSUB_HREF%%">5</a>
    <a href="javascript:alert(1)">6</a><abbr href="http://x.example/d">7</abbr><a data-href="http://x.example/e">8</a>`;
  const found = trackable(html);
  expect(found.links.map((link) => link.key)).toEqual(['http://x.example/', 'https://x.example/b']);
  const written = withTracking(found, tracking({ 'http://x.example/': 7, 'https://x.example/b': 8 }));
  expect(written).toBe(
    html
      .replace('"http://x.example/"', `"${LINK}&amp;u=7"`)
      .replace("'https://x.example/b'", `'${LINK}&amp;u=8'`),
  );
});

test('a link is known by its text with entities read, and STOP divides it', () => {
  const { links } = trackable(
    '<a href="http://x.example/?a=1&amp;b=2%%STOP%%id=%%$user_id%%&amp;t=%%ANALYTICS%%">x</a>',
  );
  expect(links).toEqual([{ key: 'http://x.example/?a=1&b=2', appended: 'id=%%$user_id%%&t=%%ANALYTICS%%' }]);
  const written = withTracking({ pieces: ['[', ']'], links }, tracking({ 'http://x.example/?a=1&b=2': 7 }));
  expect(written).toBe(`[${LINK}&amp;u=7&amp;id=%%$user_id%%&amp;t=%%ANALYTICS%%]`);
});

test('tags inside attributes may hold quotes and angle brackets', () => {
  const html =
    '<a title="%%if a = ">" then print "b"%%" href="http://x.example/%%if tier = "1" then print "<gold>"%%/p" class=c>x</a>';
  const { pieces, links } = trackable(html);
  expect(links).toEqual([{ key: 'http://x.example/%%if tier = "1" then print "<gold>"%%/p', appended: '' }]);
  expect(pieces[1]).toBe('" class=c>x</a>');
});

test('a link inside a printed literal is left alone', () => {
  const html = '%%if a = "1" then print "<a href=http://x.example/>x</a>"%%';
  expect(trackable(html)).toEqual({ pieces: [html], links: [] });
});

test('without tracking everything stays, but STOP becomes part of the query', () => {
  const found = trackable('<a href="http://x.example/p%%STOP%%k=1&amp;l=2">x</a><a href="http://y.example">');
  expect(withTracking(found, tracking(null))).toBe(
    '<a href="http://x.example/p?k=1&amp;l=2">x</a><a href="http://y.example">',
  );
});

test.each([
  ['<body><p>x</p></BODY></html>', `<body><p>x</p>${PIXEL}</BODY></html>`],
  ['<p>x</p>', `<p>x</p>${PIXEL}`],
])('the open pixel goes before the end of %s', (html, expected) => {
  expect(withTracking(trackable(html), tracking(null, true))).toBe(expected);
});

test('values in front of STOP travel in the link, sealed, and lead back to the target', () => {
  const linkSigner = new LinkValueSigner(Buffer.alloc(32, 1));
  const key = 'http://%%$host%%/p?e=%%$email%%';
  expect(tagsOf(key)).toEqual(['%%$host%%', '%%$email%%']);
  const template = withTracking(trackable(`<a href="${key}">`), tracking({ [key]: 9 }));
  const personal = template.replace('%%$host%%', 'x.example').replace('%%$email%%', 'a&amp;b+c@d.example');
  const finished = signLinks(personal, { realmId: 1, campaignId: 2 }, linkSigner);
  const query = new URLSearchParams(/t\?([^"]*)/.exec(finished)![1]!.replaceAll('&amp;', '&'));
  const click = { realmId: 1, campaignId: 2, linkId: 9, values: query.getAll('v') };
  expect(click.values).toEqual(['x.example', 'a&b+c@d.example']);
  const seal = query.get('s')!;
  expect(linkSigner.verify(click, seal)).toBe(true);
  expect(targetOf(key, click.values, '')).toBe('http://x.example/p?e=a&b+c@d.example');
  expect(linkSigner.verify({ ...click, values: ['evil.example', 'a'] }, seal)).toBe(false);
  expect(linkSigner.verify({ ...click, linkId: 8 }, seal)).toBe(false);
  expect(linkSigner.verify({ ...click, campaignId: 3 }, seal)).toBe(false);
  expect(new LinkValueSigner(Buffer.alloc(32, 2)).verify(click, seal)).toBe(false);
});

test('a value that holds the marks of a group changes nothing outside its own link', () => {
  const linkSigner = new LinkValueSigner(Buffer.alloc(32, 1));
  const key = 'http://x.example/%%$a%%';
  const template = withTracking(
    trackable(`<a href="${key}">${VALUES.open}x${VALUES.close}</a>`),
    tracking({ [key]: 9 }),
  );
  const personal = template.replace('%%$a%%', `${VALUES.close}&quot;&gt;`);
  const finished = signLinks(personal, { realmId: 1, campaignId: 2 }, linkSigner);
  expect(finished.match(/"/g)).toHaveLength(2);
  expect(finished).toContain('>x</a>');
});

test.each([
  ['http://x.example/p', 'k=1', 'http://x.example/p?k=1'],
  ['http://x.example/p?a=1', 'k=1&l=2', 'http://x.example/p?a=1&k=1&l=2'],
  ['http://x.example/p?', 'k=1', 'http://x.example/p?k=1'],
  ['http://x.example/p#top', 'k=1', 'http://x.example/p?k=1#top'],
  ['http://x.example', '@evil.example/', 'http://x.example/?@evil.example/'],
  ['http://x.example', '//evil.example', 'http://x.example/?//evil.example'],
  ['http://x.example/a b', 'k="<>', 'http://x.example/a%20b?k=%22%3C%3E'],
  ['https://', 'x', null],
  ['javascript:alert(1)', '', null],
])('%s with %s leads to %s', (key, appended, expected) => {
  expect(targetOf(key, [], appended)).toBe(expected);
});

test('a line break in a value never reaches a header', () => {
  expect(targetOf('http://x.example/%%$a%%', ['a\r\nSet-Cookie: b=c'], '')).not.toMatch(/[\r\n]/);
});

test.each([
  ['links that never end', '<a href="'],
  ['other attributes that never end', "<a x='"],
  ['tags that never end', '%%if '],
  ['tags with quotes', '%%if "'],
  ['elements that never end', '<a '],
  ['names that never end', '%%$a'],
])('%s do not hold the process up', (_, piece) => {
  const text = piece.repeat(50_000);
  expect(trackable(text).pieces.join('').length).toBeLessThanOrEqual(text.length);
});

test('link tags print addresses, and nothing without a public address or a contact', () => {
  const place = { baseUrl: BASE, token: 'ABC', campaignId: 20001, contactId: 255, messageMark: '' };
  expect(linkTags(place)).toEqual({
    SUBSCRIBER_ID_TAG: 'ABC',
    UNSUB_HREF: `${BASE}/u?id=ABC`,
    UNSUBSCRIBE_HREF: `${BASE}/u?id=ABC`,
    DISPLAY_MSG: `${BASE}/dm?id=ABC`,
    FTAF: `${BASE}/ftaf?id=ABC`,
    PREFSITE: `${BASE}/bin/pref_site?id=ABC&`,
    ANALYTICS: 'wc_mid=10:20001&wc_rid=10:FF',
  });
  expect(linkTags({ ...place, baseUrl: '' })).toMatchObject({
    SUBSCRIBER_ID_TAG: 'ABC',
    UNSUB_HREF: '',
    PREFSITE: '',
  });
  expect(linkTags({ ...place, contactId: 0 })).toMatchObject({ UNSUB_HREF: '', FTAF: '' });
  expect(linkTags({ ...place, messageMark: '12ab' })).toMatchObject({
    UNSUB_HREF: `${BASE}/u?id=ABC`,
    DISPLAY_MSG: `${BASE}/dm?id=ABC&m=12ab`,
    FTAF: `${BASE}/ftaf?id=ABC&m=12ab`,
  });
  expect(trackingBase({ trackingBaseUrl: 'https://l.example/' }, BASE)).toBe('https://l.example');
  expect(trackingBase({ trackingBaseUrl: '' }, BASE)).toBe(BASE);
  expect(trackingBase(null, '')).toBe('');
});

/** Every form of tag that can stand in an address, and what it prints for the contact below. */
const FORMS = [
  '%%$first%%',
  '%% $first %%',
  '%%$order%%',
  '%%{urlencode $first}%%',
  '%%{date $born "yyyy"}%%',
  '%%{now "yyyy"}%%',
  '%%set x = {urlencode $first}%%%%$x%%',
  '%%if city = "Oslo" then print "o"%%',
  "%%if city = 'Oslo' then print 'o'%%",
  '%%IF city = "Oslo" then printdata first else print "no"%%',
  '%%SUBSCRIBER_ID_TAG%%',
  '%%subscriber_id_tag%%',
  '%%NO_SUCH_TAG%%',
  '%%$no such name%%',
  '%%{urlencode',
  '100%%',
];

test.each(FORMS)('%s in a link leads where it leads without tracking', (form) => {
  const around: RenderContext = {
    values: {
      data: new Map([['order', 'A/1 & 2']]),
      standard: new Map([
        ['first', 'Tom & Jerry #1 "x"'],
        ['city', 'Oslo'],
      ]),
      custom: [{ name: 'born', text: '1980-02-29' }],
    },
    timeZone: 'UTC',
    now: new Date(0),
    links: { SUBSCRIBER_ID_TAG: 'ABC' },
    fetched: new Map(),
  };
  const quote = form.includes('"') ? "'" : '"';
  const html = `<a href=${quote}https://shop.example/h?n=${form}&amp;k=1#top${quote}>B</a>`;
  const rendered = (template: string) => renderTemplate(parseTemplate(template), 'html', around).text;
  const hrefOf = (text: string) =>
    unescapeHtml(/href=(["'])(.*?)\1/.exec(text.replace(/^(<a href=)'(.*)'(>B<.a>)$/, "$1'$2'$3"))![2]!);
  const untracked = new URL(hrefOf(rendered(html))).href;
  const found = trackable(html);
  const [link] = found.links;
  const written = withTracking(found, tracking({ [link!.key]: 9 }));
  const linkSigner = new LinkValueSigner(Buffer.alloc(32, 1));
  const finished = signLinks(rendered(written), { realmId: 1, campaignId: 2 }, linkSigner);
  const query = new URL(hrefOf(finished)).searchParams;
  expect(targetOf(link!.key, query.getAll('v'), '')).toBe(untracked);
});

test.each([
  ['https://%%$city%%.shop.example/', 'evil.example/', 'https://evil.example.shop.example/'],
  ['https://%%$city%%.shop.example/', 'a@evil.example', 'https://a.shop.example/'],
  ['https://%%$city%%.shop.example/', 'no', 'https://no.shop.example/'],
  ['https://shop.example%%$path%%', '.evil.example', 'https://shop.example/'],
  ['https://shop.example%%$path%%', '@evil.example', 'https://shop.example/'],
  ['https://shop.example%%$path%%', '/a?b=1', 'https://shop.example/a?b=1'],
  ['https://%%$site%%', 'x.example/about', 'https://x.example/about'],
  ['https://www.%%$site%%/', 'x.example', 'https://www.x.example/'],
])('%s with %s leads to %s, tracked or not', (key, value, expected) => {
  expect(targetOf(key, [value], '')).toBe(expected);
  const name = /\$(\w+)/.exec(key)![1]!;
  const values = { data: new Map(), standard: new Map(), custom: [{ name, text: value }] };
  const around = { values, timeZone: 'UTC', now: new Date(0), links: {}, fetched: new Map() };
  expect(new URL(renderTemplate(parseTemplate(key), 'html', around).text).href).toBe(expected);
});
