/**
 * Plants the faults of the list one at a time and runs the tests that should see each. First the same tests run without
 * a fault: only one that passes then can tell anything.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isClosing, planted, type Fault } from './faults';
import { runTests, type TestRun } from './runTests';
import { projectFiles, scratchCopy } from './scratchCopy';
import { Verdicts } from './verdicts';

/**
 * `killed`: a test failed, or never came to an end. `survived`: every test passed. `explained`: so it did, and the list
 * says why that is right. `stale`: the list does not fit the sources or the tests any more.
 */
export interface Verdict {
  readonly id: string;
  readonly result: 'killed' | 'survived' | 'explained' | 'stale';
  /** The first test that failed, the explanation, or what is stale. */
  readonly detail: string;
  readonly seconds: number;
}

export interface MutationOptions {
  /** Faults that are planted at once, each in a copy of its own. */
  readonly jobs: number;
  /** Forget what an earlier run that was cut off has found out. */
  readonly fresh: boolean;
  /** The whole list, so that what is known can be forgotten at the end. */
  readonly isWhole: boolean;
  readonly progress: (line: string) => void;
}

/** A fault can make a test hang. */
const FAULT_SECONDS = 300;
const BASELINE_SECONDS = 900;

const hashOf = (...texts: readonly string[]): string =>
  texts.reduce((hash, text) => hash.update(text).update('\0'), createHash('sha256')).digest('hex');

/** Tests of a file that pass without a fault, or why nobody knows. */
type Baseline = { readonly passing: readonly string[] } | { readonly problem: string };

