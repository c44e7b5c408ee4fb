/** Messages that may go, first come, first served; one whose domain has no connection free lets others pass. */
import type { ReadyMessage } from './domainQueues';
import type { Pacer } from './pacer';

type Pace = { take(): unknown } & Pick<Pacer, 'wait'>;

export class ReadyQueue {
  readonly #paces: readonly Pace[];
  readonly #messages: ReadyMessage[] = [];

  /** @param paces how fast they may leave: the slowest counts */
  constructor(paces: readonly Pace[]) {
    this.#paces = paces;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** Those that wait for a connection of ours, and not for one at their domain. */
  get sendable(): number {
    let count = 0;
    for (const { permit } of this.#messages) if (permit.canBegin) count += 1;
    return count;
  }

  add(messages: readonly ReadyMessage[]): void {
    for (const message of messages) this.#messages.push(message);
  }

  /** @returns the next one with its turn begun, or the milliseconds until one may go, or null if none can */
  take(): ReadyMessage | number | null {
    if (this.#messages.length === 0) return null;
    const wait = Math.max(...this.#paces.map((pace) => pace.wait()));
    if (wait > 0) return wait;
    const next = this.#messages.findIndex(({ permit }) => permit.begin());
    if (next < 0) return null;
    for (const pace of this.#paces) pace.take();
    return this.#messages.splice(next, 1)[0] ?? null;
  }

  /** Takes all out, with no turn begun. */
  clear(): ReadyMessage[] {
    return this.#messages.splice(0);
  }
}
