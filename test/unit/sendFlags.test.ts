/** The XML flags of sendMessage, in all the shapes that clients may give them. */
import { ApiError } from '../../src/contract/errorCatalogue';
import { recipientsOfBlocks, recipientsOfText } from '../../src/core/messages/recipients';
import { readSendFlags } from '../../src/operations/flags/sendFlags';
import type { IdentitySchemeName } from '../../src/core/identity/identityScheme';
import { identityScheme } from '../../src/core/identity/schemes';
import type { Realm } from '../../src/core/realms/realm';

const realmOf = (scheme: IdentitySchemeName): Realm => ({
  realmId: 1301,
  name: 'r',
  databaseId: 1201,
  timeZone: 'UTC',
  switches: new Set(),
  brand: { name: 'test', logo: '', colour: '' },
  identity: identityScheme(scheme),
});
const normal = realmOf('email_first_name');
const keyed = realmOf('customer_key');

const code = (work: () => unknown): { code: string; message: string } => {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('readSendFlags', () => {
  const one = { address: 'a@b.example', customerKey: null, firstName: null, problem: null };

  it.each([
    '<to>a@b.example</to>',
    '<TO> a@b.example\n</TO>',
    '<to><email>a@b.example</email></to>',
    '<to><EMail>a@b.example</EMail></to>',
    '<to>\n  <email>a@b.example</email>\n</to>',
    '<?xml version="1.0" encoding="UTF-8"?>\n<to>a@b.example</to>',
    '\uFEFF<?xml version="1.0"?><flags><to>a@b.example</to></flags>',
    '<message>\n<to>a@b.example</to>\n</message>',
    '<data><to>a@b.example</to></data>',
    '<x:to xmlns:x="urn:x">a@b.example</x:to>',
    '<to type="main"><![CDATA[a@b.example]]></to><!-- note -->',
    '<to>a&#64;b.example</to>',
    '<to>a&#x40;b.example</to>',
  ])('finds the recipient in %j', (xml) => {
    expect(readSendFlags(xml).recipients).toEqual([one]);
  });

  it('keeps a customer key as it is', () => {
    const xml =
      '<to>\n <email> a@b.example </email>\n <customer_key> 0012&amp;<![CDATA[<&amp;>]]>&#233; </customer_key>\n</to>';
    expect(readSendFlags(xml).recipients).toEqual([
      { address: 'a@b.example', customerKey: ' 0012&<&amp;>é ', firstName: null, problem: null },
    ]);
    expect(
      readSendFlags('<to><email>a@b.example</email><customerKey>1e3</customerKey></to>').recipients[0],
    ).toEqual({
      ...one,
      customerKey: '1e3',
    });
  });

  it('takes a key and a first name that stand beside the only recipient', () => {
    const xml = '<to>a@b.example</to><customer_key>K</customer_key><first_name>Ann</first_name>';
    expect(readSendFlags(xml).recipients).toEqual([{ ...one, customerKey: 'K', firstName: 'Ann' }]);
  });

  it('reads every option, under its obvious spellings', () => {
    const snake = `<to>a@b.example</to><list_id>5001</list_id><template_id>-1</template_id><format>2</format>
      <from>f@b.example</from><cc>c@b.example</cc><bcc>x@b.example</bcc><bcc>y@b.example</bcc>
      <reply_to_address>r@b.example</reply_to_address><errors_to>e@b.example</errors_to><sender>s@b.example</sender>
      <vmta>fast</vmta><campaign_name>Spring &amp; more</campaign_name><charset>utf-8</charset><dup>1</dup>
      <ignore_optout>1</ignore_optout><data>a,b^1,2</data>`;
    const camel = `<to>a@b.example</to><listId>5001</listId><templateId>0</templateId><Format> 2 </Format>
      <fromAddress>f@b.example</fromAddress><CC>c@b.example</CC><BCC>x@b.example, y@b.example</BCC>
      <replyTo>r@b.example</replyTo><mail-from>e@b.example</mail-from>
      <VMTA>fast</VMTA><campaignName>Spring &amp; more</campaignName>
      <ignoreOptOut>TRUE</ignoreOptOut><DATA>a,b^1,2</DATA>`;
    for (const xml of [snake, camel]) {
      const flags = readSendFlags(xml);
      expect(flags.options).toEqual({
        listId: 5001,
        templateId: 0,
        format: 2,
        from: 'f@b.example',
        replyTo: 'r@b.example',
        envelopeSender: 'e@b.example',
        cc: 'c@b.example',
        bcc: 'x@b.example, y@b.example',
        route: 'fast',
        campaignName: 'Spring & more',
        overridesOptOut: true,
      });
      expect([...flags.data]).toEqual([
        ['a', '1'],
        ['b', '2'],
      ]);
      expect(flags.unknown).toEqual([]);
    }
  });

  it('names unknown tags once, in a form that is safe to log', () => {
    const xml = `<to>a@b.example<phone>secret</phone></to><colour>red</colour><colour>blue</colour><é/>`;
    expect(readSendFlags(xml).unknown).toEqual(['phone', 'colour', '?']);
    const many = readSendFlags(
      Array.from({ length: 50 }, (_, i) => `<t${i}/>`).join('') + `<${'x'.repeat(99)}/>`,
    );
    expect(many.unknown).toHaveLength(20);
    expect(readSendFlags(`<${'x'.repeat(99)}/><to/>`).unknown).toEqual(['x'.repeat(40)]);
  });

  it.each([
    ['a,b^1,2', { a: '1', b: '2' }],
    [' a , b ^ 1 ,2', { a: ' 1 ', b: '2' }],
    ['a,b^"1,5","say ""x"" ^"', { a: '1,5', b: 'say "x" ^' }],
    ['"a,b"^""', { 'a,b': '' }],
    ['a,b^,', { a: '', b: '' }],
    ['a^5" pipe', { a: '5" pipe' }],
    ['', {}],
  ])('reads the data %j', (text, expected) => {
    const data = readSendFlags(`<to>a@b.example</to><data><![CDATA[${text}]]></data>`).data;
    expect(Object.fromEntries(data)).toEqual(expected);
  });

  it.each([
    ['<to>a@b.example', 'not well-formed'],
    ['<to>a@b.example</from>', 'not well-formed'],
    ['</flags><flags>', 'not well-formed'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><to>&a;</to>', 'DOCTYPE'],
    ['<!DOCTYPE x SYSTEM "file:///etc/passwd"><to/>', 'DOCTYPE'],
    ['<to>&passwd;</to>', 'entity'],
    ['<from>a & b</from>', 'not well-formed'],
    ['<a>'.repeat(40) + '</a>'.repeat(40), 'nested'],
    ['<to>' + 'a'.repeat(1_000_001), 'longer'],
    ['<__proto__><to/></__proto__>', 'well-formed'],
    ['<to/><format>3</format>', 'format'],
    ['<to/><list_id>abc</list_id>', 'list_id'],
    ['<to/><list_id>99999999999</list_id>', 'list_id'],
    ['<to/><ignore_optout>maybe</ignore_optout>', 'ignore_optout'],
    ['<to/><data>a,b^1</data>', '2 keys and 1 values'],
    ['<to/><data>a^1,2</data>', '1 keys and 2 values'],
    ['<to/><data>a,b</data>', 'KEY,KEY^VALUE,VALUE'],
    ['<to/><data>a^"open</data>', 'not closed'],
    ['<to/><from><b>x</b></from>', 'text only'],
  ])('refuses %.60j', (xml, reason) => {
    const refused = code(() => readSendFlags(xml));
    expect(refused.code).toBe('message.flagsInvalid');
    expect(refused.message).toContain(reason);
  });

  it('never repeats contents in a refusal', () => {
    const { message } = code(() => readSendFlags('<to><customer_key>SECRET</customer_kez></to>'));
    expect(message).not.toMatch(/SECRET|customer_ke/);
  });

  it('reads large flags in linear time', () => {
    const xml = `<data>${'"'.repeat(900_000)}</data>`;
    expect(() => readSendFlags(xml)).toThrow(ApiError);
    expect(readSendFlags('<to>a@b.example</to>'.repeat(40_000)).recipients).toHaveLength(40_000);
  });
});

describe('recipientsOfBlocks', () => {
  const blocks = (xml: string) => readSendFlags(xml).recipients;

  it('makes one message of each block, and of each address in a block', () => {
    const drafts = recipientsOfBlocks(
      normal,
      blocks('<to>a@b.example</to><to>"X, y" &lt;c@d.example&gt;, e@f.example</to>'),
    );
    expect(drafts.map(({ mailbox }) => mailbox)).toEqual([
      { name: '', address: 'a@b.example' },
      { name: 'X, y', address: 'c@d.example' },
      { name: '', address: 'e@f.example' },
    ]);
  });

  it('needs an address and a key in a customer-key realm', () => {
    const [draft] = recipientsOfBlocks(
      keyed,
      blocks('<to><email>a@b.example</email><customer_key> K</customer_key></to>'),
    );
    expect(draft).toEqual({
      mailbox: { name: '', address: 'a@b.example' },
      firstName: null,
      customerKey: ' K',
    });
    for (const xml of [
      '',
      '<to>a@b.example</to>',
      '<to><email>a@b.example</email></to>',
      '<to><email>a@b.example</email><customer_key></customer_key></to>',
      '<to><customer_key>K</customer_key></to>',
      '<to><email>nonsense</email><customer_key>K</customer_key></to>',
      '<to><email>a@b.example,c@b.example</email><customer_key>K</customer_key></to>',
      `<to><email>a@b.example</email><customer_key>K\n</customer_key></to>`,
    ]) {
      const refused = code(() => recipientsOfBlocks(keyed, blocks(xml)));
      expect(refused.code).toBe('message.toInvalid');
      expect(refused.message).toContain(
        '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>',
      );
    }
  });

  it('says what is wrong elsewhere too', () => {
    for (const xml of ['', '<to></to>', '<to>a b</to>', '<to>a@b.example, x</to>', '<to>a@b@c</to>'])
      expect(code(() => recipientsOfBlocks(normal, blocks(xml))).code).toBe('message.toInvalid');
    expect(code(() => recipientsOfBlocks(normal, blocks('<to>a@b.example</to><to/>'))).message).toContain(
      'block 2',
    );
    expect(
      code(() => recipientsOfBlocks(normal, blocks('<to>a@b.example</to>'.repeat(1001)))).message,
    ).toContain('1000');
  });
});

describe('recipientsOfText', () => {
  it('takes an empty first name for none', () => {
    expect(recipientsOfText('a@b.example', '')[0]!.firstName).toBeNull();
    expect(recipientsOfText('a@b.example', ' Ann ')[0]!.firstName).toBe('Ann');
  });

  it('refuses no address and a bad one', () => {
    expect(code(() => recipientsOfText(' ', null)).code).toBe('argument.missing');
    expect(code(() => recipientsOfText('a@', null)).code).toBe('contact.emailInvalid');
  });
});
