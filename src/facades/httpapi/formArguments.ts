/**
 * The arguments of a call by name: from the query and from the body together, for clients put them into either, or some
 * into each.
 */
import { isUtf8 } from 'node:buffer';
import { decodeText } from '../wire/decodeText';
import { formPairs } from '../wire/formPairs';
import { multipartFields } from '../wire/multipart';

/** What is in neither UTF-8 nor declared to be something else is what programs of the time wrote. */
const LEGACY = new TextDecoder('windows-1252');

/** Of one call; programs have some dozens. */
const MAX_ARGUMENTS = 10_000;

const BLANK = 0x20;

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
 * @throws {ApiError} `request.malformed`, `request.tooLarge`
 */
export function formArguments(query: string, { body, contentType }: Body): FormArguments {
  const found = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (value !== '' || !found.has(name)) found.set(name, value);
  };
  for (const [name, value] of formPairs(Buffer.from(query, 'latin1'), MAX_ARGUMENTS))
    add(textOf(name, undefined), textOf(value, undefined));
  if (contentType !== undefined && /^\s*multipart\/form-data/i.test(contentType)) {
    for (const [name, value] of multipartFields(body, contentType)) add(name, textOf(value, undefined));
  } else {
    const declared = /charset/i.test(contentType ?? '') ? contentType : undefined;
    for (const [name, value] of formPairs(withoutBlanks(body), MAX_ARGUMENTS))
      add(textOf(name, declared), textOf(value, declared));
  }
  return found;
}

function withoutBlanks(body: Buffer): Buffer {
  let [from, to] = [0, body.length];
  while (from < to && body[from]! <= BLANK) from++;
  while (to > from && body[to - 1]! <= BLANK) to--;
  return body.subarray(from, to);
}

function textOf(bytes: Buffer, declared: string | undefined): string {
  if (declared !== undefined) return decodeText(bytes, declared);
  return isUtf8(bytes) ? bytes.toString('utf8') : LEGACY.decode(bytes);
}
