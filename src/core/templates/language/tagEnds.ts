/**
 * Finds where tags end in time linear in the length of the text. The end of a statement is the next `%%` outside
 * double quotes: the first with the same parity of quotes before it as the tag has. So the bodies of any two tags that
 * begin in the same parity never overlap, and no character is read more than a few times, whatever the text.
 */
export class TagEnds {
  readonly #text: string;
  /** Places of `%%` with an even, and with an odd, number of quotes before them; made when first needed. */
  #places: readonly [number[], number[]] | null = null;
  readonly #next: [number, number] = [0, 0];
  /** Quotes before `#counted`. */
  #quotes = 0;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next `%%` at or after `from`, or -1. */
  any(from: number): number {
    return this.#text.indexOf('%%', from);
  }

  /** The next `%%` at or after `from` that is not inside quotes that open at or after `from`, or -1. Never call it with a smaller `from` than before. */
  outsideQuotes(from: number): number {
    const places = (this.#places ??= this.#findPlaces());
    for (; this.#counted < from; this.#counted++) if (this.#text[this.#counted] === '"') this.#quotes++;
    const parity = this.#quotes % 2 === 0 ? 0 : 1;
    const candidates = places[parity];
    while ((candidates[this.#next[parity]] ?? Infinity) < from) this.#next[parity]++;
    return candidates[this.#next[parity]] ?? -1;
  }

  #findPlaces(): readonly [number[], number[]] {
    const places: [number[], number[]] = [[], []];
    let quotes = 0;
    const sign = /"|%(?=%)/g;
    for (let match = sign.exec(this.#text); match; match = sign.exec(this.#text)) {
      if (match[0] === '"') quotes++;
      else places[quotes % 2 === 0 ? 0 : 1].push(match.index);
    }
    return places;
  }
}
