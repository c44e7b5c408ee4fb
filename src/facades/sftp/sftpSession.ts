/** The requests of one SFTP session: files of one realm are listed, read, put, renamed and removed; there is nothing else. */
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { utils, type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2';
import { plainPath, sftpPlace, type SftpPlace } from './sftpPath';
import { SftpRefusal, type RealmFiles, type Upload } from './realmFiles';

const { OPEN_MODE, STATUS_CODE } = utils.sftp;

export interface SftpSessionOptions {
  readonly sftp: SFTPWrapper;
  readonly files: RealmFiles;
  /** Asked before a file is opened or changed. @throws if the caller may not any more */
  readonly admit: () => Promise<void>;
  /** Told of every request: bytes that wait here in memory, more or less. */
  readonly onWaiting: (bytes: number) => void;
  readonly onStored: (name: string, bytes: number) => void;
  readonly onDefect: (error: unknown) => void;
  /** The caller may not any more, or does not read what it asks for. */
  readonly end: () => void;
}

type Handle =
  | { readonly kind: 'list'; entries: FileEntry[] }
  | { readonly kind: 'read'; readonly file: FileHandle }
  | { readonly kind: 'write'; readonly name: string; readonly upload: Upload; readonly appends: boolean };

interface Open {
  readonly handle: Handle;
  /** Requests about one file are done one after the other. */
  last: Promise<unknown>;
}

const MAX_HANDLES = 16;
const MAX_READ = 256 * 1024;
const NAMES_AT_ONCE = 100;
/** Answers that the caller has left no window for. */
const MAX_UNSENT = 200;
const REQUEST_BYTES = 1000;
const FOLDER_MODE = 0o040750;
const FILE_MODE = 0o100640;

export class SftpSession {
  readonly #options: SftpSessionOptions;
  readonly #open = new Map<number, Open>();
  #next = 1;
  #isClosed = false;

  constructor(options: SftpSessionOptions) {
    this.#options = options;
    const { sftp, files } = options;
    sftp.on('OPEN', (id, path, flags) =>
      this.#answer(id, async () => {
        await options.admit();
        sftp.handle(id, await this.#openFile(path, flags));
      }),
    );
    sftp.on('WRITE', (id, handle, offset, data) => this.#write(id, handle, offset, data));
    sftp.on('READ', (id, handle, offset, length) => this.#read(id, handle, offset, length));
    sftp.on('CLOSE', (id, handle) => this.#close(id, handle));
    sftp.on('OPENDIR', (id, path) =>
      this.#answer(id, async () => {
        await options.admit();
        sftp.handle(id, this.#keep({ kind: 'list', entries: await this.#entries(path) }));
      }),
    );
    sftp.on('READDIR', (id, handle) =>
      this.#answer(id, async () => {
        const { handle: listing } = this.#of(handle, 'list');
        const names = listing.entries.splice(0, NAMES_AT_ONCE);
        if (names.length === 0) sftp.status(id, STATUS_CODE.EOF);
        else sftp.name(id, names);
        return Promise.resolve();
      }),
    );
    const stat = (id: number, path: string): void =>
      this.#answer(id, async () => {
        const place = placed(path);
        const stats =
          place.kind === 'file'
            ? await files.stats(place.folder, place.name)
            : await files.folderStats(place.kind === 'root' ? '' : place.folder);
        sftp.attrs(id, attributesOf(stats));
      });
    sftp.on('STAT', stat);
    sftp.on('LSTAT', stat);
    sftp.on('FSTAT', (id, handle) =>
      this.#inOrder(id, handle, 0, async ({ handle: found }) => {
        if (found.kind === 'list') sftp.attrs(id, attributesOf(await files.folderStats('')));
        else
          sftp.attrs(id, attributesOf(await (found.kind === 'read' ? found.file : found.upload.file).stat()));
      }),
    );
    // Clients set times and modes after an upload. The times of a file tell it from others, so they stay as they are.
    sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
    sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
    sftp.on('REALPATH', (id, path) => {
      const plain = plainPath(path);
      sftp.name(id, [{ filename: plain, longname: plain, attrs: {} as Attributes }]);
    });
    sftp.on('REMOVE', (id, path) =>
      this.#change(id, async () => {
        const place = placed(path);
        if (place.kind !== 'file') throw new SftpRefusal('forbidden', 'This folder stays.');
        await files.remove(place.folder, place.name);
      }),
    );
    sftp.on('RENAME', (id, from, to) =>
      this.#change(id, async () => {
        const [source, target] = [placed(from), placed(to)];
        if (source.kind !== 'file' || target.kind !== 'file' || source.folder !== '' || target.folder !== '')
          throw new SftpRefusal('forbidden', 'Only files that wait are renamed, and stay in their folder.');
        await files.rename(source.name, target.name);
        options.onStored(target.name, (await files.stats('', target.name)).size);
      }),
    );
    const noFolders = (id: number): void =>
      sftp.status(id, STATUS_CODE.PERMISSION_DENIED, 'There are no folders but done and failed.');
    sftp.on('MKDIR', noFolders);
    sftp.on('RMDIR', noFolders);
  }

  get isUploading(): boolean {
    return [...this.#open.values()].some(({ handle }) => handle.kind === 'write');
  }

  /** What is open is closed; what has not arrived as a whole is forgotten. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { handle, last } of open) {
      await last.catch(() => undefined);
      if (handle.kind === 'read') await handle.file.close().catch(() => undefined);
      if (handle.kind === 'write') await handle.upload.abandon().catch(() => undefined);
    }
  }

  async #openFile(path: string, flags: number): Promise<Buffer> {
    const { files } = this.#options;
    const place = placed(path);
    if (place.kind !== 'file') throw new SftpRefusal('forbidden', 'This is a folder.');
    if (this.#open.size >= MAX_HANDLES) throw new SftpRefusal('failure', 'Too many files are open.');
    if (!(flags & (OPEN_MODE.WRITE | OPEN_MODE.APPEND)))
      return this.#keep({ kind: 'read', file: await files.read(place.folder, place.name) });
    const upload = await files.write(place.folder, place.name, {
      truncate: Boolean(flags & OPEN_MODE.TRUNC),
      create: Boolean(flags & OPEN_MODE.CREAT),
      exclusive: Boolean(flags & OPEN_MODE.EXCL),
    });
    return this.#keep({
      kind: 'write',
      name: place.name,
      upload,
      appends: Boolean(flags & OPEN_MODE.APPEND),
    });
  }

  #keep(handle: Handle): Buffer {
    if (this.#isClosed || this.#open.size >= MAX_HANDLES) {
      if (handle.kind === 'read') void handle.file.close();
      if (handle.kind === 'write') void handle.upload.abandon();
      throw new SftpRefusal('failure', 'Too many files are open.');
    }
    const number = this.#next++;
    this.#open.set(number, { handle, last: Promise.resolve() });
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(number);
    return bytes;
  }

  #write(id: number, handle: Buffer, offset: number, data: Buffer): void {
    const { sftp, files } = this.#options;
    this.#inOrder(id, handle, data.length, async ({ handle: found }) => {
      if (found.kind !== 'write') throw new SftpRefusal('forbidden', 'The file is not open for writing.');
      const { upload } = found;
      const at = found.appends ? upload.size : offset;
      const end = at + data.length;
      if (!Number.isSafeInteger(end)) throw new SftpRefusal('failure', 'There is no such place in a file.');
      await files.makeRoom(end - upload.size);
      upload.size = Math.max(upload.size, end);
      for (let done = 0; done < data.length;)
        done += (await upload.file.write(data, done, data.length - done, at + done)).bytesWritten;
      sftp.status(id, STATUS_CODE.OK);
    });
  }

  #read(id: number, handle: Buffer, offset: number, length: number): void {
    const { sftp } = this.#options;
    this.#inOrder(id, handle, Math.min(length, MAX_READ), async ({ handle: found }) => {
      if (found.kind === 'list') throw new SftpRefusal('forbidden', 'This is a folder.');
      const file = found.kind === 'read' ? found.file : found.upload.file;
      const { bytesRead, buffer } = Number.isSafeInteger(offset)
        ? await file.read(
            Buffer.allocUnsafe(Math.min(length, MAX_READ)),
            0,
            Math.min(length, MAX_READ),
            offset,
          )
        : { bytesRead: 0, buffer: Buffer.alloc(0) };
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
      // Who asks and never reads would fill the memory.
      if (((sftp as unknown as { _buffer?: unknown[] })._buffer?.length ?? 0) > MAX_UNSENT)
        this.#options.end();
    });
  }

  #close(id: number, bytes: Buffer): void {
    const { sftp, onStored } = this.#options;
    this.#inOrder(id, bytes, 0, async ({ handle }) => {
      this.#open.delete(bytes.readUInt32BE());
      if (handle.kind === 'read') await handle.file.close();
      if (handle.kind === 'write') {
        await handle.upload.finish();
        onStored(handle.name, handle.upload.size);
      }
      sftp.status(id, STATUS_CODE.OK);
    });
  }

  async #entries(path: string): Promise<FileEntry[]> {
    const place = placed(path);
    if (place.kind === 'file') throw new SftpRefusal('missing', 'There is no such folder.');
    const folder = place.kind === 'root' ? '' : place.folder;
    const { files } = this.#options;
    const own = { filename: '.', stats: await files.folderStats(folder) };
    const found = (await files.list(folder)).map(({ name, stats }) => ({ filename: name, stats }));
    return [own, { ...own, filename: '..' }, ...found].map(({ filename, stats }) => {
      const attrs = attributesOf(stats);
      return { filename, attrs, longname: longName(filename, stats) };
    });
  }

  #find(bytes: Buffer): Open {
    const open = bytes.length === 4 ? this.#open.get(bytes.readUInt32BE()) : undefined;
    if (!open) throw new SftpRefusal('failure', 'There is no such handle.');
    return open;
  }

  #of<K extends Handle['kind']>(bytes: Buffer, kind: K): { readonly handle: Handle & { readonly kind: K } } {
    const { handle } = this.#find(bytes);
    if (handle.kind !== kind) throw new SftpRefusal('failure', 'The handle is of another kind.');
    return { handle: handle as Handle & { readonly kind: K } };
  }

  #inOrder(id: number, bytes: Buffer, size: number, work: (open: Open) => Promise<void>): void {
    this.#answer(
      id,
      () => {
        const open = this.#find(bytes);
        const done = open.last.then(() => work(open));
        open.last = done.catch(() => undefined);
        return done;
      },
      size,
    );
  }

  #change(id: number, work: () => Promise<void>): void {
    this.#answer(id, async () => {
      await this.#options.admit();
      await work();
      this.#options.sftp.status(id, STATUS_CODE.OK);
    });
  }

  #answer(id: number, work: () => Promise<void>, size = 0): void {
    const { sftp, onWaiting, onDefect } = this.#options;
    onWaiting(size + REQUEST_BYTES);
    void (async () => {
      try {
        await work();
      } catch (error) {
        if (error instanceof SftpRefusal) sftp.status(id, CODES[error.why], error.message);
        else {
          const { code } = error as { code?: unknown };
          if (code === 'ENOENT') return sftp.status(id, STATUS_CODE.NO_SUCH_FILE, 'There is no such file.');
          onDefect(error);
          sftp.status(id, STATUS_CODE.FAILURE, 'This did not work; try again later.');
        }
      } finally {
        onWaiting(-size - REQUEST_BYTES);
      }
    })().catch(onDefect);
  }
}

const CODES = {
  missing: STATUS_CODE.NO_SUCH_FILE,
  forbidden: STATUS_CODE.PERMISSION_DENIED,
  failure: STATUS_CODE.FAILURE,
} as const;

function placed(path: string): SftpPlace {
  const place = sftpPlace(path);
  if (!place) throw new SftpRefusal('missing', 'There is no such file.');
  return place;
}

const attributesOf = (stats: Stats): Attributes => ({
  mode: stats.isDirectory() ? FOLDER_MODE : FILE_MODE,
  uid: 0,
  gid: 0,
  size: stats.size,
  atime: Math.floor(stats.atimeMs / 1000),
  mtime: Math.floor(stats.mtimeMs / 1000),
});

/** A line as `ls -l` writes it, which old clients read. */
function longName(name: string, stats: Stats): string {
  const mode = stats.isDirectory() ? 'drwxr-x---' : '-rw-r-----';
  const [, day, month, year] = stats.mtime.toUTCString().split(' ');
  return `${mode}    1 owner    group    ${String(stats.size).padStart(12)} ${month} ${day}  ${year} ${name}`;
}
