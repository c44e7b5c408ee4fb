/**
 * Empties the outboxes of all realm databases for one sending route. What happens to a message, in order:
 *
 *   a batch at a time     claimDue      rows that are due, under a lease that HeldBatches renews meanwhile
 *                         prepareBatch  the messages themselves (loadMessages), without those of launches that were
 *                                       stopped (checkCampaigns) and those to people who opted out meanwhile
 *                                       (checkOptOuts); those of launches get their texts (LaunchMessages)
 *                         DomainLines   what is over the limits of its domain goes back, until its turn
 *   a message at a time   composeMail   the same bytes on every attempt
 *                         transport     SMTP, or files
 *                         outcomeOf     sent, deferred, failed
 *                         record        committed before the connection ends the next message: a mark where the
 *                                       relay took it, everything otherwise
 *   hundreds at a time    finish        what follows from the marks: messages, events, rows out of the outbox
 *
 * What is done a message at a time is in Sender and Relay, what is recorded and finished in Bookkeeper, and which
 * databases have mail in Lanes.
 *
 * The next batch is claimed and prepared while the one before is sent. A process that dies at any point repeats at
 * most the messages that were between `transport` and `record`, with the same Message-ID; what is marked is finished
 * by whoever claims it.
 */
import { OutcomeWriter } from './outcomeWriter';
import { makeRescheduledDue, claimDue } from './claim';
import type { DeliveryOptions } from './deliveryOptions';
import { DeliverySummary } from './deliverySummary';
import { DomainQueues } from './domainQueues';
import type { DomainLimitTable } from './domainLimiter';
import { LeasedBatch, type MailSource } from './leasedBatch';
import { LeasedBatches } from './leasedBatches';
import { MailSources } from './mailSources';
import { RETRY_DELAYS, type RetryPolicy } from './outcomes';
import type { ClaimedRow } from './outgoingMessage';
import { prepareBatch } from './prepareBatch';
import { loggableError } from './loggableError';
import { Sender } from './sender';
import { WakeEvent } from '../concurrency/wakeEvent';

const BATCH_BYTES = 32_000_000;
/** How long messages of a paused launch are left alone before they are looked at again. */
const PAUSED_MS = 60_000;

const STOP_SECONDS = 30;
/** How long the outcomes of mails that were cut may take to be recorded. */
const RECORDING_MS = 1000;
/** How soon a database that could not be read is asked again: mail is to move as soon as it is back. */
const UNREADABLE_MS = 500;
/** In the place of a realm database, for the one that lists them. */
const LIST = 0;

