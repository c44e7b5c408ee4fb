/** The CSV reader, however its bytes arrive. */
import { Readable } from 'node:stream';
import { csvBlocks, type CsvBlock } from '../../src/transfer/csvBlocks';
import { csvRow } from '../../src/transfer/csvText';

const START = { position: 0, line: 1 };

async function blocksOf(
  bytes: Buffer,
  chunk = bytes.length,
  blockRows?: number,
  from = START,
  delimiter = ',',
): Promise<CsvBlock[]> {
  const chunks: Buffer[] = [];
  for (let at = from.position; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
  const blocks: CsvBlock[] = [];
  for await (const block of csvBlocks(
    Readable.from(chunks),
    { delimiter, encoding: 'utf-8' },
    from,
    blockRows,
  ))
    blocks.push(block);
  return blocks;
}

const cellsOf = (blocks: readonly CsvBlock[]) => blocks.flatMap(({ rows }) => rows.map(({ cells }) => cells));

const ROWS = [
  ['plain', 'two words', ''],
  ['', '', 'é😀'],
  ['with, comma', 'a "quoted" word', '"'],
  ['two\nlines', 'two\r\nlines', '\n'],
  ['ends with\r', ' blank ', '=1+1'],
  ['"', '""', ',"'],
];
const TEXT = Buffer.from(ROWS.map((row) => csvRow(row, ',')).join(''));

test.each([1, 2, 3, 5, 7, 64, 1000])('what was written is read, in pieces of %d bytes', async (chunk) => {
  expect(cellsOf(await blocksOf(TEXT, chunk))).toEqual(ROWS);
});

test('reading goes on at the end of any block, with the line that it is on', async () => {
  const whole = (await blocksOf(TEXT)).flatMap(({ rows }) => rows);
  expect(whole.map(({ line }) => line)).toEqual([1, 2, 3, 4, 8, 9]);
  const blocks = await blocksOf(TEXT, 4, 1);
  expect(blocks).toHaveLength(ROWS.length);
  for (const [i, { end }] of blocks.entries()) {
    const rest = await blocksOf(TEXT, 4, 1, end);
    expect(rest.flatMap(({ rows }) => rows)).toEqual(whole.slice(i + 1));
  }
  expect(blocks.at(-1)!.end.position).toBe(TEXT.length);
});

test.each([
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['\n\r\na,b\r\n\r\n', [['a', 'b']]],
  ['a,\n', [['a', '']]],
  ['"a",""', [['a', '']]],
  ['a"b,c""d\n', [['a"b', 'c""d']]],
  ['', []],
])('%j', async (text, rows) => {
  expect(cellsOf(await blocksOf(Buffer.from(text)))).toEqual(rows);
});

test('a row that is broken is told, and those behind it are read', async () => {
  const text = 'a,b\n"x"y,z\nc,d\n"open,e\nf,g\n';
  const rows = (await blocksOf(Buffer.from(text), 3)).flatMap((block) => block.rows);
  expect(rows.map(({ line, cells, problem }) => cells ?? `${line}: ${problem}`)).toEqual([
    ['a', 'b'],
    '2: text stands behind a closing quotation mark',
    ['c', 'd'],
    '4: a quotation mark is opened in this row and never closed',
    ['f', 'g'],
  ]);
});
