/**
 * What a relay says it can do. It is asked on a connection of its own, because the pool keeps the answer to itself, and
 * only if a mail depends on it.
 */
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

/** A relay may be set up again at any time. */
const REMEMBERED_MS = 5 * 60_000;

export class RelayExtensions {
  readonly #options: SMTPConnectionOptions;
  readonly #asking = new Set<SMTPConnection>();
  #answer: { readonly until: number; readonly extensions: Promise<ReadonlySet<string>> } | null = null;

  /** @param options as the pool has them, with host and port */
  constructor(options: SMTPConnectionOptions) {
    this.#options = options;
  }

  /** @throws what nodemailer says of a relay that cannot be reached */
  async has(name: 'SMTPUTF8'): Promise<boolean> {
    if (!this.#answer || performance.now() > this.#answer.until) {
      const extensions = this.#ask();
      this.#answer = { until: performance.now() + REMEMBERED_MS, extensions };
      extensions.catch(() => (this.#answer = null));
    }
    return (await this.#answer.extensions).has(name);
  }

  /** Whoever waits for an answer is told that the connection was closed. */
  abort(): void {
    for (const connection of this.#asking) connection.close();
  }

  #ask(): Promise<ReadonlySet<string>> {
    const connection = new SMTPConnection(this.#options);
    this.#asking.add(connection);
    return namesOf(connection).finally(() => this.#asking.delete(connection));
  }
}

function namesOf(connection: SMTPConnection): Promise<ReadonlySet<string>> {
  return new Promise((resolve, reject) => {
    connection.on('error', (error: Error) => {
      connection.close();
      reject(error);
    });
    connection.once('end', () => reject(new Error('the relay closed the connection')));
    connection.connect((error?: Error | null) => {
      if (error) return reject(error);
      // Not in its types; a version without it must not make mails look deliverable that are not.
      const { _supportedExtensions: names } = connection as unknown as { _supportedExtensions?: string[] };
      if (names) resolve(new Set(names));
      else reject(new Error('nodemailer does not say what the relay can do'));
      connection.quit();
    });
  });
}