export async function runMutation(
  faults: readonly Fault[],
  { jobs, fresh, isWhole, progress }: MutationOptions,
): Promise<Verdict[]> {
  const files = projectFiles();
  const verdicts = new Verdicts<Verdict>('verdicts');
  const baselines = new Verdicts<Baseline>('baselines');
  if (fresh) [verdicts, baselines].forEach((known) => known.forget());
  const roots = Array.from({ length: Math.min(jobs, faults.length) }, (_, i) => scratchCopy(`${i}`, files));
  // As they are in the copies: somebody may work on the tree meanwhile.
  const texts = new Map(
    files
      .filter((file) => /^(src|migrations|test)\//.test(file))
      .map((file) => [file, readFileSync(join(roots[0]!, file), 'utf8')] as const),
  );
  const text = (file: string): string => texts.get(file) ?? '';
  const shared = hashOf(...files.filter((file) => /^(src|migrations|test\/support)\//.test(file)).map(text));
  const keyOf = (tests: readonly string[]): string => hashOf(shared, ...tests.map(text));

  const found = new Map<string, Verdict>();
  const open: { readonly fault: Fault; readonly source: string; readonly key: string }[] = [];
  for (const fault of faults) {
    try {
      const source = planted(fault, roots[0]!);
      const key = hashOf(JSON.stringify(fault), text(fault.file), ...fault.tests.map(text));
      const known = verdicts.find(key);
      if (known) found.set(fault.id, known);
      else open.push({ fault, source, key });
    } catch (error) {
      found.set(fault.id, stale(fault, (error as Error).message));
    }
  }
  if (found.size > 0) progress(`${found.size} of ${faults.length} are known or stale already`);

  const groups = new Map(open.flatMap(({ fault }) => groupsOf(fault)).map((group) => [keyOf(group), group]));
  const unknown = [...groups].filter(([key]) => !baselines.find(key));
  await share(roots, unknown, async (root, [key, group], place) => {
    const run = await runTests(root, group, { seconds: BASELINE_SECONDS, isWhole: true });
    const baseline = baselineOf(run, group.at(-1)!);
    baselines.add(key, baseline);
    progress(`${place} without a fault: ${'problem' in baseline ? baseline.problem : group.at(-1)!}`);
  });
  await share(roots, open, async (root, { fault, source, key }, place) => {
    const problem = baselineProblem(fault, (group) => baselines.find(keyOf(group)));
    const verdict = problem === null ? await judge(fault, source, root) : stale(fault, problem);
    if (verdict.result !== 'stale') verdicts.add(key, verdict);
    found.set(fault.id, verdict);
    progress(`${place} ${verdict.result}  ${fault.id}  ${verdict.seconds} s  ${verdict.detail}`);
  });
  if (isWhole) [verdicts, baselines].forEach((known) => known.forget());
  return faults.map(({ id }) => found.get(id)!);
}

/** Each copy takes the next piece of work when it is done with the last one. */
async function share<T>(
  roots: readonly string[],
  pieces: readonly T[],
  work: (root: string, piece: T, place: string) => Promise<void>,
): Promise<void> {
  let begun = 0;
  await Promise.all(
    roots.map(async (root) => {
      while (begun < pieces.length) {
        const at = begun++;
        await work(root, pieces[at]!, `[${at + 1}/${pieces.length}]`);
      }
    }),
  );
}

async function judge(fault: Fault, source: string, root: string): Promise<Verdict> {
  const startedAt = performance.now();
  const path = join(root, fault.file);
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, source);
  const how = { named: fault.named, seconds: FAULT_SECONDS, isWhole: false };
  let run: TestRun;
  try {
    run = await runTests(root, fault.tests, how);
  } finally {
    writeFileSync(path, before);
  }
  // A test that hangs has seen the fault, but on a busy machine it may only be slow.
  const isSlow = run.timedOut && (await runTests(root, fault.tests, how)).timedOut;
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const verdict = (result: Verdict['result'], detail: string): Verdict => ({
    id: fault.id,
    result,
    detail: detail.split('\n')[0]!,
    seconds,
  });
  if (isSlow) return verdict('stale', `its tests take more than ${FAULT_SECONDS} s without it too`);
  const [broken] = run.broken;
  const failed = run.tests.find(({ hasPassed }) => !hasPassed);
  const isKilled = failed !== undefined || run.timedOut;
  // A fault that nothing can be loaded with is none that a programmer would ever commit.
  if (broken) return verdict('stale', `${broken.file} cannot be run with it: ${broken.reason}`);
  if (!isKilled && run.tests.length === 0) return verdict('stale', 'no test was run');
  if (isKilled && fault.survives !== undefined)
    return verdict('stale', `it is said to survive, and is seen by: ${failed?.fullName ?? 'the time limit'}`);
  if (failed) return verdict('killed', failed.fullName);
  if (run.timedOut) return verdict('killed', `not done after ${FAULT_SECONDS} s`);
  return fault.survives === undefined
    ? verdict('survived', fault.rule)
    : verdict('explained', fault.survives);
}

/** Files that are run together without a fault: each by itself, but a closing check with those that it looks at. */
const groupsOf = ({ tests }: Fault): (readonly string[])[] =>
  tests.map((test) => (isClosing(test) ? tests : [test]));

const stale = ({ id }: Fault, detail: string): Verdict => ({ id, result: 'stale', detail, seconds: 0 });

function baselineOf(run: TestRun, file: string): Baseline {
  const own = run.tests.filter((test) => test.file === file);
  const broken = run.broken.find((each) => each.file === file);
  const failed = own.find(({ hasPassed }) => !hasPassed);
  if (broken) return { problem: `${file} cannot be run: ${broken.reason}` };
  if (failed) return { problem: `${file} fails without a fault: ${failed.fullName}` };
  if (own.length === 0) return { problem: `${file} ran no test` };
  return { passing: own.map(({ fullName }) => fullName) };
}

/** Why the tests of a fault can tell nothing, or null. */
function baselineProblem(
  fault: Fault,
  baselineOfGroup: (group: readonly string[]) => Baseline | undefined,
): string | null {
  const { named } = fault;
  const pattern = new RegExp(named ?? '', 'i');
  let count = 0;
  for (const group of groupsOf(fault)) {
    const baseline = baselineOfGroup(group)!;
    if ('problem' in baseline) return baseline.problem;
    count += isClosing(group.at(-1)!)
      ? 0
      : baseline.passing.filter((fullName) => pattern.test(fullName)).length;
  }
  return count > 0 ? null : `no test of its files is named ${named}`;
}
