/** The command table, its help, and what is said about a command line that is not understood. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/cli/command';
import { allCommands, commands } from '../../src/cli/commands';
import { Interruption, type SignalSource } from '../../src/cli/interruption';
import { readCommandLine } from '../../src/cli/readCommandLine';
import { runCommandLine } from '../../src/cli/runCommandLine';
import { facts, table } from '../../src/cli/table';

async function run(...words: string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const code = await runCommandLine(
    commands,
    words,
    {
      configuration: () => {
        throw new Error('no settings here');
      },
      readInput: async () => '',
      interruption: new Interruption(signals()),
    },
    {
      out: (text) => out.push(text),
      write: async (text) => void out.push(text),
      secure: () => null,
      error: (text) => error.push(text),
    },
  );
  return { code, out: out.join('\n'), error: error.join('\n') };
}

/** Signals that a test sends, a clock that it moves, and the exit codes that come of it. */
function signals() {
  const listeners: Record<string, () => void> = {};
  const exits: number[] = [];
  const source = {
    seconds: 100,
    exits,
    on: (signal: string, listener: () => void) => void (listeners[signal] = listener),
    exit: (code: number) => void exits.push(code),
    uptime: () => source.seconds,
    send: (signal: string) => listeners[signal]!(),
  };
  return source satisfies SignalSource;
}

describe('help', () => {
  test.each([[], ['--help'], ['-h'], ['help']])('of all commands: %j', async (...words) => {
    const { code, out, error } = await run(...(words as string[]));
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const width = Math.max(...commands.map(({ name }) => name.length));
    for (const { name, summary } of await allCommands())
      expect(out).toContain(`${name.padEnd(width)}  ${summary}`);
  });

  test.each(commands.map(({ name }) => name))('of %s', async (name) => {
    const command = await commands.find((candidate) => candidate.name === name)!.load();
    expect(command.name).toBe(name);
    for (const words of [
      [...name.split(' '), '--help'],
      ['help', ...name.split(' ')],
      [...name.split(' '), '-h', '--json'],
    ]) {
      const { code, out } = await run(...words);
      expect(code).toBe(0);
      const args = command.args.map((arg) =>
        arg.optional ? `[${arg.name}${arg.repeatable ? ' ...' : ''}]` : arg.name,
      );
      expect(out).toContain(['Usage: soapstone', name, ...args].join(' '));
      for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    }
  });

  test('has no line that a wide terminal would break anywhere', async () => {
    for (const { name } of commands) {
      const { out } = await run(...name.split(' '), '--help');
      expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
    }
  });

  test.each([
    ['realm', '--help'],
    ['help', 'realm'],
  ])('of a group shows that group: %s %s', async (...words) => {
    const { code, out } = await run(...words);
    expect(code).toBe(0);
    expect(out).toContain('realm create');
    expect(out).not.toContain('licence issue');
  });
});

test.each([[['--version']], [['-v']], [['version']]])('the version: %j', async (words) => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(await run(...words)).toEqual({ code: 0, out: `soapstone ${version}`, error: '' });
  expect(JSON.parse((await run(...words, '--json')).out)).toEqual({ version });
});

