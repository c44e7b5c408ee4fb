/** `npm run test:mutation`: plants small faults in the rules, one at a time, and prints those that no test sees. */
import { parseArgs } from 'node:util';
import { startTestServer, stopTestServer } from '../support/testServer';
import { planted, readFaults, type Fault } from './faults';
import { runMutation, type Verdict } from './mutationRun';
import { stopTests } from './runTests';
import { PROJECT } from './scratchCopy';

const HELP = `Usage: npm run test:mutation -- [OPTIONS]

Plants each small fault of test/mutation/faults/ in a copy of the sources under tmp/, runs the tests that should see
it, and prints the faults that survive. The working tree is not touched. A run that is cut off goes on where it was.
Ends with 1 where a fault survives without an explanation, or the list does not fit the sources any more.

  --only ID     Only this fault, or all whose id begins so; may be given several times.
  --jobs N      Faults that are planted at once (1), each in a copy of its own.
  --fresh       Forget what an earlier run that was cut off has found out.
  --check       Only say which faults do not fit the sources any more; runs no test.
  --json        Print the result as JSON.
  --help        Print this help.`;

/** What the command line asks for; null for help. */
function readOptions(): {
  only: string[];
  jobs: number;
  fresh: boolean;
  check: boolean;
  json: boolean;
} | null {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error('--jobs takes a whole number from 1');
  return { ...values, jobs };
}

function chosen(faults: readonly Fault[], only: readonly string[]): readonly Fault[] {
  for (const id of only)
    if (!faults.some((fault) => fault.id.startsWith(id))) throw new Error(`no fault has an id like ${id}`);
  return only.length === 0 ? faults : faults.filter(({ id }) => only.some((each) => id.startsWith(each)));
}

/** The faults that do not fit, found without running anything. */
const misfits = (faults: readonly Fault[]): Verdict[] =>
  faults.flatMap((fault): Verdict[] => {
    try {
      planted(fault, PROJECT);
      return [];
    } catch (error) {
      return [{ id: fault.id, result: 'stale', detail: (error as Error).message, seconds: 0 }];
    }
  });

const TITLES = {
  survived: 'SURVIVED',
  stale: 'STALE',
  explained: 'Survives, and may',
} as const;

function printed(verdicts: readonly Verdict[], planted: number): string {
  const count = (result: Verdict['result']): number =>
    verdicts.filter((verdict) => verdict.result === result).length;
  const lines = (['explained', 'stale', 'survived'] as const).flatMap((result) =>
    verdicts
      .filter((verdict) => verdict.result === result)
      .map(({ id, detail }) => `${TITLES[result]}: ${id}: ${detail}`),
  );
  const killed = planted - count('survived') - count('stale') - count('explained');
  return [
    ...lines,
    `Faults: ${planted} listed, ${killed} seen by a test, ${count('explained')} explained, ${count('survived')} survived, ${count('stale')} stale`,
  ].join('\n');
}

async function mutation(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(HELP);
  const list = readFaults();
  const faults = chosen(list, options.only);
  let verdicts: readonly Verdict[];
  if (options.check) verdicts = misfits(faults);
  else {
    await startTestServer();
    try {
      verdicts = await runMutation(faults, {
        ...options,
        isWhole: faults.length === list.length,
        progress: (line) => console.error(line),
      });
    } finally {
      await stopTestServer();
    }
  }
  if (options.json) console.log(JSON.stringify({ faults: faults.length, verdicts }, null, 2));
  else if (options.check) {
    for (const { id, detail } of verdicts) console.log(`STALE: ${id}: ${detail}`);
    console.log(`Faults: ${faults.length} listed, ${verdicts.length} stale`);
  } else console.log(printed(verdicts, faults.length));
  if (verdicts.some(({ result }) => result === 'survived' || result === 'stale')) process.exitCode = 1;
}

process.on('exit', stopTests);
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

mutation().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
