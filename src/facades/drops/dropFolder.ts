/**
 * The folder that files are dropped into. NAME.dat or NAME.xml is taken when its NAME.sig is there; afterwards it stands
 * in `done/` or `failed/` with a report beside it. Any number of processes may watch one folder.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Registry } from '../../contract/registry';
import type { DoorOptions } from '../wire/door';
import { DropRunner, type DropFile, type DropReport } from './dropRunner';
import { DROP_NAME } from './readDrop';

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
/** A signal without a file that long is what is left of one that was moved. */
const STALE_SIGNAL_MS = 3_600_000;

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

  /** Takes every file whose signal is there, one after the other. */
  async round(): Promise<void> {
    const { directory } = this.#options;
    for (const folder of ['', 'done', 'failed']) await mkdir(join(directory, folder), { recursive: true });
    const names = await readdir(directory);
    const files = new Map(
      names.filter((name) => DROP_NAME.test(name)).map((name) => [parse(name).name, name]),
    );
    for (const signal of names.filter((name) => /\.sig$/i.test(name)).sort()) {
      if (this.#isStopping) return;
      const name = files.get(parse(signal).name);
      if (name === undefined) await this.#forgetSignal(signal);
      else await this.#take(name, signal);
    }
  }

  async #take(name: string, signal: string): Promise<void> {
    const { directory, log } = this.#options;
    try {
      const path = join(directory, name);
      const stat = await lstat(path);
      // A link could lead to any file that the gateway can read.
      if (!stat.isFile()) return;
      const mark = createHash('sha256')
        .update([name, stat.size, stat.mtimeMs, stat.ino].join('\0'))
        .digest('hex');
      const report = await this.#runner.run({ path, name, mark }, () => this.#isStopping);
      if (!report) return;
      await this.#put({ path, name, mark }, signal, report);
      await report.forget();
      const { taken, refused, unreadable } = report;
      log.info('dropped file', {
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
  async #put({ path, name, mark }: DropFile, signal: string, report: DropReport): Promise<void> {
    const { directory } = this.#options;
    const hasFailed = report.unreadable !== null || (report.taken === 0 && report.refused > 0);
    const folder = join(directory, hasFailed ? 'failed' : 'done');
    const isFree = await lstat(join(folder, name)).then(
      () => false,
      () => true,
    );
    const kept = isFree ? name : `${parse(name).name}.${mark.slice(0, 8)}${parse(name).ext}`;
    await writeFile(join(folder, `${kept}.report`), reportText(name, report), { mode: 0o640 });
    await rename(path, join(folder, kept));
    await rm(join(directory, signal), { force: true });
  }

  async #forgetSignal(signal: string): Promise<void> {
    const path = join(this.#options.directory, signal);
    const stat = await lstat(path).catch(() => null);
    if (stat && Date.now() - stat.mtimeMs > STALE_SIGNAL_MS) await rm(path, { force: true });
  }
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
