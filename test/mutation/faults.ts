/** The committed list of faults: what each one changes, which rule that breaks, and which tests should see it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Fault {
  /** Unique; what `--only` takes. */
  readonly id: string;
  /** The rule that is broken, as it should be. */
  readonly rule: string;
  /** From the root of the project. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly original: string;
  readonly replacement: string;
  /**
   * Test files that should see it, from the root of the project. Where the last one is a closing check, it looks at the
   * statements that the others ran.
   */
  readonly tests: readonly string[];
  /** Of those files, only the tests whose full name this pattern finds. */
  readonly named?: string;
  /** Why no test sees it, where that is as it should be. */
  readonly survives?: string;
}

/** Whether a test file looks at what other tests did, so that it runs after them. */
export const isClosing = (test: string): boolean => test.startsWith('test/closing/');

const FOLDER = join(__dirname, 'faults');

/** All faults, in the order of their files' names. @throws {Error} if two have one id */
export function readFaults(): Fault[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const faults = files
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Fault[]);
  const ids = faults.map(({ id }) => id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length > 0) throw new Error(`two faults have the id ${twice.join(', ')}`);
  return faults;
}

/**
 * The file with the fault in it.
 * @param root of a copy of the project
 * @throws {Error} if the list does not fit the sources any more
 */
export function planted({ file, original, replacement, tests }: Fault, root: string): string {
  const source = readFileSync(join(root, file), 'utf8');
  const times = source.split(original).length - 1;
  if (times !== 1) throw new Error(`its original stands ${times} times in ${file}, not once`);
  for (const test of tests) readFileSync(join(root, test));
  return source.replace(original, () => replacement);
}
