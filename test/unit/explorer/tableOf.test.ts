/** Rows and columns in answers that are text. Those in XML are seen in the browser's test. */
import { separatedRows, tableOf } from '../../../src/facades/explorer/page/tableOf';

const noXml = (): null => null;

test.each([
  ['"5001","Demo, list","",0\n', [['5001', 'Demo, list', '', '0']]],
  [
    'a\tb\r\nc\td',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a|b\n"c|""d""\ne"|f\n',
    [
      ['a', 'b'],
      ['c|"d"\ne', 'f'],
    ],
  ],
])('%j is a table', (text, rows) => {
  expect(tableOf(text, noXml)).toEqual({ headings: [], rows });
});

test.each(['', 'one word', 'two lines\nof text', 'a,b\nc', '<not/><xml>', '0'])('%j is none', (text) => {
  expect(tableOf(text, noXml)).toBeNull();
});

test('structures have headings', () => {
  expect(
    tableOf(
      [
        { key: 'city', value: 'Oslo' },
        { key: 'vip', value: null, more: [1] },
      ],
      noXml,
    ),
  ).toEqual({
    headings: ['key', 'value', 'more'],
    rows: [
      ['city', 'Oslo', ''],
      ['vip', '', '[1]'],
    ],
  });
  expect(tableOf(['a', 'b'], noXml)).toBeNull();
  expect(tableOf([], noXml)).toBeNull();
});

test('a quote that is never closed takes the rest', () => {
  expect(separatedRows('a,"b\nc', ',')).toEqual([['a', 'b\nc']]);
});
