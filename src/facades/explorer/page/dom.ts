/** Makes elements. Whatever is put into one is text: nothing on this page is ever parsed as HTML. */

export type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** @param attributes `true` writes an empty attribute, `false` and null write none */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The element of the page's frame with that id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

let made = 0;
/** An id that nothing else on the page has. */
export const freshId = (prefix: string): string => `${prefix}-${++made}`;

export function button(label: string, className: string, act: () => void): HTMLButtonElement {
  const made = el('button', { type: 'button', class: className }, label);
  made.addEventListener('click', act);
  return made;
}

/** A name in camel case that may be broken between its words. */
export const breakable = (name: string): readonly Child[] =>
  name.split(/(?<=[a-z])(?=[A-Z])/).flatMap((word, i) => (i === 0 ? [word] : [el('wbr'), word]));

/** A method and a path, which may be broken in front of its slashes. */
export const breakablePath = ({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): readonly Child[] => [
  el('span', { class: 'method' }, method),
  ' ',
  ...path.split(/(?=\/)/).flatMap((part, i) => (i === 0 ? [part] : [el('wbr'), part])),
];
