/**
 * What reads the texts of callers takes time in proportion to their length, whatever they hold: each reader is given
 * texts made to be slow, short and eight times as long. Quadratic work would take sixty-four times as long.
 */
import { randomBytes } from 'node:crypto';
import { classifyReturnMail } from '../../src/core/bounces/classifyReturnMail';
import { storedValue } from '../../src/core/fields/customField';
import { isEmailAddress } from '../../src/core/identity/emailAddress';
import { linkTags } from '../../src/core/links/linkTags';
import { tagsOf, trackable, withTracking } from '../../src/core/links/trackedLinks';
import { checkListSettings } from '../../src/core/lists/checkListSettings';
import { decodeBody, isTextType } from '../../src/core/messages/attachmentBody';
import { flagElements } from '../../src/operations/flags/flagElements';
import { parseMailboxes } from '../../src/core/identity/mailbox';
import { readDataText } from '../../src/core/messages/messageData';
import { parseRule } from '../../src/core/segmentation/parseRule';
import { readAddresses } from '../../src/core/suppression/suppressionLists';
import { parseTemplate } from '../../src/core/templates/language/parseTemplate';
import { renderTemplate } from '../../src/core/templates/language/renderTemplate';
import { scanTags } from '../../src/core/templates/language/scanTags';
import { parseDate } from '../../src/time/realmTime';
import { textPart } from '../../src/delivery/mimeText';
import { textHeader } from '../../src/delivery/mailHeaders';
import { readBase64, readDate, readFloat, readInt } from '../../src/facades/wire/decodeScalar';
import { decodeText } from '../../src/facades/wire/decodeText';
import { joinSurrogates } from '../../src/facades/wire/joinSurrogates';
import { openMultipart } from '../../src/facades/wire/multipart';
import { parseXml } from '../../src/facades/wire/parseXml';
import { DEFAULT_REQUEST_LIMITS } from '../../src/facades/wire/requestLimits';
import { decodePage } from '../../src/fetching/decodePage';
import { readLicence } from '../../src/secrets/licence';
import { Sealer } from '../../src/secrets/sealer';

const SHORT = 5_000;
const TIMES = 8;
/** Linear work on the long text, with room for what a busy machine adds. */
const MOST = 24;
/** Below this a measurement says nothing. */
const FLOOR_MS = 4;

/** Texts of about a length, made to be slow: long runs, openings without ends, and openings that repeat. */
const PATTERNS: Record<string, (length: number) => string> = {};
const repeat = (unit: string): void => {
  PATTERNS[JSON.stringify(unit)] = (length) => unit.repeat(Math.ceil(length / unit.length));
};
const run = (start: string, unit: string, end: string): void => {
  PATTERNS[`${JSON.stringify(start)} + ${JSON.stringify(unit)}... + ${JSON.stringify(end)}`] = (length) =>
    start + unit.repeat(Math.ceil(length / unit.length)) + end;
};
for (const unit of [
  ' ',
  '\t',
  '\n',
  '\r',
  '%',
  '%%',
  '"',
  "'",
  '<',
  '&',
  '\\',
  '(',
  '[',
  '=',
  ',',
  ';',
  '^',
  ':',
  '.',
  '0',
  'a',
  '-',
  '_',
  '\u00a0',
  '\ud800',
  '*',
  '%% ',
  '%%$',
  '%%$a',
  '%%$a ',
  '%%$a%%',
  '%%if ',
  '%%if "',
  '%%if a="" then print "',
  '%%set $a="',
  '%%smartget url="',
  '%%article "',
  '%%STOP%%',
  '%%{',
  '%%{urlencode ',
  '<a href="',
  "<a href='",
  '<a href=',
  '<a ',
  '<a href="http://a.example/%%$a%%">',
  '<a href="http://a.example/%%STOP%%',
  '<a =',
  '<a/',
  '<!--',
  '<![CDATA[',
  '<?',
  '<a>',
  '</a>',
  '<a x="',
  '&#',
  '&#x',
  '&#xD83D;',
  '&#55357;',
  '&amp;',
  '&amp',
  '""',
  '"a',
  '"a" ',
  '"",',
  'a,',
  'a^',
  '"a",',
  'a@',
  '@a',
  'a@b.example,',
  '<a@b.example>,',
  '=?utf-8?q?',
  '?= =?',
  '= ',
  ' =',
  ' =\n',
  ' \n',
  '\n\n',
  '\n--b',
  '--b\n',
  'a: b\n',
  '\n ',
  'a;',
  '; a=',
  ';a="',
  '0.',
  '1e',
  'd8',
  'and ',
  'not ',
  'a = 1 or ',
  '((',
  '"\\',
  ">'",
  'a-',
  'a-.',
])
  repeat(unit);
