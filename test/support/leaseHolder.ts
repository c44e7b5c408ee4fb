/** A process that takes a lease and holds it until it is told to stop, or is killed: `leaseHolder.ts ADDRESS_AS_JSON NAME`. */
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { withMigrationLease } from '../../src/db/migrationLease';
import { ownMark } from '../../src/db/processMark';

const [address = '', name = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const mark = (await ownMark()).toString('hex');
  await withMigrationLease(JSON.parse(address) as DatabaseAddress, name, async () => {
    process.send!({ holds: mark });
    await new Promise((stop) => process.once('message', stop));
  });
  process.disconnect();
}

void main();
