/** Custom contact fields: their types, and how a value's text becomes what is stored. */
import { fail } from '../../contract/errorCatalogue';
import { textProblem } from '../../text/plainText';
import { dateProblem, formatDate, parseDate } from '../../time/realmTime';
import { isLonger } from '../../text/isLonger';

/** Type numbers of the legacy platform. */
export const FIELD_TYPES = { number: 0, text: 1, date: 2, largeText: 3, unicodeText: 6, float: 7 } as const;

/** Their names by number. */
export const FIELD_TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(FIELD_TYPES).map(([name, number]) => [number, name]),
);

export interface CustomField {
  readonly fieldId: number;
  /** Case sensitive, without the prefix `custom_`. */
  readonly name: string;
  /** One of FIELD_TYPES. */
  readonly type: number;
  readonly description: string;
}

/** A value as it is stored. */
export interface StoredValue {
  readonly text: string;
  readonly number: number | null;
  readonly date: Date | null;
}

/** Characters that text fields hold. */
export const TEXT_SIZE = 255;
export const LARGE_TEXT_SIZE = 1_000_000;
/** No number and no date is longer, with the blanks around it. */
const LONGEST_NUMBER = 1000;

/**
 * Reads a value for a field.
 * @param text as sent; an empty text clears the field
 * @returns null to clear
 * @throws {ApiError} `field.valueInvalid`
 */
export function storedValue(field: CustomField, text: string, timeZone: string): StoredValue | null {
  if (text === '') return null;
  const refuse = (reason: string): never => fail('field.valueInvalid', { field: field.name, reason });
  const word = text.length <= LONGEST_NUMBER ? text.trim() : '';
  switch (field.type) {
    case FIELD_TYPES.number: {
      const number = Number(word);
      // What older clients send for a whole number: +5, 5.0, 1e3. Anything else is refused, never rounded.
      if (!/^[+-]?\d+(\.0+)?(e\+?\d+)?$/i.test(word) || !Number.isSafeInteger(number)) {
        return refuse('it must be a whole number');
      }
      return { text: String(number), number, date: null };
    }
    case FIELD_TYPES.float: {
      const number = Number(word);
      if (!/^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(word) || !Number.isFinite(number)) {
        return refuse('it must be a number');
      }
      return { text: String(number), number, date: null };
    }
    case FIELD_TYPES.date: {
      const date = parseDate(word, timeZone) ?? refuse(dateProblem(word, timeZone));
      return { text: date.toISOString(), number: null, date };
    }
    default: {
      const size = field.type === FIELD_TYPES.largeText ? LARGE_TEXT_SIZE : TEXT_SIZE;
      const problem = textProblem(text);
      if (problem) return refuse(problem);
      if (isLonger(text, size)) return refuse(`it is longer than ${size} characters`);
      return { text, number: null, date: null };
    }
  }
}

/** The text that answers and messages show for a stored value. */
export const displayValue = (type: number, text: string, date: Date | null, timeZone: string): string =>
  type === FIELD_TYPES.date && date ? formatDate(date, timeZone) : text;

/** A field name in an error text: short, and nothing that a log or a terminal would trip over. */
export const displayName = (name: string): string => name.replace(/\p{Cc}/gu, '').slice(0, 64) || '(empty)';
