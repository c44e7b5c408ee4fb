/**
 * Measures the gateway against the floor below it, on this machine, in one run: `npm run bench`.
 * Options: --quick (shorter rounds, rougher figures), --rounds N, --json FILE (tmp/bench.json), --only NAME (a name in
 * COMPARISONS).
 */
import { cpus, loadavg } from 'node:os';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, type Comparison, type Plan, type Result } from './comparison';
import { COMPARISONS } from './comparisons';
import { report } from './report';
import { openWorld } from './world';

const FULL: Plan = { rounds: 5, seconds: 3, warmUpSeconds: 3 };
const QUICK: Plan = { rounds: 3, seconds: 1, warmUpSeconds: 1 };
/** Left out of a quick run, unless asked for by name: one round of it takes many seconds. */
const SLOW: ReadonlySet<string> = new Set(['launch']);
/** Share of the machine that other programs may take before the figures are called into question. */
const QUIET = 0.05;

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '' },
      json: { type: 'string', default: resolve(__dirname, '../../tmp/bench.json') },
      only: { type: 'string', default: '' },
    },
  });
  const { quick, rounds, only } = values;
  // A run that measures nothing must not look like a good one.
  if (only !== '' && !Object.hasOwn(COMPARISONS, only))
    throw new Error(`--only takes one of ${Object.keys(COMPARISONS).join(', ')}`);
  if (!/^([1-9]\d{0,3})?$/.test(rounds)) throw new Error('--rounds takes a whole number from 1');
  const usual = quick ? QUICK : FULL;
  const plan: Plan = { ...usual, rounds: Number(rounds) || usual.rounds };
  return { ...values, plan };
}

async function bench(): Promise<void> {
  const { plan, ...options } = readOptions();
  const loadBefore = loadavg()[0]!;
  const world = await openWorld();
  const results: Result[] = [];
  try {
    for (const [name, open] of Object.entries(COMPARISONS)) {
      if (options.only === '' ? options.quick && SLOW.has(name) : options.only !== name) continue;
      // One that cannot be measured must not hide the others.
      let comparison: Comparison | undefined;
      try {
        comparison = await open(world);
        console.error(`measuring ${comparison.name} ...`);
        results.push(await compare(comparison, plan, world.databaseProcessId));
      } catch (error) {
        console.error(error);
        process.exitCode = 1;
      } finally {
        await comparison?.close();
      }
    }
  } finally {
    await world.close();
  }
  const machine = {
    processors: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    loadBefore,
  };
  const disturbance = Math.max(0, ...results.map((result) => result.disturbance));
  console.log(report(results));
  console.log(
    `\n${machine.processors} processors (${machine.model}), node ${machine.node}, load before ${loadBefore.toFixed(2)};` +
      ` medians of ${plan.rounds} rounds of ${plan.seconds} s in turns. CPU is per call: of the process that is named,` +
      ' of the database server, and of the load generator or mail sink.',
  );
  if (disturbance > QUIET)
    console.log(
      `NOT QUIET: up to ${Math.round(disturbance * 100)} % of the machine went to other programs; the figures are worth little.`,
    );
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(
    options.json,
    `${JSON.stringify({ date: new Date().toISOString(), machine, plan, results }, null, 2)}\n`,
  );
}

bench().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
