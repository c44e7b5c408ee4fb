/**
 * Reads a template once, so that it can be printed many times. Any text is a template: what is no tag is text, and a
 * tag that cannot be read stays as text and is reported with its place. Time is linear in the length.
 */
import { linkTag } from './linkTags';
import { positionCounter, tagBeginning } from './positionCounter';
import { readConditional } from './readConditional';
import { readExpression } from './readExpression';
import { readSmartget } from './readSmartget';
import { TagEnds } from './tagEnds';
import { TagReader } from './tagReader';
import {
  ARTICLE_ELEMENTS,
  type ArticleElement,
  type Node,
  type Problem,
  type Tag,
  type Template,
} from './template';

/** Names that fields and variables can have. */
const ORDINARY_NAME = /^[\p{L}\p{N}_.:-]{1,255}$/u;
/** Longest name of a value that comes with a message. */
const MAX_NAME = 255;
const KEYWORD = /(?:if|set|smartget|article|includetemplate)(?![\p{L}\p{N}_.:-])/iuy;
const WORD = /[A-Za-z_]\w*/y;
const BLANKS = /\s*/y;
/** Most problems that are kept of one template. */
const MAX_PROBLEMS = 1000;

export function parseTemplate(text: string): Template {
  return new Parser(text, true).parse();
}

class Parser {
  readonly #text: string;
  readonly #ends: TagEnds;
  /** False in the address of a smartget, where no other text can be put in. */
  readonly #mayInsert: boolean;
  readonly #nodes: Node[] = [];
  readonly #problems: Problem[] = [];
  /** Up to here it is in the nodes. */
  #printed = 0;
  /** Where the last unreadable tag seemed to end; what begins there is text between two tags, most likely. */
  #unreadEnd = -1;
  #work: number;
  readonly #placeOf: ReturnType<typeof positionCounter>;

  constructor(text: string, mayInsert: boolean) {
    this.#text = text;
    this.#mayInsert = mayInsert;
    this.#ends = new TagEnds(text);
    this.#placeOf = positionCounter(text);
    this.#work = text.length;
  }

