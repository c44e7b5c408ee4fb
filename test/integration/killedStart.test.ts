/** A start that was killed does not make the next one wait, and two starts at once do not meet. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { withMigrationLease } from '../../src/db/migrationLease';
import { ownMark } from '../../src/db/processMark';
import { runCommand, startCommand, type RunningCommand } from '../support/commandLine';
import { testDatabase, type TestSchema } from '../support/testDatabase';
import { temporaryDirectory } from '../support/testServer';

const server = testDatabase();
const children: ChildProcess[] = [];
let schema: TestSchema;
beforeAll(async () => {
  schema = await server.emptySchema();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await server.close();
});

/** A process that holds the lease. */
async function holder(name: string, address: DatabaseAddress = schema.address) {
  const child = fork(join(__dirname, '../support/leaseHolder.ts'), [JSON.stringify(address), name], {
    execArgv: ['-r', join(__dirname, '../support/runTypeScript.js')],
  });
  children.push(child);
  const [{ holds }] = (await once(child, 'message')) as [{ holds: string }];
  return {
    child,
    mark: holds,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const leaseStands = async (name: string): Promise<boolean> =>
  (
    await schema.database.rows(
      'SELECT 1 FROM migration_lease WHERE name = ? AND expires_at > UTC_TIMESTAMP(3)',
      [name],
    )
  ).length === 1;

describe('the lease of a process', () => {
  test('that was killed is taken over while it would still stand', async () => {
    const killed = await holder('killed');
    await killed.kill();
    expect(await leaseStands('killed')).toBe(true);
    const [{ expires }] = (await schema.database.rows<{ expires: Date }>(
      "SELECT expires_at AS expires FROM migration_lease WHERE name = 'killed'",
    )) as [{ expires: Date }];
    const taken = await withMigrationLease(schema.address, 'killed', () =>
      schema.database.rows<{ early: number }>('SELECT UTC_TIMESTAMP(3) < ? AS early', [expires]),
    );
    expect(taken).toEqual([{ early: 1 }]);
  });

  test('that was killed stands while a statement that it began goes on', async () => {
    const killed = await holder('busy');
    const order: string[] = [];
    // In its name: the server does not know whose statement it is.
    const statement = schema.database.rows('SELECT SLEEP(2)').then(() => order.push('statement'));
    await killed.kill();
    await withMigrationLease(schema.address, 'busy', async () => order.push('lease'));
    await statement;
    expect(order).toEqual(['statement', 'lease']);
  });

  test('that lives is waited for, which is said', async () => {
    const living = await holder('living');
    const order: string[] = [];
    await withMigrationLease(
      schema.address,
      'living',
      async () => order.push('work'),
      () => {
        order.push('waiting');
        living.child.send('stop');
      },
    );
    expect(order).toEqual(['waiting', 'work']);
  });

  test('on another machine is not taken for dead', async () => {
    const elsewhere = Buffer.from(`0102030405${(await ownMark()).toString('hex').slice(10)}000001`, 'hex');
    await schema.database.write(
      "INSERT INTO migration_lease VALUES ('elsewhere', ?, UTC_TIMESTAMP(3) + INTERVAL 2 SECOND)",
      [elsewhere],
    );
    let waited = false;
    await withMigrationLease(
      schema.address,
      'elsewhere',
      async () => undefined,
      () => (waited = true),
    );
    expect(waited).toBe(true);
  });
});

test('what a killed first start left is removed by the next ones; two at once share the work', async () => {
  const varDirectory = await temporaryDirectory('killed-start');
  const environment = {
    VAR_DIRECTORY: varDirectory,
    PORT: '0',
    BIND_ADDRESS: '127.0.0.1',
    DRAIN_SECONDS: '0',
  };
  const home = join(varDirectory, 'mariadb');
  const workshops = async (): Promise<string[]> =>
    (await readdir(home)).filter((name) => name.startsWith('new-')).sort();
  const running: RunningCommand[] = [];
  const up = (): RunningCommand => {
    const command = startCommand(environment, ['up', '--json']);
    running.push(command);
    return command;
  };
  try {
    const killed = up();
    await killed.says(/Creating a private MariaDB/);
    while ((await workshops()).length === 0) await new Promise((later) => setTimeout(later, 10));
    killed.process.kill('SIGKILL');
    await killed.ended;
    const left = await workshops();
    expect(left).toHaveLength(1);

    const alive = `new-${(await ownMark()).toString('hex')}-000001`;
    const old = 'new-0123456789ab';
    for (const name of [alive, old]) {
      await mkdir(join(home, name));
      await writeFile(join(home, name, 'file'), '');
    }
    await utimes(join(home, old), new Date(0), new Date(0));

    const ready = await Promise.all(
      [up(), up()].map(async (command) => {
        const [line] = await command.says(/^\{"endpoint".*\}$/m);
        return JSON.parse(line) as { demoRealms: { realm: string }[] };
      }),
    );
    expect(ready[0]!.demoRealms.map(({ realm }) => realm)).toEqual(['demo', 'demo-key']);
    expect(ready[1]!.demoRealms).toEqual(ready[0]!.demoRealms);
    expect(await workshops()).toEqual([alive]);
    for (const command of running.slice(1)) command.process.kill('SIGINT');
    for (const command of running.slice(1)) expect(await command.ended).toMatchObject({ code: 0 });
  } finally {
    for (const command of running) command.process.kill('SIGKILL');
    await runCommand(environment, ['migrate']);
    await rm(varDirectory, { recursive: true, force: true, maxRetries: 50 });
  }
});