for (const [start, unit, end] of [
  ['%%$a', ' ', ''],
  ['%%$a', ' ', 'x'],
  ['%%', ' ', '$a'],
  ['%%if', ' ', 'x'],
  ['%%', ' ', 'STOP'],
  ['%%STOP', ' ', 'x'],
  ['%%if a="', 'x', ''],
  ['%%{', ' ', ''],
  ['<a href="http://a.example/', 'x', ''],
  ['<a href="http://a.example/', '%%$a ', '">'],
  ['<a href="http://a.example/', ' ', '">'],
  ['<a ', ' ', ''],
  ['<a ', 'x ', '>'],
  ['<a href', ' ', '>'],
  ['<a href="', '%%$a', '">'],
  ['"', 'a', ''],
  ['"', '""', ''],
  ['"', ',""', ''],
  ['x', '"', 'x'],
  ['a@b.example', '>', 'x'],
  ['a@', 'b-', '!'],
  ['a@', 'a', '-'],
  ['+', ' ', 'x'],
  ['a = "', 'x', ''],
  ['a = ', '(', ''],
  ['=?', 'a', '?='],
  ['?=', ' ', 'x'],
  ['&#', '0', 'x'],
  ['&#x', '0', 'x'],
  ['&', 'a', ''],
  ['<', 'a', ''],
  ['<a ', 'b', ''],
  ['<a b="', 'x', ''],
  ['<!--', '-', ''],
  ['<?xml', ' ', ''],
  ['<?xml ', 'x', ''],
  ['Content-Type: multipart/report; boundary=b\n\n', '--b\n', ''],
  ['Content-Type: text/plain; a="', ';', ''],
  ['Subject: ', '=?utf-8?q?a?= ', '\n\nx'],
  ['\n', 'x ', ''],
  ['1', '0', 'x'],
  ['', '\n', 'x'],
  ['2024-01-01', ' ', 'x'],
  ['today', ' ', 'x'],
] as const)
  run(start, unit, end);

const attempt = (work: () => unknown): void => {
  try {
    work();
  } catch {
    // Many of these texts are refused; how long that takes is the question.
  }
};
const TRACKING = { baseUrl: 'https://t.example', realmId: 1, campaignId: 2, listId: 3, opens: true };
const LIST = { baseUrl: 'https://t.example', token: 'T', campaignId: 1, contactId: 2, messageMark: '' };
const sealer = new Sealer(randomBytes(32));
const multipart = (text: string, encoding: string): Buffer =>
  Buffer.from(`--b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${text}\r\n--b--\r\n`);
const envelope = (inside: string): string => `<e><b><o><v>${inside}</v></o></b></e>`;

