/** `npm run test:faults`: real processes and real faults; prints figures, and fails where one breaks its rule. */
import { parseArgs } from 'node:util';
import { databaseReturn, databaseStandstill } from './databaseFaults';
import { FaultWorld, type Figure } from './faultWorld';
import { largeEnvelopes, overload, smallBesideLarge } from './overloadFaults';
import { hangingRelay, shutdownUnderLoad, throttlingRelay } from './shutdownFaults';

/** By the name that `--only` knows them by. */
const CASES: Readonly<Record<string, readonly [string, (world: FaultWorld) => Promise<Figure[]>]>> = {
  standstill: ['The database stands still under load', databaseStandstill],
  return: ['The database is killed and comes back', databaseReturn],
  shutdown: ['SIGTERM under load', shutdownUnderLoad],
  hanging: ['A relay that takes connections and never answers', hangingRelay],
  throttling: ['A relay that answers 450 above a rate', throttlingRelay],
  overload: ['Ten times more calls than can be answered', overload],
  envelopes: ['16 envelopes of 499,000 elements at once', largeEnvelopes],
  small: ['Small callers beside a large one', smallBesideLarge],
};

const HELP = `Usage: npm run test:faults -- [--quick] [--only NAME] [--json]

Breaks the database, the relay or the load of a real gateway and looks what becomes of callers and mail.

  --quick      shorter, with rougher figures
  --only NAME  one of ${Object.keys(CASES).join(', ')}
  --json       the figures as JSON on standard output

The exit code is 1 where a figure breaks its rule. Figures of a busy machine are worth little.`;

interface Result {
  readonly name: string;
  readonly figures: readonly (Figure & { readonly isKept: boolean })[];
}

const isKept = ({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean =>
  value <= atMost && value >= atLeast;

const shown = (value: number): string => (value < 10 ? value.toFixed(2) : Math.round(value).toString());

function line(figure: Figure): string {
  const { name, value, unit, atMost, atLeast } = figure;
  const rule =
    atMost === undefined && atLeast === undefined
      ? ''
      : ` (${[atLeast === undefined ? '' : `at least ${atLeast}`, atMost === undefined ? '' : `at most ${Math.round(atMost)}`].filter(Boolean).join(', ')})`;
  return `  ${isKept(figure) ? '     ' : 'BROKE'} ${name.padEnd(52)} ${shown(value).padStart(8)} ${unit}${rule}`;
}

async function faults(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  // A run that breaks nothing must not look like a good one.
  if (values.only !== '' && !Object.hasOwn(CASES, values.only))
    throw new Error(`--only takes one of ${Object.keys(CASES).join(', ')}`);
  const results: Result[] = [];
  for (const [name, [title, run]] of Object.entries(CASES)) {
    if (values.only !== '' && values.only !== name) continue;
    if (!values.json) console.log(title);
    // Each has a world of its own: one that went wrong must not spoil the others.
    const world = await FaultWorld.open(values.quick);
    try {
      const figures = (await run(world)).map((figure) => ({ ...figure, isKept: isKept(figure) }));
      results.push({ name, figures });
      if (!values.json) for (const figure of figures) console.log(line(figure));
      if (figures.some((figure) => !figure.isKept)) process.exitCode = 1;
    } catch (error) {
      console.error(`  FAILED ${error instanceof Error ? error.stack : String(error)}`);
      process.exitCode = 1;
    } finally {
      await world.close();
    }
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
}

faults().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
