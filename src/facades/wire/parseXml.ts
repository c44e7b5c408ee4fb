/** Reads XML into a tree of `XmlElement`, refusing what no call needs and what could be used to exhaust us. */
import { SaxesParser, type SaxesAttributePlain, type SaxesStartTagPlain } from 'saxes';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { forbids, textProblem } from '../../text/plainText';
import { joinSurrogates } from './joinSurrogates';
import type { RequestLimits } from './requestLimits';
import { XmlElement } from './xmlElement';

/** No client sends more than about a dozen attributes and declarations on one element. */
const MAX_ATTRIBUTES = 256;
/** Longest part of a parser's message that goes into an answer: names in it come from the caller. */
const MAX_REASON = 200;

/** Level of the operation element: envelope, body, operation. */
const NAMESPACE_DEPTH = 3;

export interface XmlTree {
  readonly root: XmlElement;
  /** Elements that carry an `id`; an id that stands twice leads to null. */
  readonly ids: ReadonlyMap<string, XmlElement | null>;
  readonly hasReferences: boolean;
}

const NO_IDS: ReadonlyMap<string, XmlElement | null> = new Map();

/** Characters that are parsed in one go: a few milliseconds' worth. */
export const SLICE = 32 * 1024;

/** What scripts put in front of a document, and C and DOS programs behind it: never a part of it. */
const IN_FRONT = /^[\ufeff \t\r\n]+/;
const BEHIND = new Set(['\0', '\u001a', ' ', '\t', '\r', '\n']);

/**
 * Parses a document. Blanks around it do not count, nor do the NUL or the Ctrl-Z that ended a string or a file.
 * @throws {ApiError} `request.malformed` (not well-formed, DOCTYPE, arrays that lie) or `request.tooLarge`
 */
export function parseXml(xml: string, limits: RequestLimits): XmlTree {
  const slices = sharedReader.read(xml, limits);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** A builder and a parser, which serve documents one after the other. */
export class XmlReader {
  readonly #builder = new TreeBuilder();
  #parser = makeParser(this.#builder);

  /** Parses a document slice by slice. A second one must not begin before the first is finished. */
  *read(xml: string, limits: RequestLimits): Generator<undefined, XmlTree, undefined> {
    const document = joinSurrogates(trimmed(xml));
    this.#builder.begin(limits);
    try {
      for (let at = 0; at < document.length; at += SLICE) {
        if (at > 0) yield;
        this.#parser.write(document.slice(at, at + SLICE));
      }
      this.#parser.close();
      return this.#builder.finish();
    } catch (error) {
      const { position } = this.#parser;
      this.#parser = makeParser(this.#builder);
      if (error instanceof ApiError) throw error;
      const said = error instanceof Error ? error.message : 'unknown';
      const forbidden = forbiddenCharacter(document, position, said);
      const reason = forbidden
        ? `${forbidden}${this.#builder.place()}`
        : said.slice(0, MAX_REASON).replace(/\.$/, '');
      return fail('request.malformed', { reason });
    } finally {
      this.#builder.clear();
    }
  }
}

function trimmed(xml: string): string {
  let end = xml.length;
  while (BEHIND.has(xml[end - 1]!)) end--;
  const start = IN_FRONT.exec(xml)?.[0].length ?? 0;
  return start === 0 && end === xml.length ? xml : xml.slice(start, end);
}

/**
 * Names the character that the parser stopped at, whether it stood there or was referred to; null if it stopped
 * for another reason.
 */
function forbiddenCharacter(document: string, position: number, said: string): string | null {
  if (said === 'malformed character entity.') {
    const reference = /&#(?:x([0-9a-f]+)|(\d+));$/i.exec(
      document.slice(Math.max(0, position - 20), position),
    );
    const code = reference && (reference[1] ? parseInt(reference[1], 16) : Number(reference[2]));
    return code !== null && code <= 0x10ffff ? forbids(code) : null;
  }
  if (said !== 'disallowed character.') return null;
  const code = document.charCodeAt(position - 1);
  return textProblem(String.fromCharCode(code)) && forbids(code);
}

class TreeBuilder {
  #limits: RequestLimits = { maxBytes: 0, maxElements: 0, maxDepth: 0 };
  #root: XmlElement | null = null;
  #current: XmlElement | null = null;
  #ids: Map<string, XmlElement | null> | null = null;
  #hasReferences = false;
  #depth = 0;
  #elements = 0;
  #attributes = 0;

  begin(limits: RequestLimits): void {
    this.#limits = limits;
    this.#depth = this.#elements = 0;
    this.#hasReferences = false;
  }