const READERS: Record<string, (text: string) => unknown> = {
  'numbers, dates and base64': (text) => {
    for (const read of [readInt, readFloat, readBase64]) read(text);
    readDate(text, 'UTC');
    parseDate(text, 'Europe/Berlin');
  },
  'values of fields': (text) => {
    for (const type of [0, 1, 2, 3, 6, 7])
      attempt(() => storedValue({ fieldId: 1, name: 'f', type } as never, text, 'UTC'));
  },
  'the text of a body': (text) => {
    decodeText(Buffer.from(text), text.slice(0, 16_000));
    decodePage(Buffer.from(text), text.slice(0, 16_000));
  },
  'references to halves of pairs': (text) => joinSurrogates(`&#xD83D;${text}`),
  XML: (text) => attempt(() => parseXml(text, DEFAULT_REQUEST_LIMITS)),
  'XML inside a call': (text) => attempt(() => parseXml(envelope(text), DEFAULT_REQUEST_LIMITS)),
  'a name and an attribute': (text) =>
    attempt(() => parseXml(`<${text}/>${envelope(`<a b="${text}"/>`)}`, DEFAULT_REQUEST_LIMITS)),
  multipart: (text) => {
    attempt(() => openMultipart(Buffer.from(text), 'multipart/related; boundary=b'));
    for (const encoding of ['quoted-printable', 'base64'])
      attempt(() => openMultipart(multipart(text, encoding), 'multipart/related; boundary=b'));
  },
  'the type of a body': (text) =>
    attempt(() => openMultipart(Buffer.from('x'), `multipart/related; ${text.slice(0, 16_000)}`)),
  licences: (text) => {
    attempt(() => readLicence(sealer, text));
    attempt(() => readLicence(sealer, `<version>1</version><key>${text}</key><data>${text}</data>`));
  },
  addresses: (text) => {
    isEmailAddress(text);
    isEmailAddress(`a@${text}`);
    parseMailboxes(text);
    parseMailboxes(`"${text}" <a@b.example>`);
  },
  'lists of addresses': readAddresses,
  'settings of lists': (text) =>
    attempt(() => checkListSettings({ name: text, trackingBaseUrl: `http://${text}`, fromAddress: text })),
  flags: (text) => {
    attempt(() => flagElements(text));
    attempt(() => flagElements(`<a>${text}</a>`));
  },
  'data of messages': (text) =>
    attempt(() =>
      readDataText(text, (reason) => {
        throw new Error(reason);
      }),
    ),
  'attachments and types': (text) => {
    isTextType(text);
    attempt(() => decodeBody(text, false));
  },
  templates: (text) => {
    const template = parseTemplate(text);
    scanTags(text);
    for (const target of ['html', 'plain', 'header', 'url'] as const)
      attempt(() =>
        renderTemplate(template, target, {
          values: { data: new Map(), standard: new Map(), custom: [] },
          timeZone: 'UTC',
          now: new Date(),
          links: linkTags(LIST),
          fetched: new Map(),
        }),
      );
  },
  'links to track': (text) => {
    const found = trackable(text);
    for (const { key } of found.links) tagsOf(key);
    const clicks = new Map(found.links.map(({ key }, i) => [key, i]));
    withTracking(found, { ...TRACKING, clicks });
    withTracking(found, { ...TRACKING, clicks: null });
  },
  'segmentation rules': (text) => attempt(() => parseRule(text)),
  'return mail': (text) => {
    attempt(() => classifyReturnMail(Buffer.from(text)));
    attempt(() => classifyReturnMail(Buffer.from(`Subject: failure notice\nFrom: MAILER-DAEMON\n\n${text}`)));
  },
  'parts and headers of mail': (text) => {
    textPart(text, 'html');
    textHeader('Subject', text.replace(/[\r\n]/g, ' '));
  },
};

/** Milliseconds of this process, whoever else is busy. */
async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe.each(Object.entries(READERS))('%s', (_name, read) => {
  test('take time in proportion to their length', async () => {
    const slow: string[] = [];
    for (const [name, make] of Object.entries(PATTERNS)) {
      const long = make(SHORT * TIMES);
      // Nearly every text is read in no time, and need not be compared.
      let took = await cpuOf(() => read(long));
      if (took > FLOOR_MS * TIMES) {
        const short = make(SHORT);
        const brief = Math.max(FLOOR_MS, await cpuOf(() => read(short)));
        // Once more: the first time the reader may have been compiled, or the heap collected.
        took = Math.min(took, await cpuOf(() => read(long)));
        if (took > brief * MOST) slow.push(`${name}: ${brief.toFixed(0)} ms, then ${took.toFixed(0)} ms`);
      }
    }
    expect(slow).toEqual([]);
  });
});
