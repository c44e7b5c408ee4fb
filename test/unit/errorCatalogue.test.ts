/** The catalogue's numbers and sentences are what programs and people see; two errors must not look the same. */
import { errorCatalogue, type ErrorEntry } from '../../src/contract/errorCatalogue';

const entries: [string, ErrorEntry][] = Object.entries(errorCatalogue);

test('no two errors have one XML-RPC fault code', () => {
  const numbers = entries.map(([, entry]) => entry.xmlRpc);
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
});

test.each(entries)('%s has a code that every client can read', (_, entry) => {
  expect(Number.isInteger(entry.xmlRpc) && Math.abs(entry.xmlRpc) < 2 ** 31 && entry.xmlRpc !== 0).toBe(true);
});
