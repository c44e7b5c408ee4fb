/**
 * The folder that files are dropped into. NAME.dat, NAME.xml or NAME.csv is taken when its NAME.sig is there; afterwards it
 * stands in `done/` or `failed/` with a report beside it. Any number of processes may watch one folder.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Registry } from '../../contract/registry';
import type { DoorOptions } from '../wire/door';
import { DropRunner, type DropFile, type DropReport } from './dropRunner';
import { baseOf, DONE, DROP_NAME, FAILED, realmFolders, SIGNAL_NAME, UPLOAD_NAME } from './dropPlaces';

export interface DropFolderOptions {
  readonly directory: string;
  readonly registry: Registry;
  readonly pipeline: DoorOptions['pipeline'];
  readonly log: {
    info(message: string, fields: Record<string, unknown>): unknown;
    warn(message: string, fields: Record<string, unknown>): unknown;
  };
  readonly pollMilliseconds?: number;
}

const POLL_MS = 1000;
/** A signal without a file that long is what is left of one that was moved; an upload, of one that was cut off. */
const STALE_MS = 3_600_000;

interface Place {
  readonly directory: string;
  /** Whose folder it is; null where files of all realms are dropped. */
  readonly realm: string | null;
}

const REALM_NAME = /^[a-z0-9-]+$/;

export class DropFolder {
  readonly #options: DropFolderOptions;
  readonly #runner: DropRunner;
  #isStopping = false;
  #running: Promise<void> | null = null;
  #wake: () => void = () => undefined;

  constructor(options: DropFolderOptions) {
    this.#options = options;
    this.#runner = new DropRunner({ ...options, holder: randomBytes(8).toString('hex') });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the step on its way is committed; the file goes on later, here or elsewhere. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.round();
      } catch (error) {
        this.#options.log.warn('dropped files: the folder cannot be read', {
          code: (error as { code?: unknown }).code ?? (error as Error).name,
        });
      }
      if (this.#isStopping) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#options.pollMilliseconds ?? POLL_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Takes every file whose signal is there, one after the other: those of the folder, then those of the realms. */
  async round(): Promise<void> {
    const { directory } = this.#options;
    await this.#roundOf({ directory, realm: null });
    const realms = await readdir(realmFolders(directory)).catch(() => []);
    for (const realm of realms.sort()) {
      if (this.#isStopping) return;
      if (REALM_NAME.test(realm))
        await this.#roundOf({ directory: join(realmFolders(directory), realm), realm });
    }
  }

  async #roundOf(place: Place): Promise<void> {
    const { directory } = place;
    for (const folder of ['', DONE, FAILED]) await mkdir(join(directory, folder), { recursive: true });
    const names = await readdir(directory);
    const files = new Map(names.filter((name) => DROP_NAME.test(name)).map((name) => [baseOf(name), name]));
    for (const signal of names.filter((name) => SIGNAL_NAME.test(name)).sort()) {
      if (this.#isStopping) return;
      const name = files.get(baseOf(signal));
      if (name === undefined) await forgetStale(join(directory, signal));
      else await this.#take(place, name, signal);
    }
    for (const upload of names.filter((name) => UPLOAD_NAME.test(name)))
      await forgetStale(join(directory, upload));
  }

  async #take(place: Place, name: string, signal: string): Promise<void> {
    const { log } = this.#options;
    const { directory, realm } = place;
    try {
      const path = join(directory, name);
      const mark = await markOf(path, name);
      if (mark === null) return;
      const report = await this.#runner.run({ path, name, mark, realm }, () => this.#isStopping);
      if (!report) return;
      await this.#put(directory, { path, name, mark, realm }, signal, report);
      await report.forget();
      const { taken, refused, unreadable } = report;
      log.info('dropped file', {
        ...(realm !== null && { realm }),
        file: name,
        taken,
        refused,
        outcome: unreadable === null ? 'done' : 'failed',
      });
    } catch (error) {
      // Another process may have moved it meanwhile.
      if ((error as { code?: unknown }).code === 'ENOENT') return;
      log.warn('a dropped file failed for now', { file: name, error: (error as Error).name });
    }
  }

  /** The report is there before the file is, and the signal goes last, so that whatever is cut off is done again. */
  async #put(
    directory: string,
    { path, name, mark }: DropFile,
    signal: string,
    report: DropReport,
  ): Promise<void> {
    const hasFailed = report.unreadable !== null || (report.taken === 0 && report.refused > 0);
    const folder = join(directory, hasFailed ? FAILED : DONE);
    const isFree = await lstat(join(folder, name)).then(
      () => false,
      () => true,
    );
    const kept = isFree ? name : `${parse(name).name}.${mark.slice(0, 8)}${parse(name).ext}`;
    await writeFile(join(folder, `${kept}.report`), reportText(name, report), { mode: 0o640 });
    // One that was put in its place meanwhile is another file, whose turn comes next.
    if ((await markOf(path, name)) !== mark) return;
    await rename(path, join(folder, kept));
    await rm(join(directory, signal), { force: true });
  }
}

/** What tells a file from others; null for what is no plain file: a link could lead to any that the gateway can read. */
async function markOf(path: string, name: string): Promise<string | null> {
  const stat = await lstat(path);
  return stat.isFile()
    ? createHash('sha256').update([name, stat.size, stat.mtimeMs, stat.ino].join('\0')).digest('hex')
    : null;
}

async function forgetStale(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => null);
  if (stat && Date.now() - stat.mtimeMs > STALE_MS) await rm(path, { force: true });
}

const reportText = (name: string, { taken, refused, problems, unreadable }: DropReport): string =>
  [
    `File ${name}`,
    `Finished ${new Date().toISOString()}`,
    ...(unreadable === null ? [`Taken ${taken}`, `Refused ${refused}`] : [`FAILURE: ${unreadable}`]),
    ...problems.map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(refused > problems.length ? [`and ${refused - problems.length} more`] : []),
    '',
  ].join('\n');
