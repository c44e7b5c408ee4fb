/** How much of a long scan one statement looks at: as much as takes it neither long nor next to no time. */

export interface SliceBounds {
  readonly first: number;
  readonly least: number;
  readonly most: number;
}

const SHORT_MS = 40;
const LONG_MS = 160;

export class SliceSize {
  readonly #bounds: SliceBounds;
  #current: number;

  constructor(bounds: SliceBounds) {
    this.#bounds = bounds;
    this.#current = bounds.first;
  }

  get current(): number {
    return this.#current;
  }

  /** Says how long the last statement took, in milliseconds. */
  took(milliseconds: number): void {
    const { least, most } = this.#bounds;
    if (milliseconds < SHORT_MS) this.#current = Math.min(this.#current * 2, most);
    else if (milliseconds > LONG_MS) this.#current = Math.max(Math.ceil(this.#current / 2), least);
  }
}
