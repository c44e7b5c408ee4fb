/** From the cells of a row to a contact that can be written. Every rule is the core's own. */
import { ApiError } from '../contract/errorCatalogue';
import { textProblem } from '../text/plainText';
import { standardText } from '../core/contacts/fieldChanges';
import { standardField, type StandardField } from '../core/fields/standardFields';
import { storedValue, type CustomField, type StoredValue } from '../core/fields/customField';
import { checkedToken } from '../core/contacts/deviceTokens';
import { customerKey } from '../core/identity/customerKey';
import type { ContactName } from '../core/identity/identityScheme';
import { isPhoneNumber } from '../core/identity/phoneNumber';
import type { Realm } from '../core/realms/realm';
import { checkedFormat } from '../core/subscriptions/subscribe';
import { OPT_OUT_LEVELS, type OptOutLevel } from '../core/suppression/optOuts';
import { dateProblem, parseDate } from '../time/realmTime';
import { isLonger } from '../text/isLonger';
import { parseEntries } from './cellEntries';
import { isBlankCell } from './csvBlocks';

/** Where in a row what stands. */
export interface RowLayout {
  /** How many cells a row has. */
  readonly width: number;
  /** Columns without a heading. */
  readonly unnamed: readonly number[];
  /** Whether a row without a key is none, whatever else it holds. */
  readonly needsKey: boolean;
  /** Column of the customer key; null in realms without. */
  readonly key: number | null;
  readonly email: number | null;
  readonly first: number | null;
  /** Telephone numbers and devices, by which those are known who have nothing else; null where nobody is. */
  readonly phone: number | null;
  readonly devices: number | null;
  /** Standard fields but for address and first name. */
  readonly standard: readonly { readonly column: number; readonly field: StandardField }[];
  readonly custom: readonly { readonly column: number; readonly field: CustomField }[];
  readonly subscriptions: number | null;
  readonly optOuts: number | null;
  readonly created: number | null;
  readonly updated: number | null;
}

export interface ContactRow {
  readonly name: ContactName;
  /** One text for each of the layout's standard fields; an empty one changes nothing. */
  readonly standard: readonly string[];
  readonly custom: readonly { readonly fieldId: number; readonly value: StoredValue }[];
  readonly subscriptions: readonly {
    readonly listId: number;
    /** Null if the row does not say. */
    readonly emailFormat: number | null;
    readonly since: Date | null;
  }[];
  readonly optOuts: readonly {
    readonly level: OptOutLevel;
    readonly listId: number;
    readonly source: string;
    readonly at: Date | null;
  }[];
  /** Tokens. */
  readonly devices: readonly string[];
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

/** Why a row is refused, for its owner. */
export class RefusedRow extends Error {
  override readonly name = 'RefusedRow';
}

/** The row names a list that the realm does not have. */
export class UnknownList extends RefusedRow {
  constructor(readonly listName: string) {
    super(`The realm has no list named ${shown(listName)}.`);
  }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));

/** What recorded an opt-out that does not say it. */
const SOURCE = 'import';

/**
 * @param listIdOf id of the list of that name or number, or undefined
 * @throws {ApiError|RefusedRow} with the reason for which the row cannot be taken
 */
export function readContactRow(
  cells: readonly string[],
  layout: RowLayout,
  realm: Realm,
  listIdOf: (name: string) => number | undefined,
): ContactRow {
  refuseUnnamed(cells, layout);
  const cell = (column: number | null): string => (column === null ? '' : (cells[column] ?? ''));
  const date = (text: string): Date | null =>
    text === '' ? null : (parseDate(text, realm.timeZone) ?? refuseDate(text, realm.timeZone));
  const listId = (name: string): number => {
    const found = listIdOf(name);
    if (found === undefined) throw new UnknownList(name);
    return found;
  };
  const devices = parseEntries(cell(layout.devices)).map(([token = '']) => readToken(token));
  return {
    name: readName(cell, layout, devices),
    devices,
    standard: layout.standard.map(({ column, field }) => standardText(field, cell(column))),
    custom: layout.custom.flatMap(({ column, field }) => {
      const value = storedValue(field, cell(column), realm.timeZone);
      return value ? [{ fieldId: field.fieldId, value }] : [];
    }),
    subscriptions: parseEntries(cell(layout.subscriptions)).map(([list = '', format = '', since = '']) => ({
      listId: listId(list),
      emailFormat: format === '' ? null : checkedFormat(Number(format)),
      since: date(since),
    })),
    optOuts: parseEntries(cell(layout.optOuts)).map(([level = '', ...parts]) => {
      if (!Object.hasOwn(OPT_OUT_LEVELS, level))
        throw new RefusedRow(`${shown(level)} is no level of opt-outs; they are list, global and universal.`);
      const list = level === 'list' ? listId(parts.shift() ?? '') : 0;
      const [at = '', source = SOURCE] = parts;
      const problem = textProblem(source);
      if (problem) throw new RefusedRow(`The source of an opt-out is not valid: ${problem}.`);
      if (isLonger(source, 64)) throw new RefusedRow('The source of an opt-out has at most 64 characters.');
      return { level: level as OptOutLevel, listId: list, at: date(at), source };
    }),
    createdAt: date(cell(layout.created)),
    updatedAt: date(cell(layout.updated)),
  };
}

/** What stands under no heading would be lost. Empty cells are what spreadsheets leave there. */
function refuseUnnamed(cells: readonly string[], { width, unnamed }: RowLayout): void {
  if (cells.length <= width && unnamed.length === 0) return;
  cells.forEach((cell, column) => {
    if ((column >= width || unnamed.includes(column)) && !isBlankCell(cell))
      throw new RefusedRow(
        `Its cell ${column + 1} holds ${shown(cell)} and has no heading in the first row.`,
      );
  });
}

function readName(
  cell: (column: number | null) => string,
  layout: RowLayout,
  devices: readonly string[],
): ContactName {
  const email = cell(layout.email);
  const key = cell(layout.key);
  const deviceToken = devices[0] ?? null;
  // Where the file has first names, an empty one is meant.
  const firstName = layout.first === null ? null : standardText(FIRST, cell(layout.first));
  const phone = isPhoneNumber(cell(layout.phone)) ? cell(layout.phone) : null;
  // People who share a telephone have something of their own; these have not.
  if (key === '' && email === '' && (phone ?? deviceToken) !== null)
    return { email: null, customerKey: null, firstName, phone, deviceToken };
  // A contact that an address identifies needs no key.
  const isLeftOut = key === '' && email !== '' && !layout.needsKey;
  return {
    // Where either may come first: two rows of one address and different keys are about two people.
    ...(key === '' ? {} : { by: 'customerKey' as const }),
    customerKey: layout.key === null || isLeftOut ? null : customerKey(key),
    // Where the key identifies, a contact that exists keeps its address.
    email: email === '' && layout.key !== null ? null : standardText(EMAIL, email),
    firstName,
  };
}

function readToken(token: string): string {
  const problem = textProblem(token);
  if (problem) throw new RefusedRow(`The token of a device is not valid: ${problem}.`);
  return checkedToken(token);
}

const EMAIL = standardField('email')!;
const FIRST = standardField('first')!;

const refuseDate = (text: string, timeZone: string): never => {
  throw new RefusedRow(`The date ${shown(text)} is not valid: ${dateProblem(text, timeZone)}.`);
};

/** Whether an error is about the row, and not about the gateway. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof RefusedRow || (error instanceof ApiError && error.code !== 'server.busy');
