/** Measures two contenders against each other: in turns, so that whatever else the machine does meets both. */
import { cpus } from 'node:os';
import { cpuTime, machineCpuTime } from './cpuTime';

/** One of the two things that are compared; it is ready, warm-up aside. */
export interface Contender {
  readonly name: string;
  /** The process whose cost is reported. */
  readonly processId: number;
  /** The process that makes the load, where it is another one. */
  readonly loadProcessId?: number;
  /** Works for about so many seconds. @returns how many calls were finished, and the seconds it really took */
  run(seconds: number): Promise<{ readonly calls: number; readonly seconds: number }>;
}

export interface Comparison {
  readonly name: string;
  /** What a call is in the table: `calls` or `messages`. */
  readonly unit: string;
  readonly ours: Contender;
  readonly bare: Contender;
  /** The least ratio (ours to bare) that is to be expected; null if the figure is for information. */
  readonly expected: number | null;
  close(): Promise<void>;
}

export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** Medians over all rounds. */
export interface Figures {
  readonly name: string;
  readonly perSecond: number;
  /** Microseconds of processor time per call: of the contender, the database server, and the load generator. */
  readonly cpu: number;
  readonly databaseCpu: number;
  readonly loadCpu: number | null;
}

export interface Result {
  readonly name: string;
  readonly unit: string;
  readonly ours: Figures;
  readonly bare: Figures;
  /** Calls per second, ours to bare: the median of the rounds' ratios, the least and the most of them. */
  readonly ratio: number;
  readonly ratioRange: readonly [number, number];
  readonly expected: number | null;
  /** Share of the machine, 0 to 1, that went to processes that have nothing to do with the comparison. */
  readonly disturbance: number;
}

interface Round {
  readonly perSecond: number;
  readonly cpu: number;
  readonly databaseCpu: number;
  readonly loadCpu: number | null;
}

export async function compare(
  { name, unit, ours, bare, expected }: Comparison,
  plan: Plan,
  databaseProcessId: number,
): Promise<Result> {
  const measure = async (contender: Contender, seconds: number): Promise<Round> => {
    const { processId, loadProcessId } = contender;
    const before = [processId, databaseProcessId, loadProcessId].map((id) => (id ? cpuTime(id) : 0));
    const done = await contender.run(seconds);
    const after = [processId, databaseProcessId, loadProcessId].map((id) => (id ? cpuTime(id) : 0));
    const perCall = (i: number): number => (after[i]! - before[i]!) / done.calls;
    return {
      perSecond: done.calls / done.seconds,
      cpu: perCall(0),
      databaseCpu: perCall(1),
      loadCpu: loadProcessId ? perCall(2) : null,
    };
  };
  const involved = [...new Set([ours, bare].flatMap((one) => [one.processId, one.loadProcessId ?? 0]))];
  const disturbed = (): number =>
    [databaseProcessId, ...involved].reduce((rest, id) => rest - (id ? cpuTime(id) : 0), machineCpuTime());
  await measure(ours, plan.warmUpSeconds);
  await measure(bare, plan.warmUpSeconds);
  const startedAt = performance.now();
  const disturbedBefore = disturbed();
  const rounds: { ours: Round; bare: Round }[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    rounds.push({ ours: await measure(ours, plan.seconds), bare: await measure(bare, plan.seconds) });
  }
  const available = (performance.now() - startedAt) * 1000 * cpus().length;
  const ratios = rounds.map((round) => round.ours.perSecond / round.bare.perSecond);
  return {
    name,
    unit,
    ours: figures(
      ours.name,
      rounds.map((round) => round.ours),
    ),
    bare: figures(
      bare.name,
      rounds.map((round) => round.bare),
    ),
    ratio: median(ratios),
    ratioRange: [Math.min(...ratios), Math.max(...ratios)],
    expected,
    disturbance: Math.max(0, (disturbed() - disturbedBefore) / available),
  };
}

const figures = (name: string, rounds: readonly Round[]): Figures => ({
  name,
  perSecond: median(rounds.map((round) => round.perSecond)),
  cpu: median(rounds.map((round) => round.cpu)),
  databaseCpu: median(rounds.map((round) => round.databaseCpu)),
  loadCpu: rounds[0]!.loadCpu === null ? null : median(rounds.map((round) => round.loadCpu!)),
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
