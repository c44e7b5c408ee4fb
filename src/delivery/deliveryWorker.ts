/**
 * Empties the outboxes of all realm databases for one sending route. What happens to a message, in order:
 *
 *   a batch at a time     claimDue      rows that are due, under a lease that is renewed while they are held
 *                         prepareBatch  the messages themselves (loadMessages), without those of launches that were
 *                                       stopped (checkCampaigns) and those to people who opted out meanwhile
 *                                       (checkOptOuts); those of launches get their texts (LaunchMessages)
 *                         DomainTurns   what is over the limits of its domain goes back, until its turn
 *   a message at a time   composeMail   the same bytes on every attempt
 *                         transport     SMTP, or files
 *                         outcomeOf     sent, deferred, failed
 *                         record        committed before the connection ends the next message: a mark where the
 *                                       relay took it, everything otherwise
 *   hundreds at a time    finish        what follows from the marks: messages, events, rows out of the outbox
 *
 * The next batch is claimed and prepared while the one before is sent. A process that dies at any point repeats at
 * most the messages that were between `transport` and `record`, with the same Message-ID; what is marked is finished
 * by whoever claims it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BounceRules } from '../core/bounces/recordBounce';
import type { Realm } from '../core/realms/realm';
import type { UniversalOptOuts } from '../core/suppression/universalOptOuts';
import type { Database } from '../db/database';
import { callFromLine, claimDue, type Waiting } from './claim';
import { composeMail, recipientsOf } from './composeMail';
import { DomainTurns, type DomainLimitTable, type Turn } from './domainTurns';
import { HeldBatch, type Lane } from './heldBatch';
import type { LaunchMessages } from './launchMessages';
import type { ListHeaders } from './listHeaders';
import { OutcomeRecorder } from './outcomeRecorder';
import {
  brokenOutcome,
  outcomeOf,
  RETRY_DELAYS,
  withBounces,
  type Outcome,
  type RetryPolicy,
} from './outcomes';
import type { ClaimedRow, OutgoingMessage } from './outgoingMessage';
import { Pace } from './pace';
import { Permits } from './permits';
import { prepareBatch } from './prepareBatch';
import { problem } from './problem';
import { RelayPause } from './relayPause';
import { Signal } from './signal';
import { TransportDown, type SendResult, type Transport } from './transport';

/** Where the worker reports; event names and small facts, never addresses or contents. */
export interface DeliveryLog {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
}

export interface DeliveryOptions {
  /** Realm databases to serve; asked again every few seconds. */
  databases(): Promise<readonly { readonly databaseId: number; readonly database: Database }[]>;
  realmOf(realmId: number): Promise<Realm | null>;
  /** As the outbox names it; the default one unless given. */
  readonly route?: string;
  readonly transport: Transport;
  /** Mails per minute; 0 or nothing for no limit. */
  readonly perMinute?: number;
  /** Limits of destination domains; none unless given. */
  readonly domainLimits?: DomainLimitTable;
  readonly universalOptOuts: UniversalOptOuts;
  readonly launchMessages: LaunchMessages;
  readonly listHeaders: ListHeaders;
  readonly log: DeliveryLog;
  /** After how long without a sign of life others take over what this worker holds. */
  readonly leaseSeconds: number;
  readonly giveUpHours: number;
  /** When what is refused ends in suppression. */
  readonly bounceRules?: BounceRules;
  /** The return path of a message; the one that is stored with it where not given. */
  readonly returnPathFor?: (message: OutgoingMessage) => string;
  /** How often all databases are looked at without being woken. */
  readonly pollSeconds?: number;
  /** Milliseconds before the second attempt, the third, and so on. */
  readonly retryDelays?: readonly number[];
  /** How long `stop` waits for mails on their way. */
  readonly stopSeconds?: number;
}

/** A message that is ready to go. */
interface Held {
  readonly batch: HeldBatch;
  readonly message: OutgoingMessage;
  readonly turn: Turn;
}

const MOST_ROWS = 200;
/** Messages that are held ready, those included that wait for a connection at their domain. */
const MOST_READY = 1000;
const BATCH_BYTES = 32_000_000;
/** Sent messages that may wait to be finished before more is claimed. */
const MOST_UNFINISHED = 2000;
/** What a paced route holds is sent within this time, so that it was checked not long before. */
const HELD_MS = 10_000;
/** Thrown into a mail that must not arrive any more. */
class CalledBack extends Error {}

/** How often messages are looked for that come back for their turns. */
const TURNS_EVERY_MS = 100;
/** How long messages of a paused launch are left alone before they are looked at again. */
const PAUSED_MS = 60_000;

