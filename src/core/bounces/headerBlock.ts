/** Reads blocks of `Name: value` lines: headers of mails and fields of reports. Takes what other systems get wrong. */

/** Values by lower-case name, in order, unfolded. */
export class HeaderBlock {
  readonly #fields = new Map<string, string[]>();

  static read(text: string): HeaderBlock {
    const block = new HeaderBlock();
    let name = '';
    let value = '';
    const keep = (): void => {
      if (name !== '') block.#add(name, value);
      name = '';
    };
    let lines = 0;
    for (const line of text.split('\n')) {
      if (++lines > MAX_LINES) break;
      if (/^[ \t]/.test(line)) {
        if (value.length < LONGEST) value += ` ${line.trim()}`;
        continue;
      }
      keep();
      const colon = line.indexOf(':');
      if (colon < 1 || colon > 100 || /\s/.test(line.slice(0, colon).trimEnd())) continue;
      name = line.slice(0, colon).trim().toLowerCase();
      value = line.slice(colon + 1).trim();
    }
    keep();
    return block;
  }

  #add(name: string, value: string): void {
    const short = value.slice(0, LONGEST);
    const values = this.#fields.get(name);
    if (values) values.push(short);
    else this.#fields.set(name, [short]);
  }

  get size(): number {
    return this.#fields.size;
  }

  /** First value, or an empty text. */
  get(name: string): string {
    return this.#fields.get(name)?.[0] ?? '';
  }

  all(name: string): readonly string[] {
    return this.#fields.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }
}

const MAX_LINES = 2000;
const LONGEST = 4000;

/** The words of a header for people: encoded words become text. */
export function decodeWords(value: string): string {
  return value
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(
      /=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,400})\?=/gi,
      (_, charset, kind, data) => {
        const bytes = /b/i.test(String(kind))
          ? Buffer.from(String(data), 'base64')
          : decodeQuotedPrintable(String(data).replaceAll('_', ' '));
        return decodeCharset(bytes, String(charset));
      },
    );
}

/** `=XX` and soft line breaks; everything else stays as it is. @param text one character per octet */
export const decodeQuotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=[ \t]{0,20}\n/g, '')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

/** Never throws: what no decoder knows is read as Windows-1252. */
export function decodeCharset(bytes: Buffer, charset: string): string {
  for (const label of [charset, 'windows-1252']) {
    try {
      return new TextDecoder(/^us-ascii$/i.test(label) ? 'utf-8' : label).decode(bytes);
    } catch {
      // A charset that is unknown here.
    }
  }
  return bytes.toString('latin1');
}
