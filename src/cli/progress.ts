/** Shows how far long work is: a bar on a terminal, a line now and then elsewhere. */
import type { Terminal } from './command';

const BAR = 24;
const REDRAW_MS = 100;
const NOTE_MS = 10_000;

export class Progress {
  readonly #terminal: Pick<Terminal, 'note' | 'redraw'>;
  readonly #unit: string;
  readonly #startedAt = performance.now();
  #shownAt: number;
  /** What was done before this run. */
  #before: { readonly share: number; readonly count: number } | null = null;

  /** @param unit what is counted, such as `rows` */
  constructor(terminal: Pick<Terminal, 'note' | 'redraw'>, unit: string) {
    this.#terminal = terminal;
    this.#unit = unit;
    // The first line waits: short work needs none.
    this.#shownAt = this.#startedAt;
  }

  /** @param share 0 to 1, of all work */
  show(share: number, count: number): void {
    this.#before ??= { share, count };
    const now = performance.now();
    const { redraw, note } = this.#terminal;
    if (now - this.#shownAt < (redraw ? REDRAW_MS : NOTE_MS)) return;
    this.#shownAt = now;
    const seconds = (now - this.#startedAt) / 1000;
    const speed = (count - this.#before.count) / seconds;
    const grown = share - this.#before.share;
    const facts = [
      `${String(Math.floor(share * 100)).padStart(3)} %`,
      `${count.toLocaleString('en')} ${this.#unit}`,
      // Before anything of this run is done nobody knows how fast it is.
      ...(speed > 0 ? [`${Math.round(speed).toLocaleString('en')}/s`] : []),
      ...(grown > 0 ? [`${clock((seconds * (1 - share)) / grown)} left`] : []),
    ].join('  ');
    if (redraw) {
      const done = Math.round(share * BAR);
      redraw(`[${'#'.repeat(done)}${'.'.repeat(BAR - done)}] ${facts}`);
    } else note(facts.trim());
  }

  /** Takes the bar away. */
  end(): void {
    this.#terminal.redraw?.('');
  }
}

function clock(seconds: number): string {
  const whole = Math.min(Math.round(seconds), 359_999);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
