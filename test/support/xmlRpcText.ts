/** XML-RPC messages by hand, so that no library stands between a test and the wire. */
import { XMLParser } from 'fast-xml-parser';

/** A whole call; each parameter is the inside of a `value` element. */
export const methodCall = (name: string, ...params: readonly string[]): string =>
  `<?xml version="1.0"?><methodCall><methodName>${name}</methodName><params>` +
  `${params.map((inside) => `<param><value>${inside}</value></param>`).join('')}</params></methodCall>`;

export const struct = (members: Readonly<Record<string, string>>): string =>
  `<struct>${Object.entries(members)
    .map(([name, inside]) => `<member><name>${name}</name><value>${inside}</value></member>`)
    .join('')}</struct>`;

export const array = (...items: readonly string[]): string =>
  `<array><data>${items.map((inside) => `<value>${inside}</value>`).join('')}</data></array>`;

export type XmlRpcAnswer =
  | { readonly value: unknown }
  | { readonly fault: { readonly faultCode: number; readonly faultString: string } };

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
});

type Node = Readonly<Record<string, readonly Node[] | string>>;
const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ':@')!;
const children = (node: Node, name?: string): Node[] => {
  const all = (node[nameOf(node)] as readonly Node[]).filter((child) => nameOf(child) !== '#text');
  return name ? all.filter((child) => nameOf(child) === name) : all;
};
const textOf = (node: Node): string =>
  (node[nameOf(node)] as readonly Node[])
    .map((child) => (child['#text'] as string | undefined) ?? '')
    .join('');

/** Reads an answer strictly: an element where it does not belong is an error. */
export function readAnswer(xml: string): XmlRpcAnswer {
  const roots = (parser.parse(xml) as Node[]).filter((node) => !nameOf(node).startsWith('?'));
  const response = roots[0];
  if (roots.length !== 1 || !response || nameOf(response) !== 'methodResponse')
    throw new Error(`no answer: ${xml}`);
  const [part, ...others] = children(response);
  if (!part || others.length > 0) throw new Error(`not one part: ${xml}`);
  if (nameOf(part) === 'fault')
    return { fault: valueOf(children(part)[0]!) as { faultCode: number; faultString: string } };
  const [param, ...more] = children(part, 'param');
  if (nameOf(part) !== 'params' || !param || more.length > 0) throw new Error(`not one param: ${xml}`);
  return { value: valueOf(children(param)[0]!) };
}

function valueOf(value: Node): unknown {
  const [typed, ...others] = children(value);
  if (nameOf(value) !== 'value' || !typed || others.length > 0)
    throw new Error(`no value: ${JSON.stringify(value)}`);
  const type = nameOf(typed);
  switch (type) {
    case 'string':
    case 'dateTime.iso8601':
      return textOf(typed);
    case 'int':
    case 'double':
      return Number(textOf(typed));
    case 'boolean':
      return { '1': true, '0': false }[textOf(typed)];
    case 'array':
      return children(children(typed)[0]!).map(valueOf);
    case 'struct':
      return Object.fromEntries(
        children(typed, 'member').map((member) => {
          const [name, held] = children(member);
          return [textOf(name!), valueOf(held!)];
        }),
      );
    default:
      throw new Error(`${type} is no type of an answer`);
  }
}
