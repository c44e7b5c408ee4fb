/** An answer of a JSON door that is no JSON: a text, perhaps so long that it leaves as it is read. */
export class PlainAnswer {
  constructor(
    readonly contentType: string,
    /** What comes in parts is asked for while the caller reads, outside of any transaction. */
    readonly content: string | AsyncIterable<string>,
    readonly headers: readonly string[] = [],
  ) {}
}
