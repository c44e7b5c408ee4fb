/**
 * Begins scheduled launches, expands launches into the outboxes of all realm databases, ends A/B tests, and sends what is
 * due of life-cycle campaigns, in the background. Any number of
 * processes may.
 */
import { endAbTest } from '../core/abtests/endAbTests';
import { launchDue, type Scheduling } from '../core/schedules/launchDue';
import { sendDueStep, type LifecycleSending } from '../core/lifecycle/sendDueStep';
import { expandOnce, type Expansion, type ExpansionStep } from '../core/campaigns/expandCampaigns';
import type { Database } from '../db/database';
import { isTransient } from '../db/sql';
import type { DeliveryLog, DeliveryOptions } from './deliveryOptions';
import { loggableError } from './loggableError';
import { WakeEvent } from '../concurrency/wakeEvent';

export interface LaunchExpanderOptions extends Expansion, Scheduling, LifecycleSending {
  readonly databases: DeliveryOptions['databases'];
  /** Called with a database that has new mail. */
  readonly wakeDelivery: (databaseId: number) => void;
  readonly log: DeliveryLog;
  /** How often all databases are looked at without being woken. */
  readonly pollSeconds?: number;
}

/** While launches are under way: short enough that an outbox never runs empty. */
const SOON_MS = 200;
/** For so long after the last sign of one. */
const UNDER_WAY_MS = 3000;

export class LaunchExpander {
  readonly #options: LaunchExpanderOptions;
  readonly #pollEvery: number;
  readonly #changed = new WakeEvent();
  #isWoken = false;
  #underWayUntil = 0;
  #isStopping = false;
  #running: Promise<void> | null = null;

  constructor(options: LaunchExpanderOptions) {
    this.#options = options;
    this.#pollEvery = (options.pollSeconds ?? 2) * 1000;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Says that there is a new launch. */
  wake(): void {
    this.#isWoken = true;
    this.#changed.notify();
  }

  /** Resolves when the batch on its way is committed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#changed.notify();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.#isWoken = false;
      const steps = await this.#round();
      if (steps.some((step) => step !== 'idle')) this.#underWayUntil = performance.now() + UNDER_WAY_MS;
      if (steps.includes('moved') || this.#isWoken || this.#isStopping) continue;
      const isUnderWay = performance.now() < this.#underWayUntil;
      await this.#changed.wait(isUnderWay ? Math.min(SOON_MS, this.#pollEvery) : this.#pollEvery);
    }
  }

  /** One batch from each database, and one end of a test. */
  async #round(): Promise<ExpansionStep[]> {
    const steps: ExpansionStep[] = [];
    try {
      for (const { databaseId, database } of await this.#options.databases()) {
        if (this.#isStopping) break;
        steps.push(await this.#step(databaseId, () => expandOnce(database, this.#options)));
        steps.push(await this.#step(databaseId, () => endAbTest(database, this.#options)));
        steps.push(await this.#step(databaseId, () => this.#launchDue(database)));
        steps.push(await this.#step(databaseId, () => this.#sendDueStep(database)));
      }
    } catch (error) {
      this.#options.log.warn('launches: the databases cannot be listed', loggableError(error));
    }
    return steps;
  }

  /** What begins now has no mail yet, so the next round comes soon. */
  async #launchDue(database: Database): Promise<ExpansionStep> {
    if ((await launchDue(database, this.#options)) === null) return 'idle';
    this.#isWoken = true;
    return 'soon';
  }

  async #sendDueStep(database: Database): Promise<ExpansionStep> {
    return (await sendDueStep(database, this.#options)) ? 'moved' : 'idle';
  }

  /** An error is logged, and does not keep the others from their turn. */
  async #step(databaseId: number, take: () => Promise<ExpansionStep>): Promise<ExpansionStep> {
    try {
      const step = await take();
      if (step === 'moved') this.#options.wakeDelivery(databaseId);
      return step;
    } catch (error) {
      if (isTransient(error)) return 'soon';
      this.#options.log.warn('launches: a step failed', { database: databaseId, ...loggableError(error) });
      return 'idle';
    }
  }
}
