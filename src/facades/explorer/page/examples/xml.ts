/** XML for people: indented elements with their attributes in order. */

/* eslint-disable no-control-regex -- control characters are the subject here */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/* eslint-enable no-control-regex */

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

/** Character data. What XML cannot hold becomes U+FFFD. */
export const escapeXml = (text: string): string =>
  text.replace(UNWRITABLE, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character]!);

/** An element as indented lines; text is written as it is given, so it must be escaped. */
export interface XmlNode {
  readonly name: string;
  /** May begin with a line break, for those that stand on lines of their own. */
  readonly attributes?: string;
  readonly content: string | readonly XmlNode[];
}

export function writeXml({ name, attributes, content }: XmlNode, indent = ''): string {
  const gap = attributes && !attributes.startsWith('\n') ? ' ' : '';
  const open = `${indent}<${name}${gap}${attributes ?? ''}`;
  if (content.length === 0) return `${open}/>`;
  if (typeof content === 'string') return `${open}>${content}</${name}>`;
  const inner = content.map((child) => writeXml(child, `${indent}  `)).join('\n');
  return `${open}>\n${inner}\n${indent}</${name}>`;
}
