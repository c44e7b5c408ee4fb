/**
 * Pictures of messages that callers ask for: after the message is in the outbox, its HTML and a PNG of it are put into a
 * folder, one after the other. What is asked for while a process ends, or in too great a number, is not made.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '../db/sql';
import { pictureOf } from './pictureOf';

export interface SnapshotsOptions {
  /** Path of a Chromium. */
  readonly browser: string;
  /** Below it, each realm has a folder. */
  readonly directory: string;
  readonly databaseOf: (databaseId: number) => Promise<Sql>;
  readonly log: {
    info(event: string, details: Readonly<Record<string, unknown>>): void;
    warn(event: string, details: Readonly<Record<string, unknown>>): void;
  };
}

export interface SnapshotOrder {
  readonly databaseId: number;
  readonly realmId: number;
  /** Name of the realm. */
  readonly realm: string;
  readonly messageId: number;
}

const WITHIN_MS = 30_000;
const MAX_WAITING = 100;

export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #waiting: SnapshotOrder[] = [];
  #running: Promise<void> | null = null;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** Returns at once. */
  take(order: SnapshotOrder): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#options.log.warn('no snapshot', {
        realm: order.realm,
        messageId: order.messageId,
        why: 'too many wait',
      });
      return;
    }
    this.#waiting.push(order);
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  /** Ends with the picture on its way. */
  async stop(): Promise<void> {
    this.#waiting.length = 0;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let order = this.#waiting.shift(); order; order = this.#waiting.shift()) {
      const { realm, messageId } = order;
      try {
        const isMade = await this.#make(order);
        this.#options.log.info('snapshot', { realm, messageId, outcome: isMade ? 'made' : 'no HTML' });
      } catch (error) {
        const { code, name } = error as { code?: unknown; name?: unknown };
        this.#options.log.warn('no snapshot', { realm, messageId, why: code ?? name });
      }
    }
  }

  /** @returns false for a message without HTML */
  async #make({ databaseId, realmId, realm, messageId }: SnapshotOrder): Promise<boolean> {
    const sql = await this.#options.databaseOf(databaseId);
    const [row] = await sql.rows<{ html: string | null }>(
      'SELECT html FROM messages WHERE realm_id = ? AND message_id = ?',
      [realmId, messageId],
    );
    if (!row?.html) return false;
    const folder = join(this.#options.directory, realm);
    await mkdir(folder, { recursive: true, mode: 0o750 });
    await writeFile(join(folder, `${messageId}.html`), row.html, { mode: 0o640 });
    const picture = await pictureOf(this.#options.browser, row.html, WITHIN_MS);
    // Whoever waits for it finds it whole.
    const draft = join(folder, `.${messageId}.png`);
    await writeFile(draft, picture, { mode: 0o640 });
    await rename(draft, join(folder, `${messageId}.png`));
    return true;
  }
}