export class DeliveryWorker {
  readonly #options: DeliveryOptions;
  readonly #leaseFor: number;
  readonly #pollEvery: number;
  readonly #retry: RetryPolicy;
  readonly #changed = new WakeEvent();
  readonly #stopping = new AbortController();
  readonly #sources: MailSources;
  /** Databases that could not be read when they were last looked at. */
  readonly #unreadables = new Set<number>();
  readonly #batches: LeasedBatches;
  readonly #lines: DomainQueues;
  readonly #outcomeWriter: OutcomeWriter;
  readonly #summary: DeliverySummary;
  readonly #sender: Sender;
  #isFilling = false;
  #feeding: Promise<void> | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#leaseFor = options.leaseSeconds * 1000;
    this.#pollEvery = (options.pollSeconds ?? 2) * 1000;
    this.#retry = {
      delays: options.retryDelays ?? RETRY_DELAYS,
      giveUpAfter: options.giveUpHours * 3_600_000,
    };
    this.#sources = new MailSources(options, this.#pollEvery);
    this.#batches = new LeasedBatches(options.log);
    this.#lines = new DomainQueues(options.domainLimits);
    const shared = { batches: this.#batches, changed: this.#changed, stopping: this.#stopping.signal };
    this.#summary = new DeliverySummary(options.log, options.route);
    this.#outcomeWriter = new OutcomeWriter({ ...shared, log: options.log, summary: this.#summary });
    this.#sender = new Sender(options, {
      ...shared,
      retry: this.#retry,
      sources: this.#sources,
      outcomeWriter: this.#outcomeWriter,
    });
  }

  start(): void {
    this.#batches.startRenewing(this.#leaseFor / 4);
    this.#feeding ??= this.#feed();
  }

  /** Says that a database has new mail. Cheap; may be called for every message. */
  wake(databaseId: number): void {
    this.#sources.wake(databaseId);
    this.#changed.notify();
  }

  /** Takes other limits of domains. What waits for its turn is looked at again. */
  async limitDomains(table: DomainLimitTable): Promise<void> {
    this.#lines.limit(table);
    for (const { databaseId, database } of this.#sources.all()) {
      try {
        while (!this.#isStopping && !(await makeRescheduledDue(database, this.#options.route ?? '')));
        this.wake(databaseId);
      } catch (error) {
        this.#options.log.warn('delivery: messages wait for turns of earlier limits', {
          database: databaseId,
          ...loggableError(error),
        });
      }
    }
  }

  /**
   * Finishes the mails on their way and gives everything else back. Those that take too long are cut, and what can be
   * said of them is recorded.
   */
  async stop(): Promise<void> {
    const end = performance.now() + (this.#options.stopSeconds ?? STOP_SECONDS) * 1000;
    this.#stopping.abort();
    this.#changed.notify();
    await this.#feeding;
    await this.#sender.giveBackReady();
    await this.#settled(end);
    if (this.#sender.sending > 0) {
      this.#options.transport.abort?.();
      await this.#settled(performance.now() + RECORDING_MS);
    }
    this.#batches.stopRenewing();
    this.#summary.write();
  }

  /** Resolves when every database has been looked at since the call and nothing is due or on its way. */
  async idle(): Promise<void> {
    this.#sources.sweepWithin();
    const before = this.#sources.sweeps;
    this.#changed.notify();
    const isBusy = (): boolean =>
      this.#sources.sweeps <= before ||
      this.#isFilling ||
      this.#sources.hasDue ||
      this.#sender.isBusy ||
      this.#outcomeWriter.open > 0;
    while (isBusy() && !this.#isStopping) await this.#changed.wait(this.#pollEvery);
  }

  /** Resolves when no mail is on its way and every outcome is recorded; or then. */
  async #settled(end: number): Promise<void> {
    while (this.#sender.sending + this.#outcomeWriter.open > 0 && performance.now() < end)
      await this.#changed.wait(end - performance.now());
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #feed(): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (performance.now() >= this.#sources.nextSweep) {
          await this.#sources.sweep();
          this.#readable(LIST);
        }
        if (performance.now() >= this.#lines.nextLook)
          for (const databaseId of this.#lines.look()) this.#sources.markDue(databaseId);
        this.#isFilling = true;
        await this.#fillAll();
      } catch (error) {
        this.#unreadable(LIST, error);
      }
      this.#isFilling = false;
      if (this.#isStopping) return;
      this.#changed.notify();
      const next = Math.min(this.#sources.nextSweep, this.#lines.nextLook);
      const untilNext = Math.max(0, next - performance.now());
      const { pauseLeft } = this.#sender;
      if (!this.#sources.hasDue) await this.#changed.wait(untilNext);
      else if (pauseLeft > 0) await this.#changed.wait(Math.min(pauseLeft, untilNext));
    }
  }

  /** One batch from each database that may have mail, in turn. */
  async #fillAll(): Promise<void> {
    for (const databaseId of this.#sources.due()) {
      await this.#room();
      if (this.#isStopping || this.#sender.pauseLeft > 0) return;
      const source = this.#sources.take(databaseId);
      if (!source) continue;
      try {
        if (await this.#fill(source)) this.#sources.markDue(databaseId);
        this.#readable(databaseId);
      } catch (error) {
        this.#unreadable(databaseId, error);
      }
    }
  }

  /** Waits until another batch is wanted: early enough that the connections never wait, late enough to hold little. */
  async #room(): Promise<void> {
    const isFull = (): boolean => this.#outcomeWriter.isBehind || this.#sender.isFull;
    while (isFull() && !this.#isStopping && this.#sender.pauseLeft === 0)
      await this.#changed.wait(this.#pollEvery);
  }

  /** @returns true where more rows are due */
  async #fill(source: MailSource): Promise<boolean> {
    const size = { rows: this.#sender.batchRows, bytes: BATCH_BYTES };
    const claimedAt = performance.now();
    const claim = await claimDue(source.database, size, this.#leaseFor, this.#options.route);
    // None with more to come: others were faster each time.
    if (claim.rows.length === 0) return claim.more;
    const batch = new LeasedBatch(source, claim, this.#leaseFor, claimedAt);
    this.#batches.add(batch);
    try {
      await this.#prepare(batch, claim.rows);
    } catch (error) {
      await this.#batches.release(batch, claim.rows);
      throw error;
    }
    return claim.more;
  }

  /** Loads a batch, finishes what is not to be sent, and hands over the rest. */
  async #prepare(batch: LeasedBatch, rows: readonly ClaimedRow[]): Promise<void> {
    const { database } = batch.source;
    const { ready, marked, done, paused } = await prepareBatch(database, rows, this.#options, this.#retry);
    await batch.defer(paused, PAUSED_MS);
    for (const outcome of marked) void this.#outcomeWriter.finish(batch, outcome);
    await Promise.all(done.map((outcome) => this.#outcomeWriter.record(batch, outcome)));
    const [going, waiting] = this.#lines.admit(batch, ready);
    try {
      await this.#lines.queue(batch, waiting);
    } catch (error) {
      // The whole batch goes back then, so none of it may be on its way.
      for (const { permit } of going) permit.end();
      throw error;
    }
    this.#sender.add(going);
    this.#batches.dropIfEmpty(batch);
  }

  /** Said once, however often it is tried until it works again. */
  #unreadable(databaseId: number, error: unknown): void {
    this.#sources.sweepWithin(UNREADABLE_MS);
    if (this.#unreadables.has(databaseId)) return;
    this.#unreadables.add(databaseId);
    const [event, named] =
      databaseId === LIST
        ? ['delivery: the databases cannot be listed', {}]
        : ['delivery: a database cannot be read', { database: databaseId }];
    this.#options.log.warn(event, { ...named, ...loggableError(error) });
  }

  #readable(databaseId: number): void {
    if (this.#unreadables.delete(databaseId))
      this.#options.log.info(
        'delivery: reading works again',
        databaseId === LIST ? {} : { database: databaseId },
      );
  }
}
