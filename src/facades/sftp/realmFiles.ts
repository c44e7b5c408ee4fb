/**
 * The files of one realm, as the SFTP server lets its callers see and change them. An upload of a file that the gateway
 * would take, or of a signal, gets its name when it is closed, so that nothing is there by halves; and a file whose signal
 * is there belongs to the gateway. Links are never followed.
 */
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  statfs,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { join } from 'node:path';
import { baseOf, DONE, DROP_NAME, FAILED, SIGNAL_NAME, UPLOAD_NAME } from '../drops/dropPlaces';
import { isFileName } from './sftpPath';

/** Refused, with a word to the caller. */
export class SftpRefusal extends Error {
  constructor(
    readonly why: 'missing' | 'forbidden' | 'failure',
    message: string,
  ) {
    super(message);
  }
}

export interface RealmFilesOptions {
  readonly directory: string;
  /** Of everything in the folder. */
  readonly mostBytes: number;
}

export interface WriteMode {
  readonly truncate: boolean;
  readonly create: boolean;
  readonly exclusive: boolean;
}

export interface Upload {
  readonly file: FileHandle;
  /** Bytes that it has now. */
  size: number;
  /** Gives it its name. @throws {SftpRefusal} */
  finish(): Promise<void>;
  /** What was cut off is forgotten; where it had its name from the beginning, it can go on later. */
  abandon(): Promise<void>;
}

const FOLDERS = ['', DONE, FAILED] as const;
/** Files that wait, at most. */
const MAX_WAITING = 1000;
/** Left on the disk for others. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024;
/** A measure of the folder is good for so long, and so many bytes more. */
const MEASURED_MS = 5000;
const MEASURED_BYTES = 64 * 1024 * 1024;
const NO_FOLLOW = constants.O_NOFOLLOW;
const MODE = 0o640;

export class RealmFiles {
  readonly #options: RealmFilesOptions;
  #used = 0;
  #added = 0;
  #measuredAt = -Infinity;

