/**
 * Files of the XML FTP API: a `<transaction>` with tags for the whole of it, and blocks of a `<cmd>`, its arguments, and
 * `<record>`s in a `<data>`. It is read as it comes, and never held as a whole.
 */
import { SaxesParser } from 'saxes';
import { DropUnreadable, type DropCommand, type DropHeader, type DropParts, type DropUnit } from './dropUnit';

const MAX_DEPTH = 12;
/** Characters of one record, and of everything else that one block or the head says. */
const MAX_TEXT = 4 * 1024 * 1024;

/** @param chunks the document, in pieces of text */
export async function* readTransaction(chunks: AsyncIterable<string> | Iterable<string>): DropParts {
  const reader = new TransactionReader();
  for await (const chunk of chunks) {
    reader.write(chunk);
    yield* reader.take();
  }
  reader.end();
  yield* reader.take();
}

class TransactionReader {
  readonly #parser = new SaxesParser({ position: true });
  readonly #header = new Map<string, string>();
  #ready: (DropHeader | DropUnit)[] = [];
  #hasBegun = false;
  /** Open elements, the root first. */
  readonly #path: { readonly name: string; hasChildren: boolean; readonly line: number }[] = [];
  #text = '';
  /** Characters since the last record or block ended, names of elements included. */
  #held = 0;
  /** Of the block that is open. */
  #args = new Map<string, string>();
  #command: DropCommand | null = null;
  #records = 0;
  /** Of the record that is open. */
  #fields: string[] | null = null;
  #values: string[] = [];

  constructor() {
    this.#parser.on('doctype', () => refuse('a document type declaration is not allowed'));
    this.#parser.on('opentag', ({ name }) => this.#open(local(name)));
    this.#parser.on('text', (text) => this.#add(text));
    this.#parser.on('cdata', (text) => this.#add(text));
    this.#parser.on('closetag', () => this.#close());
    this.#parser.on('error', (error) => refuse(error.message));
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  end(): void {
    this.#parser.close();
    this.#begin();
  }

  take(): (DropHeader | DropUnit)[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #open(name: string): void {
    if (this.#path.length === 0 && name !== 'transaction') refuse('its root is not transaction');
    if (this.#path.length >= MAX_DEPTH) refuse(`elements are nested deeper than ${MAX_DEPTH} levels`);
    this.#hold(name.length);
    const parent = this.#path.at(-1);
    if (parent) parent.hasChildren = true;
    this.#path.push({ name, hasChildren: false, line: this.#parser.line });
    this.#text = '';
    if (this.#path.length === 2) {
      this.#args = new Map();
      this.#command = null;
      this.#records = 0;
    }
    if (name === 'record' && this.#path.length >= 3) {
      this.#fields = [];
      this.#values = [];
      this.#command ??= { cmd: this.#args.get('cmd') ?? '', args: this.#args };
    }
  }

  #add(text: string): void {
    this.#hold(text.length);
    this.#text += text;
  }

  #hold(characters: number): void {
    this.#held += characters;
    if (this.#held > MAX_TEXT) refuse('a text or a record is too long');
  }

  #close(): void {
    const { name, hasChildren, line } = this.#path.pop()!;
    const depth = this.#path.length;
    const text = this.#text.trim();
    this.#text = '';
    if (name === 'record' && this.#fields) {
      this.#begin();
      this.#ready.push({
        line,
        command: this.#command,
        record: { fields: this.#fields, values: this.#values },
      });
      this.#records++;
      this.#fields = null;
      this.#held = 0;
    } else if (this.#fields) {
      if (hasChildren) return;
      this.#fields.push(name);
      this.#values.push(text);
    } else if (depth === 1 && !hasChildren) this.#header.set(name.toLowerCase(), text);
    else if (depth === 1) {
      this.#held = 0;
      this.#begin();
      const command = this.#command ?? { cmd: this.#args.get('cmd') ?? '', args: this.#args };
      if (this.#records === 0) this.#ready.push({ line, command, record: null });
    } else if (depth === 2 && !hasChildren) this.#args.set(name, text);
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#ready.push(this.#header);
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const refuse = (reason: string): never => {
  throw new DropUnreadable(reason.slice(0, 200).replace(/\.$/, ''));
};
