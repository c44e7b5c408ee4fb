/** Reads the words of one tag from left to right. A method that does not find what it is for answers null. */

const BLANKS = /\s*/y;
const NAME = /[\p{L}\p{N}_.:-]{1,255}/uy;
const SYMBOL = /!=|<>|<=|>=|[=<>]/y;
const ENDS_BARE = /[\s&"]/;

export class TagReader {
  readonly #text: string;
  readonly #end: number;
  #position: number;
  #reason: string | null = null;

  /** Reads `text` from `start` up to `end`. */
  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#position = start;
    this.#end = end;
  }

  /** Why the tag is none, once something has refused it. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Notes why the tag is none; the first reason counts. */
  refuse(reason: string): null {
    this.#reason ??= reason;
    return null;
  }

  skipBlanks(): this {
    this.#match(BLANKS);
    return this;
  }

  skipAll(): void {
    this.#position = this.#end;
  }

  atEnd(): boolean {
    return this.skipBlanks().#position >= this.#end;
  }

  /** Takes this text, which begins right here. */
  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    if (this.#position + text.length > this.#end) return false;
    this.#position += text.length;
    return true;
  }

  /** Takes one of these words, in any case, and answers it in lower case. */
  keyword<const W extends string>(...words: readonly W[]): W | null {
    const before = this.#position;
    const found = this.name()?.toLowerCase();
    const keyword = words.find((word) => word === found);
    if (!keyword) this.#position = before;
    return keyword ?? null;
  }

  /** The name of a field, a variable or a function. */
  name(): string | null {
    return this.skipBlanks().#match(NAME);
  }

  symbol(): string | null {
    return this.skipBlanks().#match(SYMBOL);
  }

  /** A word that ends at a blank, an ampersand or a quote. */
  bare(): string | null {
    const start = this.skipBlanks().#position;
    while (this.#position < this.#end && !ENDS_BARE.test(this.#text[this.#position]!)) this.#position++;
    return this.#position > start ? this.#text.slice(start, this.#position) : null;
  }

  /** A literal in double quotes; inside, two quotes are one. */
  literal(): string | null {
    if (!this.skipBlanks().take('"')) return null;
    const start = this.#position;
    for (let quote = start; ; quote += 2) {
      quote = this.#text.indexOf('"', quote);
      if (quote === -1 || quote >= this.#end) return null;
      if (this.#text[quote + 1] === '"') continue;
      this.#position = quote + 1;
      return this.#text.slice(start, quote).replaceAll('""', '"');
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found === null || this.#position + found.length > this.#end) return null;
    this.#position += found.length;
    return found;
  }
}
