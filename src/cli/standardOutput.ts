/** Standard output. Its reader may leave at any time (`... | head`): that ends a command quietly, wherever it stands. */
import { fchmodSync, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Nobody reads the output any more. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

const READER_GONE: ReadonlySet<string | undefined> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

export class StandardOutput {
  readonly #stream: Writable & { readonly fd?: number };
  #isClosed = false;

  constructor(stream: Writable & { readonly fd?: number }) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!READER_GONE.has(error.code)) throw error;
      this.#isClosed = true;
    });
  }

  /**
   * Resolves when more can be written.
   * @throws {OutputClosed}
   */
  async write(text: string): Promise<void> {
    if (this.#isClosed) throw new OutputClosed();
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (!error) resolve();
        else reject(READER_GONE.has((error as NodeJS.ErrnoException).code) ? new OutputClosed() : error);
      });
    });
  }

  /** Writes a line, if anybody still reads. */
  line(text: string): void {
    if (!this.#isClosed) this.#stream.write(`${text}\n`);
  }

  /**
   * Called before a secret is printed. A file that the shell has just made for the output becomes this user's alone.
   * @returns what there is to tell a person, or null
   */
  secure(): string | null {
    const { fd } = this.#stream;
    if (fd === undefined) return null;
    const file = fstatSync(fd);
    if (!file.isFile() || (file.mode & 0o077) === 0) return null;
    // A file that others wrote to before is shared on purpose, perhaps.
    if (file.size > 0 || file.uid !== process.getuid?.())
      return 'Warning: other users can read the file that this goes to.';
    fchmodSync(fd, 0o600);
    return 'The file that this goes to can be read by this user alone now.';
  }
}
