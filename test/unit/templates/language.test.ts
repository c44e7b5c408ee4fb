/** The template language: what each form prints, and what becomes of text that is none. */
import { parseTemplate } from '../../../src/core/templates/language/parseTemplate';
import {
  renderTemplate,
  TooLong,
  type RenderTarget,
  type RenderContext,
} from '../../../src/core/templates/language/renderTemplate';

const around: RenderContext = {
  values: {
    data: new Map([
      ['greet', 'Ms <b>X</b>'],
      ['Zip', '999'],
      ['my key', 'spaced'],
      ['breaks', 'a\r\nb\0c'],
      ['order', '17'],
      ['when', 'Jun 17, 2016 1:12:54 PM'],
    ]),
    system: (name) => (name === '__campaign_id' ? '20001' : undefined),
    standard: new Map([
      ['email', 'a+b@example.org'],
      ['first', ''],
      ['last', `O'Neil & <Co>"`],
      ['zip', '123'],
      ['address_1', 'Street 1'],
    ]),
    custom: [
      { name: 'tier', text: '1' },
      { name: 'Color', text: 'red' },
      { name: 'color', text: 'blue' },
      { name: 'Shoe', text: '42' },
      { name: 'custom_x', text: 'full' },
      { name: 'x', text: 'bare' },
      { name: 'born', text: '1980-02-29' },
      { name: 'ftaf', text: 'field' },
      { name: 'blank', text: '  ' },
    ],
  },
  timeZone: 'America/New_York',
  now: new Date('2024-07-04T16:05:09Z'),
  links: { SUBSCRIBER_ID_TAG: 'ABC123', UNSUB_HREF: 'http://SITE/u?id=ID', FTAF: 'http://SITE/ftaf?id=ID' },
  fetched: new Map(),
};

const show = (text: string, place: RenderTarget = 'html', changes: Partial<RenderContext> = {}): string =>
  renderTemplate(parseTemplate(text), place, { ...around, ...changes }).text;

describe('examples with a known answer', () => {
  it.each([
    ['%%$email%%', 'a+b@example.org'],
    ['%%set email = { {urlencode $email} }%%?e=%%$email%%', '?e=a%2Bb%40example.org'],
    ['%%set email = {{urlencode $email}}%%%%$email%%', 'a%2Bb%40example.org'],
    ['Hi %%$first%%%%if first = "" then printdata email%%!', 'Hi a+b@example.org!'],
    ['<input %%if custom_tier = "1" then print "checked" %%/>', '<input checked/>'],
    ['<!--%%$tier%%--><p>', '<!--1--><p>'],
    ['%%set s = $greet%%[%%$s%%]', '[Ms <b>X</b>]'],
    ['50%% off %%$tier%%', '50%% off 1'],
    ['%%$nothing%%|%%NOTHING%%', '|%%NOTHING%%'],
    ['<a href="%%UNSUB_HREF%%&global=true">', '<a href="http://SITE/u?id=ID&global=true">'],
    ['http://x.example/p%%STOP%%k=%%$tier%%', 'http://x.example/p?k=1'],
    ['http://x.example/p?a=1%%STOP%%k=%%$tier%%', 'http://x.example/p?a=1&k=1'],
  ])('prints %j as %j', (text, expected) => {
    expect(show(text)).toBe(expected);
  });
});

