/** The signatures in a WSDL of ours, of either style, read back from its text. */
import { XMLParser } from 'fast-xml-parser';

export interface Signature {
  /** Of the operation, as this WSDL calls it. */
  readonly name: string;
  /** `name: type`, in their order. */
  readonly parameters: readonly string[];
  readonly returns: string;
}

interface Node {
  readonly [name: string]: unknown;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
});

const nodes = (node: Node | undefined, name: string): Node[] => {
  const found = node?.[name];
  return found === undefined ? [] : ((Array.isArray(found) ? found : [found]) as Node[]);
};
const local = (name: unknown): string => String(name).replace(/^.*:/, '');
/** `ArrayOfMapEntry` is what a WSDL calls `MapEntry[]`. */
const typeOf = (node: Node): string => local(node.type).replace(/^ArrayOf(\w+)$/, '$1[]');

export function publishedSignatures(wsdl: string): Signature[] {
  const { definitions } = parser.parse(wsdl) as { definitions: Node };
  const messages = new Map(
    nodes(definitions, 'message').map((message) => [message.name, nodes(message, 'part')] as const),
  );
  const schema = (definitions.types as Node).schema as Node;
  const elements = new Map(nodes(schema, 'element').map((element) => [element.name, element] as const));
  /** The parts of a message, or the elements inside the one part of a document message. */
  const partsOf = (direction: Node): Node[] => {
    const parts = messages.get(local(direction.message)) ?? [];
    const wrapped = parts[0]?.element;
    if (wrapped === undefined) return parts;
    const [type] = nodes(elements.get(local(wrapped)), 'complexType');
    return nodes(nodes(type, 'sequence')[0], 'element');
  };
  return nodes(definitions.portType as Node, 'operation').map((operation) => {
    const [input, output] = [nodes(operation, 'input')[0]!, nodes(operation, 'output')[0]!];
    return {
      name: String(operation.name),
      parameters: partsOf(input).map((part) => `${String(part.name)}: ${typeOf(part)}`),
      returns: partsOf(output).map(typeOf).join(),
    };
  });
}