describe('a command line that is not understood ends with 2:', () => {
  test.each([
    [['relm', 'list'], 'There is no command "relm". Did you mean "realm"?'],
    [['xyzzy'], 'There is no command "xyzzy".'],
    [['help', 'xyzzy'], 'There is no command "xyzzy".'],
    [['server'], 'Say what to do: server add, server list.'],
    [['server', 'destroy'], 'There is no command "server destroy"; there is server add, server list.'],
    [['--json', 'realm', 'list'], 'The command comes first, then its options.'],
    [['realm', 'create'], '"realm create" needs NAME: 2 to 64 lower-case letters, digits and hyphens.'],
    [['realm', 'create', 'a1', 'b2'], '"realm create" does not take "b2".'],
    [['realm', 'create', 'a1', '--custmer-key'], 'has no option --custmer-key. Did you mean --customer-key?'],
    [['realm', 'list', '--all'], '"realm list" has no option --all; it takes --help, --json.'],
    [['realm', 'list', '-x'], '"realm list" has no option -x'],
    [['realm', 'list', '--constructor'], '"realm list" has no option --constructor'],
    [['realm', 'create', 'a1', '--server'], '--server needs a value: --server SERVER'],
    [['realm', 'create', 'a1', '--server', '--json'], '--server needs a value: --server SERVER'],
    [['realm', 'create', 'a1', '--customer-key=yes'], '--customer-key takes no value.'],
    [['realm', 'create', 'a1', '--parent', 'x', '--parent', 'y'], '--parent is given twice.'],
    [
      ['realm', 'create', 'a1', '--server', 'x', '--database', 'y'],
      "Name one place for the realm's data: --server or --database.",
    ],
    [['server', 'add', 'x2'], '"server add" needs --url URL.'],
    [['message', 'list', 'demo', '--limit', '0'], '--limit takes a whole number from 1 to 1000.'],
    [['message', 'list', 'demo', '--limit', 'all'], '--limit takes a whole number from 1 to 1000.'],
  ])('%j', async (words, text) => {
    const { code, out, error } = await run(...words);
    expect(error).toContain(text);
    const named = commands.find(({ name }) => `${words.join(' ')} `.startsWith(`${name} `))?.name;
    const group = ['server'].find((word) => word === words[0]);
    expect(error).toContain(`Help: soapstone ${named ?? group ?? ''} --help`.replace('  ', ' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

test('a failure ends with 1, and is JSON where JSON was asked for', async () => {
  expect(await run('realm', 'list')).toEqual({ code: 1, out: '', error: 'no settings here' });
  const { error } = await run('realm', 'list', '--json');
  expect(JSON.parse(error)).toEqual({ error: 'no settings here' });
});

test('options may stand before, between and behind arguments, and values may hold anything', async () => {
  const line = await readCommandLine(commands, [
    'list',
    'create',
    '--description=--x',
    'demo',
    '--from',
    '"A, B" <a@b.example>',
    'A list',
    '--json',
  ]);
  if (line.kind !== 'run') throw new Error('it is no help');
  expect(line.command.name).toBe('list create');
  expect(line.input.args).toEqual(['demo', 'A list']);
  expect(line.input.option('description')).toBe('--x');
  expect(line.input.option('from')).toBe('"A, B" <a@b.example>');
  expect(line.input.option('folder')).toBeUndefined();
  expect(line.json).toBe(true);
  await expect(readCommandLine(commands, ['list', 'create', '--', '--demo'])).rejects.toThrow(UsageError);
  const dashes = await readCommandLine(commands, ['list', 'create', 'demo', '--', '--name']);
  expect(dashes.kind === 'run' && dashes.input.args).toEqual(['demo', '--name']);
});

test('tables line up and keep control characters from the terminal', () => {
  expect(
    table(
      ['A', 'LONG'],
      [
        ['x\u001b[2J', 1],
        [null, ''],
      ],
      'none',
    ),
  ).toBe(['A      LONG', 'x [2J  1', '-      -'].join('\n'));
  expect(table(['A'], [], 'none')).toBe('none');
  expect(
    facts([
      ['One', 1],
      ['Three', null],
    ]),
  ).toBe('One    1\nThree  -');
});

describe('a signal', () => {
  test('ends a command once everything it started is gone', async () => {
    const source = signals();
    const interruption = new Interruption(source);
    const steps: string[] = [];
    let finish = (): void => undefined;
    interruption.beforeExit(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      steps.push('gone');
    });
    interruption.beforeExit(() => Promise.reject(new Error('already gone')));
    interruption.beforeExit(async () => void steps.push('forgotten'))();
    source.send('SIGINT');
    source.send('SIGTERM');
    await new Promise((resolve) => setImmediate(resolve));
    expect({ steps, exits: source.exits }).toEqual({ steps: [], exits: [] });
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect({ steps, exits: source.exits }).toEqual({ steps: ['gone'], exits: [130] });
  });

  test('asks a gateway to stop; a later one ends it, the echo of the first does not', async () => {
    const source = signals();
    const interruption = new Interruption(source);
    const asked = interruption.stopAsked();
    source.send('SIGTERM');
    await asked;
    source.seconds += 0.9;
    source.send('SIGTERM');
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.exits).toEqual([]);
    source.seconds += 0.2;
    source.send('SIGTERM');
    await new Promise((resolve) => setImmediate(resolve));
    expect(source.exits).toEqual([143]);
  });

  test('that comes while a defect ends the process changes nothing', async () => {
    const source = signals();
    const interruption = new Interruption(source);
    let cleaned = 0;
    interruption.beforeExit(async () => void cleaned++);
    interruption.end(1);
    source.send('SIGINT');
    interruption.end(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect({ cleaned, exits: source.exits }).toEqual({ cleaned: 1, exits: [1] });
  });
});

test('a command reads nothing that it does not need', () => {
  const script = `
    const { commands } = require(${JSON.stringify(join(__dirname, '../../src/cli/commands.ts'))});
    Promise.all(process.argv.slice(1).map((name) => commands.find((each) => each.name === name).load())).then(() =>
      console.log(JSON.stringify(Object.keys(require.cache))));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['-r', join(__dirname, '../support/runTypeScript.js'), '-e', script],
      ...['realm list', 'list create', 'message list', 'export contacts', 'campaign show', 'migrate'],
    ],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const files = JSON.parse(stdout) as string[];
  expect(files.join('\n')).toMatch(/node_modules\/mysql2\//);
  expect(
    files.filter((file) => /buildGateway|node_modules\/(?:knex|soap|winston|express)\//.test(file)),
  ).toEqual([]);
});
