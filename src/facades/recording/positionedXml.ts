/** Reads XML and remembers where each element's content stands, so that it can be exchanged and all else stays as it is. */
import { SaxesParser, type SaxesTagPlain } from 'saxes';

export interface PositionedElement {
  /** Without its prefix. */
  readonly name: string;
  readonly id: string | null;
  readonly href: string | null;
  readonly parent: PositionedElement | null;
  readonly children: PositionedElement[];
  /** Characters directly inside, decoded. */
  text: string;
  /** Where the content begins and ends in the text; equal for an element without content. */
  readonly start: number;
  end: number;
}

/** @throws if it is not well-formed or has a document type */
export function positionedXml(xml: string): PositionedElement {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let root: PositionedElement | null = null;
  let current: PositionedElement | null = null;
  const attribute = (tag: SaxesTagPlain, name: string): string | null =>
    Object.entries(tag.attributes).find(([key]) => key === name || key.endsWith(`:${name}`))?.[1] ?? null;
  parser.on('doctype', () => {
    throw new Error('a document type declaration');
  });
  parser.on('opentag', (tag) => {
    const start = parser.position;
    const element: PositionedElement = {
      name: tag.name.slice(tag.name.indexOf(':') + 1),
      id: attribute(tag, 'id'),
      href: attribute(tag, 'href'),
      parent: current,
      children: [],
      text: '',
      start,
      end: start,
    };
    current?.children.push(element);
    root ??= element;
    current = element;
  });
  const add = (text: string): void => {
    if (current) current.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', (tag) => {
    if (!tag.isSelfClosing) current!.end = xml.lastIndexOf('</', parser.position - 1);
    current = current!.parent;
  });
  parser.write(xml).close();
  return root!;
}

/** @throws if there is no envelope with a body */
export function bodyOf(root: PositionedElement): PositionedElement {
  const body = root.name === 'Envelope' ? root.children.find(({ name }) => name === 'Body') : undefined;
  if (!body) throw new Error('it is no SOAP message');
  return body;
}

/** Elements without elements inside, at any depth. */
export function* leaves(element: PositionedElement): Generator<PositionedElement> {
  if (element.children.length === 0) yield element;
  for (const child of element.children) yield* leaves(child);
}

/** Puts other content in the place of that of some elements. @param contents XML */
export function exchange(xml: string, contents: ReadonlyMap<PositionedElement, string>): string {
  let text = xml;
  for (const [{ start, end }, content] of [...contents].sort(([a], [b]) => b.start - a.start))
    if (end > start) text = text.slice(0, start) + content + text.slice(end);
  return text;
}
