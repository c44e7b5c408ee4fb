/** Reads the small XML strings that travel inside arguments into plain elements, strictly and within bounds. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fail } from '../../contract/errorCatalogue';
import { textProblem } from '../../text/plainText';

export interface FlagElement {
  /** As written, without a namespace prefix. */
  readonly name: string;
  /** Own text with its white space; child elements are not part of it. */
  readonly text: string;
  readonly children: readonly FlagElement[];
}

const MAX_CHARACTERS = 1_000_000;
const MAX_DEPTH = 8;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  // Kept apart from text, so that references are resolved here (all numeric ones too) and never in CDATA.
  processEntities: false,
  cdataPropName: '#cdata',
  maxNestedTags: MAX_DEPTH + 1,
});

/**
 * Elements of an XML fragment: siblings with or without a root, with or without a declaration.
 * @throws {ApiError} `message.flagsInvalid`, with a text that repeats nothing of the fragment
 */
export function flagElements(xml: string): FlagElement[] {
  const invalid = (reason: string): never => fail('message.flagsInvalid', { reason });
  if (xml.length > MAX_CHARACTERS) invalid(`they are longer than ${MAX_CHARACTERS} characters`);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) invalid('a DOCTYPE is not allowed');
  // A root of our own makes one document of the siblings; a stray end tag inside cannot close it unnoticed,
  // because the validator refuses a second root.
  const document = `<flags>${xml.replace(/^\uFEFF?\s*<\?xml\s[^?]*\?>/, '')}</flags>`;
  try {
    const verdict = XMLValidator.validate(document);
    if (verdict !== true) return invalid(`they are not well-formed XML (line ${verdict.err.line})`);
    const nodes = parser.parse(document) as Node[];
    return toElement(nodes[0] ?? {}, 0).children.slice();
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name !== 'ApiError'))
      return invalid('they are not well-formed XML, or nested too deep');
    throw error;
  }
}

/** The parser's shape: one key, the element's name, holding its content in order. */
type Node = Readonly<Record<string, unknown>>;

function toElement(node: Node, depth: number): FlagElement {
  const name = Object.keys(node).find((key) => key !== ':@') ?? '';
  let text = '';
  const children: FlagElement[] = [];
  if (depth > MAX_DEPTH) fail('message.flagsInvalid', { reason: 'they are nested too deep' });
  for (const child of (node[name] ?? []) as Node[]) {
    if ('#text' in child) text += resolveReferences(String(child['#text']));
    else if ('#cdata' in child)
      text += (child['#cdata'] as Node[]).map((part) => String(part['#text'])).join('');
    else children.push(toElement(child, depth + 1));
  }
  return { name, text, children };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Resolves predefined and numeric references; the validator has refused an ampersand that begins none. */
const resolveReferences = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (_, decimal?: string, hex?: string, name?: string) => {
      const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : null;
      if (code !== null && code <= 0x10ffff) {
        const character = String.fromCodePoint(code);
        const reason = textProblem(character);
        return reason === null ? character : fail('message.flagsInvalid', { reason });
      }
      return (
        NAMED[name ?? ''] ??
        fail('message.flagsInvalid', { reason: 'they refer to an entity that XML does not predefine' })
      );
    },
  );
