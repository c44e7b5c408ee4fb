/** Finds the rows in an answer that is XML. */
import { parseXml } from './parseAnswer';
import type { Table } from './tableOf';

/** Rows are the children of the first element that has several of one name. */
export function xmlTable(text: string): Table | null {
  let parent: Element | undefined = parseXml(text)?.documentElement;
  while (parent && parent.children.length === 1 && parent.firstElementChild!.children.length > 0) {
    const only = parent.firstElementChild!;
    if ([...only.children].every((each) => each.children.length === 0)) break;
    parent = only;
  }
  const items = [...(parent?.children ?? [])];
  const isRow = (item: Element): boolean =>
    item.localName === items[0]!.localName &&
    item.children.length > 0 &&
    [...item.children].every((cell) => cell.children.length === 0);
  if (items.length === 0 || !items.every(isRow)) return null;
  const headings = [...new Set(items.flatMap((item) => [...item.children].map((cell) => cell.localName)))];
  const rows = items.map((item) =>
    headings.map((name) => [...item.children].find((cell) => cell.localName === name)?.textContent ?? ''),
  );
  return { headings, rows };
}
