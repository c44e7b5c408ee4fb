/** Sends what is ready over the connections of one route, as fast as that may go; each to its recorded outcome. */
import type { OutcomeWriter } from './outcomeWriter';
import type { DeliveryOptions } from './deliveryOptions';
import type { ReadyMessage } from './domainQueues';
import type { LeasedBatches } from './leasedBatches';
import type { MailSources } from './mailSources';
import type { RetryPolicy } from './outcomes';
import { LearntPace } from './learntPace';
import { Pacer } from './pacer';
import { Semaphore } from '../concurrency/semaphore';
import { ReadyQueue } from './readyQueue';
import { Relay } from './relay';
import type { WakeEvent } from '../concurrency/wakeEvent';

type SenderOptions = Pick<DeliveryOptions, 'transport' | 'route' | 'perMinute' | 'returnPathFor' | 'log'>;

export interface SenderParts {
  readonly retry: RetryPolicy;
  /** Where messages go back to that are not sent. */
  readonly sources: MailSources;
  readonly batches: LeasedBatches;
  readonly outcomeWriter: OutcomeWriter;
  /** Told when a message is done with. */
  readonly changed: WakeEvent;
  /** Nothing is begun any more once it is set. */
  readonly stopping: AbortSignal;
}

const MAX_ROWS = 200;
/** Messages that are held ready, those included that wait for a connection at their domain. */
const MAX_READY = 1000;
/** What a paced route holds is sent within this time, so that it was checked not long before. */
const HELD_MS = 10_000;
/** Thrown into a mail that must not arrive any more. */
class CalledBack extends Error {}

export class Sender {
  readonly #options: SenderOptions;
  readonly #parts: SenderParts;
  readonly #relay: Relay;
  readonly #ready: ReadyQueue;
  readonly #pace: Pacer;
  readonly #learntPace = new LearntPace();
  #sending = 0;
  /** For messages that may be with the relay and are not recorded: one for each connection. */
  readonly #finals: Semaphore;
  #nextSend: NodeJS.Timeout | undefined;

  constructor(options: SenderOptions, parts: SenderParts) {
    this.#options = options;
    this.#parts = parts;
    const { slots } = options.transport;
    this.#pace = new Pacer(options.perMinute ?? 0);
    this.#ready = new ReadyQueue([this.#pace, this.#learntPace]);
    this.#finals = new Semaphore(slots);
    this.#relay = new Relay(
      options,
      parts.retry,
      this.#learntPace,
      () => void this.#giveBack(this.#ready.clear()),
    );
  }

  /** Messages that are being sent. */
  get sending(): number {
    return this.#sending;
  }

  get isBusy(): boolean {
    return this.#ready.length + this.#sending > 0;
  }

  /** Whether another batch would come too early: the connections should never wait, and little be held. */
  get isFull(): boolean {
    if (this.#relay.isProbing) return this.isBusy;
    return this.#ready.length > MAX_READY || this.#ready.sendable > this.#fullBatch / 2;
  }

  /** How many rows the next batch should have. */
  get batchRows(): number {
    return this.#relay.isProbing ? 1 : this.#fullBatch;
  }

  get #fullBatch(): number {
    const { slots } = this.#options.transport;
    return Math.min(MAX_ROWS, slots * 20, this.#pace.within(HELD_MS), this.#learntPace.within(HELD_MS));
  }

  /** Milliseconds for which nothing should be sent, because the relay is down; 0 if it is not. */
  get pauseLeft(): number {
    return this.#relay.pauseLeft;
  }

  add(messages: readonly ReadyMessage[]): void {
    this.#ready.add(messages);
    this.#send();
  }

  /** Gives back what is not begun. */
  async giveBackReady(): Promise<void> {
    clearTimeout(this.#nextSend);
    await this.#giveBack(this.#ready.clear());
  }

  /** Gives ready messages to free connections, as fast as the route may. */
  #send(): void {
    while (!this.#parts.stopping.aborted && this.#sending < this.#options.transport.slots) {
      const next = this.#ready.take();
      if (next === null) return;
      if (typeof next === 'number') return this.#sendIn(next);
      this.#sending += 1;
      void this.#deliver(next);
    }
  }

  #sendIn(milliseconds: number): void {
    clearTimeout(this.#nextSend);
    this.#nextSend = setTimeout(() => this.#send(), milliseconds);
  }

  /**
   * One attempt at one message, to its recorded outcome. The connection takes the next one meanwhile, but does not end
   * it before there is a permit for it. Never throws.
   */
  async #deliver(ready: ReadyMessage): Promise<void> {
    const { batch, permit } = ready;
    let slot: Promise<void> | undefined;
    const outcome = await this.#relay.attempt(ready, async () => {
      await (slot ??= this.#finals.acquire());
      // A lease that could not be renewed may be another worker's by the time the mail is sent.
      if (!batch.isSafe) throw new CalledBack();
    });
    if (outcome) permit.end();
    const recorded = outcome ? this.#parts.outcomeWriter.record(batch, outcome) : this.#giveBack([ready]);
    this.#sending -= 1;
    this.#send();
    await recorded;
    void slot?.then(() => this.#finals.release());
    this.#parts.changed.notify();
  }

  async #giveBack(messages: readonly ReadyMessage[]): Promise<void> {
    for (const { permit } of messages) permit.end();
    for (const batch of new Set(messages.map((ready) => ready.batch))) {
      const own = messages.filter((ready) => ready.batch === batch);
      await this.#parts.batches.release(
        batch,
        own.map(({ message }) => message.row),
      );
      this.#parts.sources.markDue(batch.source.databaseId);
    }
  }
}