  parse(): Template {
    const text = this.#text;
    let open = this.#ends.any(0);
    while (open !== -1) {
      const next = this.#tagAt(open);
      if (next !== null) {
        this.#printed = next;
        open = this.#ends.any(next);
      } else {
        // Only the opening is text; one sign at a time, so that the tag in `5%%%$name%%` is found.
        open = this.#ends.any(text[open + 2] === '%' ? open + 1 : open + 2);
      }
    }
    this.#flush(text.length);
    return { source: text, nodes: this.#nodes, problems: this.#problems, work: this.#work };
  }

  #flush(upTo: number): void {
    if (upTo > this.#printed) this.#nodes.push(this.#text.slice(this.#printed, upTo));
  }

  /** Reads the tag that begins at `open`. @returns where the text goes on, or null if it is none */
  #tagAt(open: number): number | null {
    BLANKS.lastIndex = open + 2;
    const start = open + 2 + BLANKS.exec(this.#text)![0].length;
    this.#work += start - open;
    const first = this.#text[start];
    if (first === undefined || !/[$\p{L}_{]/u.test(first)) return null;
    KEYWORD.lastIndex = start;
    const keyword = KEYWORD.exec(this.#text)?.[0];
    const quotesCount = keyword !== undefined || first === '{';
    const close = quotesCount ? this.#ends.outsideQuotes(open + 2) : this.#ends.any(start);
    if (close === -1) {
      if (keyword) this.#report(open, this.#text.length, 'it has no end', 'left as text');
      return null;
    }
    this.#work += close - open;
    const reader = new TagReader(this.#text, start + (keyword?.length ?? 0), close);
    const place = { source: this.#text.slice(open, close + 2), at: open };
    const tag = this.#read(keyword?.toLowerCase() ?? first, reader, place);
    if (tag && (!quotesCount || reader.atEnd())) {
      this.#flush(open);
      this.#nodes.push(tag);
      return close + 2;
    }
    const blanksBefore = start > open + 2;
    const likeText = first === '{' || (!keyword && first !== '$' && blanksBefore);
    if (!likeText && this.#unreadEnd !== open) {
      this.#report(open, close + 2, this.#whyNot(reader, keyword, first), 'left as text');
      this.#unreadEnd = close;
    }
    return null;
  }

  #whyNot(reader: TagReader, keyword: string | undefined, first: string): string {
    if (reader.reason !== null) return reader.reason;
    if (keyword) return 'it goes on after its end';
    return first === '$' ? 'no value can have this name' : 'no such tag is known';
  }

  #read(kind: string, reader: TagReader, place: { source: string; at: number }): Tag | null {
    switch (kind) {
      case '$':
        return this.#readValue(place);
      case '{': {
        const expression = readExpression(reader);
        return expression && { kind: 'print', expression, ...place };
      }
      case 'if': {
        const conditional = readConditional(reader);
        if (conditional) this.#warnOfPercents(place);
        return conditional && { ...conditional, ...place };
      }
      case 'set':
        return this.#readSet(reader, place);
      case 'article':
        return this.#readArticle(reader, place);
      case 'smartget':
        return this.#readGet(reader, place);
      case 'includetemplate':
        reader.skipAll();
        this.#report(place.at, place.at + place.source.length, 'is not for customers', 'left out');
        return { kind: 'refused', ...place };
      default: {
        WORD.lastIndex = 0;
        const word = place.source.slice(2, -2).trim();
        const link = WORD.exec(word)?.[0] === word ? linkTag(word) : null;
        return link && { kind: 'link', ...link, ...place };
      }
    }
  }

  #readValue(place: { source: string; at: number }): Tag | null {
    const name = place.source.slice(2, -2).trim().slice(1).trim();
    if (name === '' || name.length > MAX_NAME) return null;
    const ordinary = ORDINARY_NAME.test(name);
    if (!ordinary && this.#unreadEnd !== place.at) {
      const reason = 'only a message that brings a value of this name prints it';
      this.#report(place.at, place.at + place.source.length, reason, 'left as text');
    }
    return { kind: 'value', name, ordinary, ...place };
  }

  #readSet(reader: TagReader, place: { source: string; at: number }): Tag | null {
    reader.skipBlanks().take('$');
    const name = reader.name();
    if (!name) return reader.refuse('a name is expected');
    if (!reader.skipBlanks().take('=')) return reader.refuse('= is expected');
    const expression = readExpression(reader);
    if (expression) this.#warnOfPercents(place);
    return expression && { kind: 'set', name, expression, ...place };
  }

  #readArticle(reader: TagReader, place: { source: string; at: number }): Tag | null {
    if (!this.#mayInsert) return reader.refuse('it cannot stand in the address of a smartget');
    const name = reader.literal() ?? reader.name();
    if (!name) return reader.refuse('the name of an article is expected');
    const word = reader.atEnd() ? 'body' : reader.name();
    const element = ARTICLE_ELEMENTS.find((known) => known === word?.toLowerCase());
    if (!element) return reader.refuse(`the element is one of ${ARTICLE_ELEMENTS.join(', ')}`);
    return { kind: 'article', name, element: element satisfies ArticleElement, ...place };
  }

  #readGet(reader: TagReader, place: { source: string; at: number }): Tag | null {
    if (!this.#mayInsert) return reader.refuse('it cannot stand in the address of another');
    const get = readSmartget(reader);
    if (!get) return null;
    const end = place.at + place.source.length;
    for (const option of get.unknown)
      this.#report(place.at, end, `the option ${option} is not known here and has no effect`, 'obeyed');
    const url = new Parser(get.url, false).parse();
    this.#work += url.work;
    return { kind: 'get', url, options: get.options, unknownOptions: get.unknown, ...place };
  }

  /** The legacy platform may have ended the tag at percent signs inside quotes. */
  #warnOfPercents({ source, at }: { source: string; at: number }): void {
    if (source.indexOf('%%', 2) < source.length - 2) {
      const reason = 'percent signs inside quotes are text here; elsewhere they may end the tag';
      this.#report(at, at + source.length, reason, 'obeyed');
    }
  }

  #report(start: number, end: number, reason: string, effect: Problem['effect']): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    // Problems come in the order of the text.
    const place = this.#placeOf(start);
    const tag = tagBeginning(this.#text.slice(start, Math.min(end, start + 160)));
    this.#problems.push({ ...place, tag, reason, effect });
  }
}
