/** Runs tests in a copy of the project, in a process of their own that can be stopped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isClosing } from './faults';

export interface TestResult {
  /** From the root of the project. */
  readonly file: string;
  readonly fullName: string;
  readonly hasPassed: boolean;
}

export interface TestRun {
  readonly tests: readonly TestResult[];
  /** Files that could not be run at all, and why. */
  readonly broken: readonly { readonly file: string; readonly reason: string }[];
  readonly timedOut: boolean;
}

/** As jest writes it. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const running = new Set<number>();

/** Stops what is running; for the end of the process. */
export function stopTests(): void {
  for (const pid of running) kill(pid);
}

/** The whole group: jest and its workers. */
function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

interface HowToRun {
  /** Pattern of full names; all tests of the files unless given. */
  readonly named?: string | undefined;
  /** After so long the run is stopped. */
  readonly seconds: number;
  /** False to leave out what comes behind the first failure in a file. */
  readonly isWhole: boolean;
}

const firstLineOf = (message: string): string => message.trim().split('\n')[0]!.slice(0, 100);

/** Of a closing check, what looks at each statement; the rest of it wants those of a whole run. */
const OF_EACH_STATEMENT = 'every statement binds';

/** Runs the files; the closing checks among them after the others, and only if nothing has failed. */
export async function runTests(root: string, files: readonly string[], how: HowToRun): Promise<TestRun> {
  const closing = files.filter(isClosing);
  const run = await runJest(
    root,
    files.filter((file) => !isClosing(file)),
    how,
  );
  const isOver = run.timedOut || run.broken.length > 0 || run.tests.some(({ hasPassed }) => !hasPassed);
  if (closing.length === 0 || (isOver && !how.isWhole)) return run;
  const after = await runJest(root, closing, { ...how, named: OF_EACH_STATEMENT }, 'jest.closing.config.js');
  return {
    tests: [...run.tests, ...after.tests],
    broken: [...run.broken, ...after.broken],
    timedOut: run.timedOut || after.timedOut,
  };
}

async function runJest(
  root: string,
  files: readonly string[],
  { named, seconds, isWhole }: HowToRun,
  config = 'jest.config.js',
): Promise<TestRun> {
  const report = join(root, 'tmp/mutation-report.json');
  mkdirSync(join(root, 'tmp'), { recursive: true });
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/jest/bin/jest.js'),
      '--config',
      join(root, config),
      '--runInBand',
      '--silent',
      '--json',
      `--outputFile=${report}`,
      ...(isWhole ? [] : ['--env', join(root, 'test/mutation/untilFirstFailure.js')]),
      ...(named === undefined ? [] : ['--testNamePattern', named]),
      '--runTestsByPath',
      ...files,
    ],
    { cwd: root, stdio: 'ignore', detached: true },
  );
  running.add(child.pid!);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill(child.pid!);
  }, seconds * 1000);
  await once(child, 'exit');
  clearTimeout(timer);
  running.delete(child.pid!);
  if (!existsSync(report)) return { tests: [], broken: [], timedOut };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  const nameOf = (path: string): string => path.slice(root.length + 1);
  return {
    tests: testResults.flatMap(({ name, status, message, assertionResults }) => {
      const file = nameOf(name);
      const tests = assertionResults
        .filter((each) => each.status === 'passed' || each.status === 'failed')
        .map((each) => ({ file, fullName: each.fullName, hasPassed: each.status === 'passed' }));
      // What looks at a whole file when it is over, such as whether the neighbour's rows are what they were.
      const hasHookFailed =
        status === 'failed' && tests.length > 0 && tests.every(({ hasPassed }) => hasPassed);
      return hasHookFailed
        ? [...tests, { file, fullName: `(the end of the file) ${firstLineOf(message)}`, hasPassed: false }]
        : tests;
    }),
    broken: testResults
      .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
      .map(({ name, message }) => ({ file: nameOf(name), reason: message.trim().slice(0, 300) })),
    timedOut,
  };
}
