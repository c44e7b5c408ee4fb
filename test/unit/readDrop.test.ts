/** Files of any size are read as they come: what has been handed out says how far they are read. */
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isHeader } from '../../src/facades/drops/dropUnit';
import { readDrop } from '../../src/facades/drops/readDrop';
import { readTransaction } from '../../src/facades/drops/readTransaction';
import { temporaryDirectory } from '../support/testServer';

test('a transaction is read no further than its records are asked for', async () => {
  let given = 0;
  function* endless(): Generator<string> {
    yield '<transaction><realm>r</realm><api><cmd>sub</cmd><data>';
    for (;;) {
      given++;
      yield `<record><email>p${given}@big.example</email></record>`.repeat(100);
    }
  }
  const parts = readTransaction(endless());
  let records = 0;
  for await (const part of parts) {
    if (!isHeader(part)) records++;
    if (records === 5000) break;
  }
  expect(given).toBeLessThanOrEqual(51);
});

test.each(['dat', 'xml'])('a .%s is read in pieces', async (kind) => {
  const directory = await temporaryDirectory('pieces');
  const path = join(directory, `big.${kind}`);
  const record =
    kind === 'dat'
      ? `^p@big.example,${'x'.repeat(900)}\n`
      : `<record><email>${'x'.repeat(900)}</email></record>\n`;
  await writeFile(
    path,
    (kind === 'dat'
      ? 'realm=r\ncmd=sub&data=email,first\n'
      : '<transaction><realm>r</realm><api><cmd>sub</cmd><data>') + record.repeat(20_000),
  );
  let records = 0;
  try {
    for await (const part of readDrop(path)) {
      if (isHeader(part)) continue;
      records++;
      // What nobody has read yet can still be taken away: there is no copy of it.
      if (records === 100) {
        const file = await open(path, 'r+');
        await file.truncate(2_000_000);
        await file.close();
      }
    }
  } catch {
    // A document that ends too early.
  }
  expect(records).toBeGreaterThan(100);
  expect(records).toBeLessThan(5000);
  await rm(directory, { recursive: true });
});
