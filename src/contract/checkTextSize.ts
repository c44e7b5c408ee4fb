/** The longest text in an answer: the XML parsers of some clients take no longer one, and say so in words of their own. */
import type { Operation } from './defineOperation';
import { fail } from './errorCatalogue';
import type { AnyValue, WireType } from './wireTypes';

/**
 * @param value fits `type`
 * @param most bytes of one text in UTF-8, before it is escaped
 * @throws {ApiError} `answer.tooLarge`, with what to ask instead
 */
export function checkTextSize(operation: Operation, type: WireType, value: unknown, most: number): void {
  const bytes = longestText(type, value, most);
  if (bytes > most) fail('answer.tooLarge', { bytes, most, advice: adviceFor(operation) });
}

/** Bytes of the first text that has more than `most`; 0 if none has. */
function longestText(type: WireType, value: unknown, most: number): number {
  if (value === null || value === undefined) return 0;
  switch (type.kind) {
    case 'string':
      return bytesOver(value as string, most);
    case 'any':
      return bytesOver((value as AnyValue).text, most);
    case 'array':
      return first(value as readonly unknown[], (item) => longestText(type.item, item, most));
    case 'struct':
      return first(Object.entries(type.fields), ([name, field]) =>
        longestText(field, (value as Record<string, unknown>)[name], most),
      );
    default:
      return 0;
  }
}

/** A character has three bytes at most for each unit of its length, so short texts are not counted. */
function bytesOver(text: string, most: number): number {
  if (text.length * 3 <= most) return 0;
  const bytes = Buffer.byteLength(text);
  return bytes > most ? bytes : 0;
}

function first<T>(items: readonly T[], bytesOf: (item: T) => number): number {
  for (const item of items) {
    const bytes = bytesOf(item);
    if (bytes > 0) return bytes;
  }
  return 0;
}

function adviceFor({ parameters, lessAtOnce }: Operation): string {
  if (lessAtOnce) return lessAtOnce;
  if ('limit' in parameters) return 'ask for fewer with the argument limit';
  const to = ['toDate', 'endDatetime'].find((name) => name in parameters);
  if (to) return `ask for a shorter time, up to an earlier ${to}`;
  return 'ask for less at once, or use the command line, which has no such limit (soapstone --help)';
}