export class DeliveryWorker {
  readonly #options: DeliveryOptions;
  readonly #leaseFor: number;
  readonly #pollEvery: number;
  readonly #retry: RetryPolicy;
  readonly #batchRows: number;
  readonly #changed = new Signal();
  readonly #pause = new RelayPause();
  readonly #pace: Pace;
  readonly #turns: DomainTurns;
  #nextSend: NodeJS.Timeout | undefined;
  /** By database, until when messages come back for their turns. */
  readonly #lines = new Map<number, number>();
  /** When those databases are looked at again. */
  #nextLook = Infinity;
  readonly #lanes = new Map<number, Lane>();
  /** Databases that are known to have due mail, or may have. */
  readonly #due = new Set<number>();
  readonly #batches = new Set<HeldBatch>();
  readonly #ready: Held[] = [];
  #sending = 0;
  /** Outcomes that are not written yet, or not finished. */
  #recording = 0;
  /** For messages that may be with the relay and are not recorded: one for each connection. */
  readonly #finals: Permits;
  #isFilling = false;
  #sweeps = 0;
  #nextSweep = 0;
  #isStopping = false;
  #feeding: Promise<void> | null = null;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#leaseFor = options.leaseSeconds * 1000;
    this.#pollEvery = (options.pollSeconds ?? 2) * 1000;
    this.#retry = {
      delays: options.retryDelays ?? RETRY_DELAYS,
      giveUpAfter: options.giveUpHours * 3_600_000,
    };
    this.#pace = new Pace(options.perMinute ?? 0);
    this.#turns = new DomainTurns(options.domainLimits);
    this.#finals = new Permits(options.transport.slots);
    this.#batchRows = Math.min(MOST_ROWS, options.transport.slots * 20, this.#pace.within(HELD_MS));
  }

  start(): void {
    this.#heartbeat ??= setInterval(() => void this.#renewLeases(), this.#leaseFor / 4);
    this.#feeding ??= this.#feed();
  }

  /** Says that a database has new mail. Cheap; may be called for every message. */
  wake(databaseId: number): void {
    if (!this.#lanes.has(databaseId)) this.#nextSweep = 0;
    this.#due.add(databaseId);
    this.#changed.notify();
  }

  /** Takes other limits of domains. What waits for its turn is looked at again. */
  async limitDomains(table: DomainLimitTable): Promise<void> {
    this.#turns.limit(table);
    for (const { databaseId, database } of this.#lanes.values()) {
      try {
        while (!this.#isStopping && !(await callFromLine(database, this.#options.route ?? '')));
        this.wake(databaseId);
      } catch (error) {
        this.#warn('delivery: messages wait for turns of earlier limits', databaseId, error);
      }
    }
  }

  /** Finishes the mails on their way and gives everything else back. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#changed.notify();
    await this.#feeding;
    clearTimeout(this.#nextSend);
    await this.#giveBack(this.#ready.splice(0));
    const end = performance.now() + (this.#options.stopSeconds ?? 30) * 1000;
    while (this.#sending + this.#recording > 0 && performance.now() < end)
      await this.#changed.wait(end - performance.now());
    clearInterval(this.#heartbeat);
  }

  /** Resolves when every database has been looked at since the call and nothing is due or on its way. */
  async idle(): Promise<void> {
    this.#nextSweep = 0;
    const before = this.#sweeps;
    this.#changed.notify();
    const isBusy = (): boolean =>
      this.#sweeps <= before ||
      this.#isFilling ||
      this.#due.size > 0 ||
      this.#ready.length > 0 ||
      this.#sending + this.#recording > 0;
    while (isBusy() && !this.#isStopping) await this.#changed.wait(this.#pollEvery);
  }

  async #feed(): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (performance.now() >= this.#nextSweep) await this.#sweep();
        if (performance.now() >= this.#nextLook) this.#lookAtLines();
        this.#isFilling = true;
        await this.#fillAll();
      } catch (error) {
        this.#options.log.warn('delivery: the databases cannot be listed', problem(error));
      }
      this.#isFilling = false;
      if (this.#isStopping) return;
      this.#changed.notify();
      const untilSweep = Math.max(0, Math.min(this.#nextSweep, this.#nextLook) - performance.now());
      if (this.#due.size === 0) await this.#changed.wait(untilSweep);
      else if (this.#pause.left > 0) await this.#changed.wait(Math.min(this.#pause.left, untilSweep));
    }
  }

  /** Looks for new databases, publishes universal opt-outs, and marks every database as one that may have mail. */
  async #sweep(): Promise<void> {
    this.#nextSweep = performance.now() + this.#pollEvery;
    const databases = await this.#options.databases();
    const listed = new Set(databases.map(({ databaseId }) => databaseId));
    for (const id of this.#lanes.keys()) if (!listed.has(id)) this.#lanes.delete(id);
    for (const { databaseId, database } of databases) {
      if (this.#lanes.get(databaseId)?.database !== database)
        this.#lanes.set(databaseId, {
          databaseId,
          database,
          recorder: new OutcomeRecorder(database, this.#options.transport.slots, this.#options.bounceRules),
        });
      this.#due.add(databaseId);
      await this.#options.universalOptOuts
        .publishFrom(database)
        .catch((error: unknown) => this.#warn('delivery: opt-outs not published', databaseId, error));
    }
    this.#sweeps += 1;
  }

  /** Looks for messages whose turns at their domains have come. */
  #lookAtLines(): void {
    const now = performance.now();
    for (const [databaseId, until] of this.#lines) {
      this.#due.add(databaseId);
      if (until < now) this.#lines.delete(databaseId);
    }
    this.#nextLook = this.#lines.size > 0 ? now + TURNS_EVERY_MS : Infinity;
  }

  /** One batch from each database that may have mail, in turn. */
  async #fillAll(): Promise<void> {
    for (const databaseId of [...this.#due]) {
      await this.#room();
      if (this.#isStopping || this.#pause.left > 0) return;
      this.#due.delete(databaseId);
      const lane = this.#lanes.get(databaseId);
      if (!lane) continue;
      try {
        if (await this.#fill(lane)) this.#due.add(databaseId);
      } catch (error) {
        this.#warn('delivery: a database cannot be read', databaseId, error);
      }
    }
  }

  /** Waits until another batch is wanted: early enough that the connections never wait, late enough to hold little. */
  async #room(): Promise<void> {
    const isFull = (): boolean =>
      this.#recording > MOST_UNFINISHED ||
      (this.#pause.probing
        ? this.#ready.length + this.#sending > 0
        : this.#ready.length > MOST_READY || this.#readyNow() > this.#batchRows / 2);
    while (isFull() && !this.#isStopping && this.#pause.left === 0) await this.#changed.wait(this.#pollEvery);
  }

  /** Those that wait for a connection of ours, and not for one at their domain. */
  #readyNow(): number {
    let count = 0;
    for (const { turn } of this.#ready) if (turn.canBegin) count += 1;
    return count;
  }

  /** @returns true where more rows are due */
  async #fill(lane: Lane): Promise<boolean> {
    const size = { rows: this.#pause.probing ? 1 : this.#batchRows, bytes: BATCH_BYTES };
    const claimedAt = performance.now();
    const claim = await claimDue(lane.database, size, this.#leaseFor, this.#options.route);
    if (claim.rows.length === 0) return false;
    const batch = new HeldBatch(lane, claim, this.#leaseFor, claimedAt);
    this.#batches.add(batch);
    try {
      await this.#prepare(batch, claim.rows);
    } catch (error) {
      await batch.release(claim.rows);
      this.#batches.delete(batch);
      throw error;
    }
    return claim.more;
  }

  /** Loads a batch, finishes what is not to be sent, and queues the rest. */
  async #prepare(batch: HeldBatch, rows: readonly ClaimedRow[]): Promise<void> {
    const { database } = batch.lane;
    const { ready, marked, done, paused } = await prepareBatch(database, rows, this.#options, this.#retry);
    await batch.putAside(paused, PAUSED_MS);
    for (const outcome of marked) void this.#finish(batch, outcome);
    await Promise.all(done.map((outcome) => this.#record(batch, outcome)));
    await this.#giveTurns(batch, ready);
    if (batch.size === 0) this.#batches.delete(batch);
    this.#send();
  }

  /** Queues what its domains have room for. The rest is not kept: it comes back when its turn has come. */
  async #giveTurns(batch: HeldBatch, messages: readonly OutgoingMessage[]): Promise<void> {
    const waiting: Waiting[] = [];
    for (const message of messages) {
      const turn = this.#turns.ask(recipientsOf(message), message.row.wasPutAside);
      if (typeof turn === 'number') waiting.push({ row: message.row, wait: turn });
      else this.#ready.push({ batch, message, turn });
    }
    if (waiting.length === 0) return;
    await batch.putInLine(waiting);
    const { databaseId } = batch.lane;
    const until = performance.now() + Math.max(...waiting.map(({ wait }) => wait));
    this.#nextLook = Math.min(this.#nextLook, performance.now() + TURNS_EVERY_MS);
    this.#lines.set(databaseId, Math.max(this.#lines.get(databaseId) ?? 0, until));
  }

  /** Gives ready messages to free connections, as fast as the route may. */
  #send(): void {
    while (!this.#isStopping && this.#sending < this.#options.transport.slots && this.#ready.length > 0) {
      const wait = this.#pace.wait();
      if (wait > 0) return this.#sendIn(wait);
      const next = this.#ready.findIndex(({ turn }) => turn.begin());
      if (next < 0) return;
      this.#pace.take();
      const [held] = this.#ready.splice(next, 1) as [Held];
      this.#sending += 1;
      void this.#deliver(held);
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
  async #deliver(held: Held): Promise<void> {
    const { batch } = held;
    let permit: Promise<void> | undefined;
    const outcome = await this.#attempt(held, async () => {
      await (permit ??= this.#finals.take());
      // A lease that could not be renewed may be another worker's by the time the mail is sent.
      if (!batch.isSafe) throw new CalledBack();
    });
    if (outcome) held.turn.end();
    const recorded = outcome ? this.#record(batch, outcome) : this.#giveBack([held]);
    this.#sending -= 1;
    this.#send();
    await recorded;
    void permit?.then(() => this.#finals.giveBack());
    this.#changed.notify();
  }

  /** @returns null where the message is as it was */
  async #attempt({ batch, message }: Held, beforeEnd: () => Promise<void>): Promise<Outcome | null> {
    if (!batch.isSafe) return null;
    try {
      const mail = composeMail(message, this.#options.returnPathFor?.(message));
      const sent = await this.#options.transport.send(mail, beforeEnd);
      this.#noteRelay(sent);
      return withBounces(outcomeOf(message, sent, this.#retry, new Date()), sent);
    } catch (error) {
      if (!batch.isSafe) return null;
      if (error instanceof TransportDown) {
        this.#relayIsDown(error.message);
        return null;
      }
      this.#warn('delivery: a message cannot be built', batch.lane.databaseId, error);
      return brokenOutcome(message.row, 'the message cannot be built', this.#retry);
    }
  }

  /** Records an outcome, again and again while the database is away and the row may still be ours. */
  async #record(batch: HeldBatch, outcome: Outcome): Promise<void> {
    const { lane, lease } = batch;
    this.#recording += 1;
    const recorded = await this.#untilDone(lane, () => lane.recorder.record(lease, outcome));
    if (recorded === 'lost')
      this.#options.log.warn('delivery: a lease was lost', { database: lane.databaseId });
    if (recorded === 'marked') void this.#finish(batch, outcome);
    else this.#letGo(batch, outcome.row);
    this.#recording -= 1;
  }

  /** Finishes a marked message, behind those that are being sent. Never throws. */
  async #finish(batch: HeldBatch, outcome: Outcome): Promise<void> {
    const { lane, lease } = batch;
    this.#recording += 1;
    await this.#untilDone(lane, () => lane.recorder.finish(lease, outcome));
    this.#recording -= 1;
    this.#letGo(batch, outcome.row);
    this.#changed.notify();
  }

  /** @returns null where the worker has to stop and the database is still away */
  async #untilDone<T>({ databaseId }: Lane, work: () => Promise<T>): Promise<T | null> {
    for (let wait = 100; ; wait = Math.min(wait * 2, 5000)) {
      try {
        return await work();
      } catch (error) {
        this.#warn('delivery: an outcome is not recorded yet', databaseId, error);
        if (this.#isStopping && wait > 1000) return null;
        await sleep(wait);
      }
    }
  }

  #letGo(batch: HeldBatch, row: ClaimedRow): void {
    batch.finish(row);
    if (batch.size === 0) this.#batches.delete(batch);
  }

  async #giveBack(helds: readonly Held[]): Promise<void> {
    for (const { turn } of helds) turn.end();
    for (const batch of new Set(helds.map((held) => held.batch))) {
      await batch.release(helds.filter((held) => held.batch === batch).map(({ message }) => message.row));
      if (batch.size === 0) this.#batches.delete(batch);
      this.#due.add(batch.lane.databaseId);
    }
  }

  /** Names the route in the log where it is not the only one there always is. */
  get #which(): { route?: string } {
    return this.#options.route ? { route: this.#options.route } : {};
  }

  #noteRelay(sent: SendResult): void {
    if (sent.down !== undefined) this.#relayIsDown(sent.down);
    else if (this.#pause.probing) {
      this.#pause.end();
      this.#options.log.info('delivery: the relay is back', this.#which);
    }
  }

  /** Leaves everything in the outbox for a while; nothing is held against the messages. */
  #relayIsDown(reason: string): void {
    const length = this.#pause.begin();
    if (length === null) return;
    this.#options.log.warn('delivery: the relay cannot be used', {
      reason: reason.slice(0, 200),
      retryInSeconds: length / 1000,
      ...this.#which,
    });
    void this.#giveBack(this.#ready.splice(0));
  }

  async #renewLeases(): Promise<void> {
    for (const batch of this.#batches) {
      await batch
        .renew()
        .catch((error: unknown) =>
          this.#warn('delivery: a lease is not renewed', batch.lane.databaseId, error),
        );
    }
  }

  #warn(event: string, database: number, error: unknown): void {
    this.#options.log.warn(event, { database, ...problem(error) });
  }
}
