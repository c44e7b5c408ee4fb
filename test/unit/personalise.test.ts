/** `%%$name%%` in subjects and bodies. */
import { readDataEntries } from '../../src/core/messages/messageData';
import { personalise, TooLong, type Values } from '../../src/core/messages/personalise';
import type { Realm } from '../../src/core/realms/realm';

const values: Values = {
  data: new Map([
    ['greet', 'Ms <b>X</b>'],
    ['Zip', '999'],
    ['my key', 'spaced'],
    ['breaks', 'a\r\nb\0c'],
  ]),
  standard: new Map([
    ['email', 'a+b@example.org'],
    ['first', `O'Neil & <Co>"`],
    ['last', ''],
    ['zip', '123'],
    ['address_1', 'Street 1'],
  ]),
  custom: [
    { name: 'tier', text: '1 < 2' },
    { name: 'Color', text: 'red' },
    { name: 'color', text: 'blue' },
    { name: 'Shoe', text: '42' },
    { name: 'custom_x', text: 'full' },
    { name: 'x', text: 'bare' },
  ],
  contactTag: 'ABC123',
};

describe('personalise', () => {
  it.each([
    ['%%$email%%', 'a+b@example.org'],
    ['%%$EMAIL%%', 'a+b@example.org'],
    ['%% $email %%', 'a+b@example.org'],
    ['%%$ email%%', 'a+b@example.org'],
    ['%%\n$email\n%%', 'a+b@example.org'],
    ['%%$first_name%%', `O'Neil & <Co>"`],
    ['%%$address1%%', 'Street 1'],
    ['[%%$last%%]', '[]'],
    ['%%$greet%%', 'Ms <b>X</b>'],
    ['%%$my key%%', 'spaced'],
    ['%%$Zip%%/%%$zip%%', '999/123'],
    ['%%$tier%%', '1 < 2'],
    ['%%$custom_tier%%', '1 < 2'],
    ['%%$TIER%%', '1 < 2'],
    ['%%$Color%%%%$color%%', 'redblue'],
    ['[%%$COLOR%%]', '[]'],
    ['%%$shoe%%', '42'],
    ['%%$custom_x%%/%%$x%%', 'full/bare'],
    ['%%$nothing%%|%%NOTHING%%', '|%%NOTHING%%'],
    ['%%SUBSCRIBER_ID_TAG%%', 'ABC123'],
    ['%%subscriber_id_tag%%', '%%subscriber_id_tag%%'],
    ['100%% off, %%$zip%%', '100%% off, 123'],
    ['50%% off %%$zip%% and 5%%', '50%% off 123 and 5%%'],
    ['5%%%$zip%%', '5%123'],
    ['%%%%$zip%%%%', '%%123%%'],
    ['%%$zip', '%%$zip'],
    ['%%$%%', '%%$%%'],
    ['%%$a b%%', '%%$a b%%'],
    ['%%if first = "" then print "x"%%', '%%if first = "" then print "x"%%'],
    ['%%$constructor%%%%$__proto__%%', ''],
    ['', ''],
    ['%%', '%%'],
    ['%%%%', '%%%%'],
  ])('prints %j as %j', (text, expected) => {
    expect(personalise(text, values, 'plain')).toBe(expected);
  });

  it("escapes the contact's values in HTML, and the caller's not", () => {
    expect(personalise('%%$first%%|%%$tier%%|%%$greet%%', values, 'html')).toBe(
      'O&#39;Neil &amp; &lt;Co&gt;&quot;|1 &lt; 2|Ms <b>X</b>',
    );
    expect(personalise('<a href="%%$email%%">&nbsp;</a>', values, 'html')).toBe(
      '<a href="a+b@example.org">&nbsp;</a>',
    );
  });

  it('keeps a header to one line', () => {
    expect(personalise('a\r\nBcc: x\0 %%$breaks%%', values, 'header')).toBe('aBcc: x abc');
    expect(personalise('a\r\n%%$breaks%%', values, 'plain')).toBe('a\r\na\r\nb\0c');
  });

  it('takes values as text, not as templates or patterns', () => {
    const data = new Map([['a', '%%$zip%% $& $1']]);
    expect(personalise('[%%$a%%]', { ...values, data }, 'plain')).toBe('[%%$zip%% $& $1]');
  });

  it('reads any text in linear time, and bounds what it prints', () => {
    for (const piece of ['%', '%%', '%% ', '%%$', '%%$a%', '%%$zip%%', '%%$x ', '$%%'])
      expect(typeof personalise(piece.repeat(300_000), values, 'html')).toBe('string');
    const data = new Map([['big', 'x'.repeat(1_000_000)]]);
    expect(() => personalise('%%$big%%'.repeat(13), { ...values, data }, 'plain')).toThrow(TooLong);
  });
});

describe('readDataEntries', () => {
  const realm = { timeZone: 'America/New_York' } as Realm;

  it('prints values as they were sent, and instants in the realm’s zone', () => {
    const data = readDataEntries(
      [
        { key: ' name ', value: { text: ' 0012 ', xsdType: 'int' } },
        { key: 'when', value: { text: '2016-06-17T17:12:54Z', xsdType: 'dateTime' } },
        { key: 'day', value: { text: '2016-06-17', xsdType: 'date' } },
        { key: 'odd', value: { text: 'soon', xsdType: 'dateTime' } },
        { key: 'nil', value: null },
        { key: null, value: { text: 'lost', xsdType: 'string' } },
        null,
        { key: 'twice', value: { text: '1', xsdType: 'string' } },
        { key: 'twice', value: { text: '2', xsdType: 'string' } },
      ],
      realm,
    );
    expect(Object.fromEntries(data)).toEqual({
      name: ' 0012 ',
      when: 'Jun 17, 2016 1:12:54 PM',
      day: '2016-06-17',
      odd: 'soon',
      nil: '',
      twice: '2',
    });
    expect(readDataEntries(null, realm).size).toBe(0);
  });
});