  constructor(options: RealmFilesOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    for (const folder of FOLDERS) await mkdir(this.#path(folder), { recursive: true, mode: 0o750 });
  }

  /** Plain files, and in the root the two folders. */
  async list(folder: string): Promise<readonly { readonly name: string; readonly stats: Stats }[]> {
    const found: { name: string; stats: Stats }[] = [];
    for (const name of (await readdir(this.#path(folder))).sort()) {
      const isFolder = folder === '' && (name === DONE || name === FAILED);
      if (!isFolder && !isFileName(name)) continue;
      const stats = await lstat(this.#path(folder, name)).catch(() => null);
      if (stats && (isFolder ? stats.isDirectory() : stats.isFile())) found.push({ name, stats });
    }
    return found;
  }

  /** @throws {SftpRefusal} */
  async folderStats(folder: string): Promise<Stats> {
    const stats = await lstat(this.#path(folder)).catch(() => null);
    return stats?.isDirectory() ? stats : missing();
  }

  /** @throws {SftpRefusal} */
  async stats(folder: string, name: string): Promise<Stats> {
    return (await this.#find(folder, name)) ?? missing();
  }

  /** @throws {SftpRefusal} */
  async read(folder: string, name: string): Promise<FileHandle> {
    await this.stats(folder, name);
    return open(this.#path(folder, name), constants.O_RDONLY | NO_FOLLOW);
  }

  /** @throws {SftpRefusal} */
  async write(folder: string, name: string, mode: WriteMode): Promise<Upload> {
    if (folder !== '')
      return forbidden('Files are put into the folder above, and come here when they are done.');
    const existing = await this.#find('', name);
    if (existing && mode.exclusive) return failure('There is such a file already.');
    if (!existing && !mode.create) return missing();
    await this.#refuseTaken(name);
    await this.#measure();
    if (!existing && (await readdir(this.#path())).length >= MAX_WAITING + FOLDERS.length)
      return failure('Too many files wait here.');
    const path = this.#path('', name);
    if (!DROP_NAME.test(name) && !SIGNAL_NAME.test(name)) {
      const flags =
        constants.O_RDWR | constants.O_CREAT | NO_FOLLOW | (mode.truncate ? constants.O_TRUNC : 0);
      const file = await open(path, flags, MODE);
      return {
        file,
        size: (await file.stat()).size,
        finish: async () => {
          // Whoever was told that it is there finds it there after a power cut as well.
          await file.sync();
          await file.close();
        },
        abandon: () => file.close(),
      };
    }
    const draft = this.#path('', `.upload-${randomBytes(8).toString('hex')}`);
    const goesOn = existing && !mode.truncate;
    if (goesOn) {
      if (!this.take(existing.size)) return full();
      await copyFile(path, draft, constants.COPYFILE_EXCL);
    }
    const create = goesOn ? 0 : constants.O_CREAT | constants.O_EXCL;
    const file = await open(draft, constants.O_RDWR | NO_FOLLOW | create, MODE);
    const abandon = async (): Promise<void> => {
      await file.close().catch(() => undefined);
      await unlink(draft).catch(() => undefined);
    };
    return {
      file,
      size: goesOn ? existing.size : 0,
      abandon,
      finish: async () => {
        try {
          await this.#refuseTaken(name);
          await file.sync();
          await file.close();
          await rename(draft, path);
        } catch (error) {
          await abandon();
          throw error;
        }
      },
    };
  }

  /** @throws {SftpRefusal} */
  async remove(folder: string, name: string): Promise<void> {
    await this.stats(folder, name);
    if (folder === '') await this.#refuseTaken(name);
    await unlink(this.#path(folder, name));
    this.#measuredAt = -Infinity;
  }

  /** @throws {SftpRefusal} */
  async rename(from: string, to: string): Promise<void> {
    await this.stats('', from);
    if (from === to) return;
    if (await lstat(this.#path('', to)).catch(() => null)) failure('There is such a file already.');
    await this.#refuseTaken(from);
    await rename(this.#path('', from), this.#path('', to));
  }

  /** Whether there is room for so many bytes more, which are counted then. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#options.mostBytes) return false;
    this.#used += bytes;
    this.#added += bytes;
    return true;
  }

  /** To be called now and then while bytes come. @throws {SftpRefusal} */
  async #measure(): Promise<void> {
    if (performance.now() - this.#measuredAt < MEASURED_MS && this.#added < MEASURED_BYTES) return;
    this.#added = 0;
    this.#measuredAt = performance.now();
    let used = 0;
    for (const folder of FOLDERS)
      for (const name of await readdir(this.#path(folder))) {
        if (!isFileName(name) && !UPLOAD_NAME.test(name)) continue;
        const stats = await lstat(this.#path(folder, name)).catch(() => null);
        if (stats?.isFile()) used += stats.size;
      }
    this.#used = used + this.#added;
    const { bavail, bsize } = await statfs(this.#options.directory);
    if (bavail * bsize < LEAST_FREE_BYTES) {
      this.#measuredAt = -Infinity;
      failure('There is no room on the disk.');
    }
  }

  /** @throws {SftpRefusal} if there is no room for so many bytes more */
  async makeRoom(bytes: number): Promise<void> {
    if (bytes <= 0) return;
    await this.#measure();
    if (!this.take(bytes)) full();
  }

  async #find(folder: string, name: string): Promise<Stats | null> {
    if (folder !== '') await this.folderStats(folder);
    const stats = await lstat(this.#path(folder, name)).catch(() => null);
    if (stats && !stats.isFile()) return forbidden('This is no plain file.');
    return stats;
  }

  /** A file whose signal is there is being worked through, or is about to be. */
  async #refuseTaken(name: string): Promise<void> {
    if (!DROP_NAME.test(name) || !(await this.#find('', name))) return;
    const base = baseOf(name);
    const names = await readdir(this.#path());
    if (names.some((each) => SIGNAL_NAME.test(each) && baseOf(each) === base))
      forbidden('The file is being taken; use another name.');
  }

  readonly #path = (...parts: string[]): string => join(this.#options.directory, ...parts);
}

const missing = (): never => {
  throw new SftpRefusal('missing', 'There is no such file.');
};
const forbidden = (message: string): never => {
  throw new SftpRefusal('forbidden', message);
};
const failure = (message: string): never => {
  throw new SftpRefusal('failure', message);
};
const full = (): never => failure('The folder is full; remove files from done and failed.');