describe('values', () => {
  it.each([
    ['%%$EMAIL%%', 'a+b@example.org'],
    ['%% $email %%', 'a+b@example.org'],
    ['%%$ email%%', 'a+b@example.org'],
    ['%%\n$email\n%%', 'a+b@example.org'],
    ['%%$address1%%', 'Street 1'],
    ['%%$my key%%', 'spaced'],
    ['%%$Zip%%/%%$zip%%', '999/123'],
    ['%%$custom_tier%%', '1'],
    ['%%$TIER%%', '1'],
    ['%%$Color%%%%$color%%', 'redblue'],
    ['[%%$COLOR%%]', '[]'],
    ['%%$shoe%%', '42'],
    ['%%$custom_x%%/%%$x%%', 'full/bare'],
    ['%%$__campaign_id%%[%%$__nothing%%]', '20001[]'],
    ['%%$constructor%%%%$__proto__%%', ''],
    ['%%set tier = "2"%%%%$tier%%/%%$custom_tier%%', '2/1'],
    ['%%set a = "x"%%%%set b = $a%%%%set a = "y"%%%%$a%%%%$b%%', 'yx'],
    ['%%set a = "say ""hi"""%%%%$a%%', 'say "hi"'],
    ['[%%set a = $nothing%%%%$a%%]', '[]'],
    // What the template sets goes before what the call brings.
    ['%%set greet = "own"%%%%$greet%%', 'own'],
  ])('prints %j as %j', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it("escapes a contact's values in HTML, keeps what callers and authors write, and trusts an encoded value", () => {
    const text =
      '%%$last%%|%%$greet%%|%%set l = $last%%%%$l%%|%%set m = {urlencode $last}%%%%$m%%|%%if tier = "1" then print "<i>"%%|%%if tier="1" then printdata last%%';
    const escaped = 'O&#39;Neil &amp; &lt;Co&gt;&quot;';
    const encoded = 'O%27Neil%20%26%20%3CCo%3E%22';
    expect(show(text)).toBe(`${escaped}|Ms <b>X</b>|${escaped}|${encoded}|<i>|${escaped}`);
    const raw = `O'Neil & <Co>"`;
    expect(show(text, 'plain')).toBe(`${raw}|Ms <b>X</b>|${raw}|${encoded}|<i>|${raw}`);
  });

  it('keeps a header to one line', () => {
    expect(show('a\r\nBcc: x\0 %%$breaks%%', 'header')).toBe('aBcc: x abc');
    expect(show('a\r\n%%$breaks%%', 'plain')).toBe('a\r\na\r\nb\0c');
  });

  it('takes values as text, not as templates or patterns', () => {
    const data = new Map([['a', '%%$zip%% $& $1 %%if']]);
    expect(show('[%%$a%%]', 'plain', { values: { ...around.values, data } })).toBe('[%%$zip%% $& $1 %%if]');
  });
});

describe('conditionals', () => {
  it.each([
    ['if custom_blank = "" then print "y"', 'y'],
    ['if first = " " then print "y"', 'y'],
    ['if nothing = "" then print "y"', 'y'],
    ['if tier = "2" then print "y"', ''],
    ['if tier = "2" then print "y" else print "n"', 'n'],
    ['if tier = "2" then print "y" else printdata $zip', '123'],
    ['IF tier = "1" THEN PRINT "y"', 'y'],
    ['if tier="1"then print"y"', 'y'],
    ['if\ttier\n=\r\n"1" then print "y"', 'y'],
    ['if $tier = "1" then print "y"', 'y'],
    ['if tier != "1" then print "y" else print "n"', 'n'],
    ['if first <> "" then print "y" else print "n"', 'n'],
    ['if tier != "0" then print "y" else print "n"', 'y'],
    ['if zip > "99" then print "y"', 'y'],
    ['if zip < "99" then print "y" else print "n"', 'n'],
    ['if zip >= "123.0" then print "y"', 'y'],
    ['if zip <= "1e9" then print "y"', 'y'],
    ['if color < "c" then print "y"', 'y'],
    ['if email beginswith "a+" then print "y"', 'y'],
    ['if email endswith ".org" then print "y"', 'y'],
    ['if email contains "@exa" then print "y"', 'y'],
    ['if exists tier then print "y"', 'y'],
    ['if not exists blank then print "y"', 'y'],
    ['if tier = "2" or tier = "1" and zip = "123" then print "y"', 'y'],
    ['if tier = "1" or zip = "0" and zip = "9" then print "y" else print "n"', 'y'],
    ['if (tier = "1" or zip = "0") and zip = "0" then print "y" else print "n"', 'n'],
    ['if not (tier = "1") then print "y" else print "n"', 'n'],
    ['if tier = "1" then print "50%% <b>"', '50%% <b>'],
  ])('%s', (body, expected) => {
    expect(show(`[%%${body}%%]`)).toBe(`[${expected}]`);
  });
});

describe('dates', () => {
  it.each([
    ['%%{now "MMMM d, yyyy"}%%', 'July 4, 2024'],
    ['%%{now}%%', 'Jul 4, 2024 12:05:09 PM'],
    ['%%set d = {date $when "yyyy-MM-dd HH:mm"}%%%%$d%%', '2016-06-17 13:12'],
    ['%%{date $born "EEEE, d MMMM yy"}%%', 'Friday, 29 February 80'],
    ["%%{date $when \"EEE h:mm a 'o''clock at' hh H M/d\"}%%", "Fri 1:12 PM o'clock at 01 13 6/17"],
    ['%%{date $last "yyyy"}%%', 'O&#39;Neil &amp; &lt;Co&gt;&quot;'],
    ['[%%{date $nothing "yyyy"}%%]', '[]'],
  ])('prints %j as %j', (text, expected) => {
    expect(show(text)).toBe(expected);
  });
});

describe('link tags', () => {
  it('prints them in any case, unless a field has the name', () => {
    expect(show('%%SUBSCRIBER_ID_TAG%%|%%subscriber_id_tag%%|%%FTAF%%|%%ftaf%%')).toBe(
      'ABC123|ABC123|http://SITE/ftaf?id=ID|%%ftaf%%',
    );
  });

  it('leaves them in a preview, and where nobody prints them', () => {
    const text = '%%UNSUB_HREF%%&global=true %%STOP%% %% PREFSITE %%';
    expect(show(text, 'html', { links: null })).toBe(text);
    expect(show('%%DISPLAY_MSG%%')).toBe('%%DISPLAY_MSG%%');
  });

  it('joins what follows STOP to the link that it stands in', () => {
    expect(show('a? <a href="http://x.example/%%STOP%%a=1">')).toBe('a? <a href="http://x.example/?a=1">');
    expect(show('http://x.example/?%%STOP%%a=1')).toBe('http://x.example/?a=1');
    expect(show('http://x.example/%%$tier%%?q=%%$tier%%%%STOP%%a=1')).toBe('http://x.example/1?q=1&a=1');
  });
});

describe('articles', () => {
  it('stay as text where nobody has put them in', () => {
    expect(show('%%article Lost title%%, %%$zip%%')).toBe('%%article Lost title%%, 123');
  });

  it('cannot stand in the address of a smartget', () => {
    const [tag] = parseTemplate('%%smartget url="http://x.example/%%article Lost%%"%%').nodes;
    expect(tag).toMatchObject({ kind: 'get', url: { nodes: ['http://x.example/%%article Lost%%'] } });
  });
});

describe('what is no tag', () => {
  it.each([
    '',
    '%%',
    '%%%%',
    '%%%',
    '%%$%%',
    '%%$a b%%',
    '%%$zip',
    '%%if first = "" then print "x%%',
    '%%if first then print "x"%%',
    '%%if first == "" then print "x"%%',
    '%%if first = "" print "x"%%',
    '%%if first = "" then print "x" more%%',
    '%%if (first = "" then print "x"%%',
    '%%set = "x"%%',
    '%%set a = %%',
    '%%set a = {shout $x}%%',
    '%%set a = {urlencode $x%%',
    '%%smartget%%',
    '%%article%%',
    '%%article News heading%%',
    '%%{%%',
    '%%{shout $x}%%',
    '%%NOTHING else%%',
    '%%éclair%%',
  ])('stays as it is: %j', (text) => {
    expect(show(text)).toBe(text);
  });

  it.each([
    ['100%% off, %%$zip%%', '100%% off, 123'],
    ['5%%%$zip%%', '5%123'],
    ['%%%%$zip%%%%', '%%123%%'],
    ['%%NOTHING%%$zip%%', '%%NOTHING123'],
    ['%%if bad%%%%$zip%%', '%%if bad%%123'],
    ['%%if x = "%%$zip%%', '%%if x = "123'],
    ['%%includeTemplate /a/b%%|', '|'],
  ])('and keeps nothing else from being printed: %j', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it('is reported with its place, once', () => {
    const { problems } = parseTemplate(
      '50%% off\n<p>%%NOTHING%%abc%%$zip%%</p>\n  \u{1f600}%%if a = b then print "x"%%\n%%includeTemplate /x%%\n%%if a = "%%" then print ""%%',
    );
    expect(problems.map(({ line, column, tag, effect }) => [line, column, tag, effect])).toEqual([
      [2, 4, '%%NOTHING%%', 'left as text'],
      [3, 4, '%%if a = b then print "x"%%', 'left as text'],
      [4, 1, '%%includeTemplate /x%%', 'left out'],
      [5, 1, '%%if a = "%%" then print ""%%', 'obeyed'],
    ]);
    expect(problems[1]!.reason).toBe('a value in double quotes is expected');
  });
});

describe('any text', () => {
  /** Deterministic numbers from 0 to 1. */
  function numbers(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  }
  const PIECES = [
    '%',
    '%%',
    '%%$',
    '"',
    '""',
    ' ',
    '\n',
    '$zip',
    '$greet',
    'if ',
    'if tier = "1" ',
    'then ',
    'print ',
    'printdata last',
    'else ',
    'and ',
    'not ',
    '(',
    ')',
    'set x = ',
    '{',
    '}',
    'urlencode ',
    'date ',
    'now',
    'smartget ',
    'url="http://x.example/%%$zip%%"',
    'article ',
    'News',
    'UNSUB_HREF',
    'STOP',
    'includeTemplate',
    '<b>',
    '\ud83d',
    '\udc00',
    'é',
    '\0',
    '=',
    '&',
    'must_contain=',
  ];

  it('prints without an error in every place', () => {
    const next = numbers(7);
    for (let round = 0; round < 1500; round++) {
      const text = Array.from(
        { length: 1 + Math.floor(next() * 25) },
        () => PIECES[Math.floor(next() * PIECES.length)],
      ).join('');
      const template = parseTemplate(text);
      for (const place of ['header', 'plain', 'html', 'url'] as const) {
        expect(typeof renderTemplate(template, place, around).text).toBe('string');
      }
      // What was read is all of it: the nodes' own text, in order.
      expect(template.nodes.map((node) => (typeof node === 'string' ? node : node.source)).join('')).toBe(
        text,
      );
    }
  });

  it('is read with work that grows as its length does', () => {
    const next = numbers(11);
    const parities = '%%if a = " and a = " and a = "';
    const patterns = [
      ...PIECES,
      ...PIECES.map((piece) => `%%${piece}`),
      parities,
      '%%if a = """',
      '%%smartget url="',
      '%%smartget url="%%smartget url=""x"" %%"%%',
      '%%set a = {',
      '%%if (',
      '%%if not not ',
      '%%a',
      ...Array.from({ length: 60 }, () =>
        Array.from(
          { length: 2 + Math.floor(next() * 6) },
          () => PIECES[Math.floor(next() * PIECES.length)],
        ).join(''),
      ),
    ];
    for (const pattern of patterns) {
      const text = pattern.repeat(Math.ceil(20_000 / pattern.length));
      const { work } = parseTemplate(text);
      const { work: twice } = parseTemplate(text + text);
      expect({ pattern, linear: work <= text.length * 6 && twice <= work * 2.1 }).toEqual({
        pattern,
        linear: true,
      });
    }
  });

  it('is bounded in what it prints', () => {
    const data = new Map([['big', 'x'.repeat(1_000_000)]]);
    expect(() => show('%%$big%%'.repeat(13), 'plain', { values: { ...around.values, data } })).toThrow(
      TooLong,
    );
  });
});