  finish(): XmlTree {
    return { root: this.#root!, ids: this.#ids ?? NO_IDS, hasReferences: this.#hasReferences };
  }

  /** The open elements, for the text of a fault: ` (in Envelope/Body/userSetDataString/value)`. */
  place(): string {
    const names: string[] = [];
    for (let element = this.#current; element; element = element.parent) names.unshift(element.name);
    const path = names.join('/');
    return path === '' ? '' : ` (in ${path.length > MAX_REASON ? `...${path.slice(-MAX_REASON)}` : path})`;
  }

  /** Lets go of the tree, which may be large. */
  clear(): void {
    this.#root = this.#current = this.#ids = null;
  }

  open(name: string): void {
    if (++this.#depth > this.#limits.maxDepth) {
      fail('request.tooLarge', { reason: `elements are nested deeper than ${this.#limits.maxDepth} levels` });
    }
    if (++this.#elements > this.#limits.maxElements) {
      fail('request.tooLarge', { reason: `it has more than ${this.#limits.maxElements} elements` });
    }
    this.#attributes = 0;
    const parent = this.#current;
    const element = new XmlElement(name, parent);
    if (parent === null) this.#root = element;
    else if (parent.children === null) parent.children = [element];
    else parent.children.push(element);
    this.#current = element;
  }

  attribute(name: string, value: string): void {
    if (++this.#attributes > MAX_ATTRIBUTES) {
      fail('request.tooLarge', { reason: `an element has more than ${MAX_ATTRIBUTES} attributes` });
    }
    const element = this.#current!;
    const colon = name.indexOf(':');
    if (name.startsWith('xmlns') && (name.length === 5 || colon === 5)) {
      // Below the operation nobody asks for namespaces.
      if (this.#depth <= NAMESPACE_DEPTH) (element.namespaces ??= new Map()).set(name.slice(6), value);
      return;
    }
    // Known by their local names: clients disagree about prefixes and schema years, and some leave prefixes out.
    switch (colon === -1 ? name : name.slice(colon + 1)) {
      case 'type':
        element.type = value;
        break;
      case 'nil':
      case 'null':
        element.nil = isTrue(value);
        break;
      case 'id':
        element.id = value;
        this.#ids ??= new Map();
        this.#ids.set(value, this.#ids.has(value) ? null : element);
        break;
      case 'href':
        element.href = value;
        this.#hasReferences = true;
        break;
      case 'arrayType':
        element.arrayType = value;
        break;
      case 'offset':
        element.partial ||= value.trim() !== '[0]';
        break;
      case 'position':
        element.partial = true;
        break;
      case 'root':
        element.notRoot = value.trim() === '0';
        break;
      case 'mustUnderstand':
        element.mustUnderstand = colon !== -1 && isTrue(value);
        break;
      case 'actor':
        element.actor = value;
        break;
    }
  }

  text(text: string): void {
    const element = this.#current;
    if (element) element.text = element.text === '' ? text : element.text + text;
  }

  close(): void {
    this.#depth--;
    const element = this.#current!;
    if (element.arrayType !== null) checkClaim(element);
    this.#current = element.parent;
  }
}

/** Refuses an array that says it has more items than it holds, and arrays sent in part. */
function checkClaim(array: XmlElement): void {
  if (array.nil || array.href !== null) return;
  const items = array.children;
  if (array.partial || items?.some((item) => item.partial)) {
    fail('request.malformed', { reason: 'an array is sent in part (offset or position); send every item' });
  }
  const sizes = /\[([\d,\s]*)\]\s*$/.exec(array.arrayType!.slice(-MAX_REASON))?.[1]?.trim();
  if (!sizes) return;
  const claimed = sizes.split(',').reduce((product, size) => product * Number(size), 1);
  const held = items?.length ?? 0;
  if (claimed > held) {
    fail('request.malformed', { reason: `an array claims ${claimed} items and holds ${held}` });
  }
}

const isTrue = (value: string): boolean => {
  const word = value.trim();
  return word === '1' || word === 'true';
};

function makeParser(builder: TreeBuilder): SaxesParser {
  const made = new SaxesParser({
    xmlns: false,
    position: false,
    // What XML 1.1 allows beyond that could not be answered.
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  });
  made.on('doctype', () =>
    fail('request.malformed', { reason: 'a document type declaration is not allowed' }),
  );
  made.on('opentagstart', (tag: SaxesStartTagPlain) => builder.open(tag.name));
  made.on('attribute', (attribute: SaxesAttributePlain) =>
    builder.attribute(attribute.name, attribute.value),
  );
  made.on('text', (text) => builder.text(text));
  made.on('cdata', (text) => builder.text(text));
  made.on('closetag', () => builder.close());
  return made;
}

const sharedReader = new XmlReader();
