/**
 * The arguments of a call by name: from the query and from the body together, for clients put them into either, or some
 * into each.
 */
import { isUtf8 } from 'node:buffer';
import { decodeText } from '../wire/decodeText';
import { multipartFields } from '../wire/multipart';

/** What is in neither UTF-8 nor declared to be something else is what programs of the time wrote. */
const LEGACY = new TextDecoder('windows-1252');

/** By name; case counts. */
export type FormArguments = ReadonlyMap<string, string>;

interface Body {
  readonly body: Buffer;
  readonly contentType: string | undefined;
}

/**
 * Of an argument that stands several times the last counts, the body after the query; an empty one counts where it is
 * the only one.
 * @param query of the address, without the question mark
 * @throws {ApiError} `request.malformed`
 */
export function formArguments(query: string, { body, contentType }: Body): FormArguments {
  const found = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (value !== '' || !found.has(name)) found.set(name, value);
  };
  for (const [name, value] of pairs(query)) add(textOf(name, undefined), textOf(value, undefined));
  if (contentType !== undefined && /^\s*multipart\/form-data/i.test(contentType)) {
    for (const [name, value] of multipartFields(body, contentType)) add(name, textOf(value, undefined));
  } else {
    const declared = /charset/i.test(contentType ?? '') ? contentType : undefined;
    for (const [name, value] of pairs(body.toString('latin1').trim()))
      add(textOf(name, declared), textOf(value, declared));
  }
  return found;
}

/** The bytes of names and values, decoded from the form in which addresses carry them. */
function pairs(form: string): [name: Buffer, value: Buffer][] {
  return form
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1
        ? [bytesOf(pair), Buffer.alloc(0)]
        : [bytesOf(pair.slice(0, equals)), bytesOf(pair.slice(equals + 1))];
    });
}

/** A percent sign that starts no code is one. */
const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

function textOf(bytes: Buffer, declared: string | undefined): string {
  if (declared !== undefined) return decodeText(bytes, declared);
  return isUtf8(bytes) ? bytes.toString('utf8') : LEGACY.decode(bytes);
}
