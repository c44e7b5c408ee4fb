/** Values that travel with one message. */
import { readDataEntries } from '../../src/core/messages/messageData';
import type { Realm } from '../../src/core/realms/realm';

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
