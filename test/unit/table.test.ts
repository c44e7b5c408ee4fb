/** Tables as text: every format, in one go and in pieces. */
import { checkedOutputFormat, renderPieces } from '../../src/operations/reportText';
import { column, FORMATS, renderTable, type Cell, type Layout } from '../../src/rendering/table';

type Row = readonly [string, number, Cell];

const layout: Layout<Row> = {
  columns: [
    column('url', ([url]) => url),
    column('clicks', ([, clicks]) => clicks),
    { heading: 'Link ID', element: 'link_id', xmlOnly: true, cell: ([, , id]) => id },
  ],
};
const rows: readonly Row[] = [
  ['a "b" & <c>', 1, 7],
  ['two\nlines', 2, null],
];

test.each([
  ['csv', '"url","clicks"\n"a ""b"" & <c>","1"\n"two\nlines","2"'],
  ['csv_tab', '"url"\t"clicks"\n"a ""b"" & <c>"\t"1"\n"two\nlines"\t"2"'],
  ['csv_pipe', '"url"|"clicks"\n"a ""b"" & <c>"|"1"\n"two\nlines"|"2"'],
  ['plain', 'url clicks\na "b" & <c> 1\ntwo lines 2'],
  [
    'html',
    '<table><tr><th>url</th><th>clicks</th></tr><tr><td>a &quot;b&quot; &amp; &lt;c&gt;</td><td>1</td></tr><tr><td>two\nlines</td><td>2</td></tr></table>',
  ],
  [
    'xml',
    '<?xml version="1.0" encoding="UTF-8"?><data><Data><url>a &quot;b&quot; &amp; &lt;c&gt;</url><clicks>1</clicks><link_id>7</link_id></Data><Data><url>two\nlines</url><clicks>2</clicks><link_id></link_id></Data></data>',
  ],
] as const)('%s', (format, text) => {
  expect(renderTable(layout, rows, format, true)).toBe(text);
});

test.each(FORMATS)('%s in pieces is the same as in one, with and without a header', async (format) => {
  const pieces = async function* () {
    await Promise.resolve();
    for (const row of rows) yield [row];
    yield [];
  };
  for (const header of [true, false])
    expect(await renderPieces(layout, pieces(), format, header)).toBe(
      renderTable(layout, rows, format, header),
    );
  await expect(renderPieces(layout, pieces(), format, true, 1)).rejects.toThrow('more than 1 rows');
});

test('a format is known in any case', () => {
  expect(checkedOutputFormat(' CSV_Tab ')).toBe('csv_tab');
  expect(() => checkedOutputFormat('pdf')).toThrow();
});
