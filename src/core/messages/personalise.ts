/**
 * Fills `%%$name%%` in subjects and bodies. This is the part of the template language that a single message needs;
 * see docs/decisions/0009-messages-and-delivery.md.
 */
import type { CustomValue } from '../contacts/fieldValues';
import { standardField } from '../contacts/standardFields';

/** Where names are looked up. */
export interface Values {
  /** Values that came with the message; the caller passes ready markup. */
  readonly data: ReadonlyMap<string, string>;
  /** Standard fields by wire name. */
  readonly standard: ReadonlyMap<string, string>;
  readonly custom: readonly CustomValue[];
  /** What `SUBSCRIBER_ID_TAG` prints; empty without a contact. */
  readonly contactTag: string;
}

/** Where the result stands: a header keeps to one line, HTML shows the contact's values as text. */
export type Place = 'header' | 'plain' | 'html';

/** Characters that one personalised part may have. */
const MAX_LENGTH = 12_000_000;

/** Thrown where values blow a part up beyond any mail. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/**
 * Prints `text` with its names filled in. Blanks inside the percent signs do not count; an unknown name prints
 * nothing; whatever is not a name stays as it is. Time is linear in the length of text and result.
 * @throws {TooLong}
 */
export function personalise(text: string, values: Values, place: Place): string {
  const parts: string[] = [];
  let length = 0;
  const print = (part: string): void => {
    length += part.length;
    if (length > MAX_LENGTH) throw new TooLong();
    parts.push(part);
  };

  const memory = new Map<string, string | null>();
  let printed = 0;
  let open = text.indexOf('%%');
  while (open !== -1) {
    const close = text.indexOf('%%', open + 2);
    if (close === -1) break;
    const body = text.slice(open + 2, close).trim();
    if (!memory.has(body)) memory.set(body, valueOf(body, values, place));
    const value = memory.get(body)!;
    if (value === null) {
      // Only the opening is text; the closing may open the next name. One sign at a time, so that `5%%%$name%%` works.
      open = text[open + 2] === '%' ? open + 1 : close;
    } else {
      print(text.slice(printed, open));
      print(value);
      printed = close + 2;
      open = text.indexOf('%%', printed);
    }
  }
  print(text.slice(printed));
  const result = parts.join('');
  return place === 'header' ? oneLine(result) : result;
}

/** Without line breaks and NUL, so that a value can never begin a header of its own. */
export const oneLine = (text: string): string => text.replace(/[\r\n\0]/g, '');

/** What a body prints, or null where it is not a name and stays as text. */
function valueOf(body: string, values: Values, place: Place): string | null {
  if (body === 'SUBSCRIBER_ID_TAG') return values.contactTag;
  if (!body.startsWith('$')) return null;
  const name = body.slice(1).trim();
  const given = values.data.get(name);
  if (given !== undefined) return given;
  if (!/^[\p{L}\p{N}_.:-]{1,255}$/u.test(name)) return null;
  const own = contactValue(name, values) ?? '';
  return place === 'html' ? escapeHtml(own) : own;
}

function contactValue(name: string, { standard, custom }: Values): string | undefined {
  const field = standardField(name)?.name ?? name.toLowerCase();
  if (standard.has(field)) return standard.get(field);
  const bare = name.replace(/^custom_/i, '');
  const exact = custom.find((value) => value.name === name) ?? custom.find((value) => value.name === bare);
  if (exact) return exact.text;
  const similar = custom.filter((value) => value.name.toLowerCase() === bare.toLowerCase());
  return similar.length === 1 ? similar[0]!.text : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c]!);
