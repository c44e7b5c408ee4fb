/**
 * What is known from a run that was cut off, so that the next one goes on there. Something known counts while what it
 * was found out about is unchanged; a run that comes to its end forgets everything.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCRATCH } from './scratchCopy';

export class Verdicts<V> {
  readonly #path: string;
  readonly #known: Map<string, V>;

  constructor(name: string) {
    mkdirSync(SCRATCH, { recursive: true });
    this.#path = join(SCRATCH, `${name}.json`);
    this.#known = new Map(read<V>(this.#path));
  }

  /** @param key a hash of all that it depends on */
  find(key: string): V | undefined {
    return this.#known.get(key);
  }

  add(key: string, verdict: V): void {
    this.#known.set(key, verdict);
    writeFileSync(this.#path, JSON.stringify([...this.#known]));
  }

  forget(): void {
    this.#known.clear();
    rmSync(this.#path, { force: true });
  }
}

/** Nothing if there is no file, or one that was being written when the machine went down. */
function read<V>(path: string): [string, V][] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as [string, V][];
  } catch {
    return [];
  }
}
