/** The argument `data`: contacts as `FIELD,FIELD^VALUE,VALUE^VALUE,VALUE`, read and worked through one by one. */
import { also, required } from '../../contract/defineOperation';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { OutsideFirst } from '../../contract/outsideFirst';
import { t } from '../../contract/wireTypes';
import { checkedLength, type FieldEntry } from '../../core/contacts/fieldChanges';
import { standardField } from '../../core/fields/standardFields';
import { customerKey } from '../../core/identity/customerKey';
import { lookUpGroup } from '../../core/identity/contactMatch';
import { emailAddress } from '../../core/identity/emailAddress';
import type { ContactName } from '../../core/identity/identityScheme';
import type { Realm } from '../../core/realms/realm';
import type { RealmContext } from '../context';
import { CaretProblem, caretRecords } from '../../text/caretRecords';

const FIRST = standardField('first')!;

/** Contacts of one call. */
const MAX_RECORDS = 20_000;

export const data = also(
  required(
    t.string,
    'Contacts, as FIELD,FIELD^VALUE,VALUE^VALUE,VALUE with email among the fields, and customer_key in Customer Key realms. A value with a comma, a caret or a line break stands in double quotes.',
  ),
  'd',
);

export interface ContactRecord {
  readonly name: ContactName;
  /** Fields to set, those that name the contact left out. */
  readonly entries: readonly FieldEntry[];
  /** A contact of its own, beside others at the address. */
  readonly another: boolean;
  /** 1, 2 or 99; null if it does not say. */
  readonly format: number | null;
  /** Any field as it was given. */
  value(field: string): string | undefined;
}

/** How the fields name the contact, and those that are about the record and no field of it. */
const NAMES = new Map<string, 'email' | 'first' | 'customer_key' | 'duplicate' | 'format'>([
  ['email', 'email'],
  ['first', 'first'],
  ['first_name', 'first'],
  ['customer_key', 'customer_key'],
  ['duplicate', 'duplicate'],
  ['format', 'format'],
  ['format_number', 'format'],
  ['format_text', 'format'],
]);
const FORMATS: Readonly<Record<string, number>> = {
  '1': 1,
  text: 1,
  plain: 1,
  '2': 2,
  html: 2,
  '99': 99,
  mime: 99,
  multipart: 99,
};

/** The values of `data`: names of fields, and a row for each contact. */
export interface DataRows {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** @throws {ApiError} `argument.invalid` */
export function dataRows(given: string): DataRows {
  const invalid = (reason: string): never => fail('argument.invalid', { name: 'data', reason });
  try {
    const [fields = [], ...rows] = caretRecords(given);
    if (rows.length > MAX_RECORDS) invalid(`it holds more than ${MAX_RECORDS} contacts; send several calls`);
    return { fields: fields.map((field) => field.trim()), rows };
  } catch (error) {
    if (error instanceof CaretProblem) return invalid(error.message);
    throw error;
  }
}

/**
 * Contacts, each with the error that it has.
 * @throws {ApiError} `argument.missing`, `argument.invalid` if no contact can be read
 */
export function readRecords(realm: Realm, given: string): (ContactRecord | ApiError)[] {
  const { fields, rows } = dataRows(given);
  const kinds = fields.map((field) => NAMES.get(field.toLowerCase()));
  if (!kinds.includes('email')) fail('argument.missing', { name: 'email (in data)' });
  if (!realm.identity.addressIdentifies && !kinds.includes('customer_key'))
    fail('argument.missing', { name: 'customer_key (in data, beside email)' });
  if (rows.length === 0) fail('argument.invalid', { name: 'data', reason: 'it holds no contact' });
  return rows.map((values) => {
    try {
      return readRecord(realm, fields, kinds, values);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  });
}

function readRecord(
  realm: Realm,
  fields: readonly string[],
  kinds: readonly ReturnType<typeof NAMES.get>[],
  values: readonly string[],
): ContactRecord {
  if (values.length !== fields.length)
    fail('argument.invalid', {
      name: 'data',
      reason: `it has ${fields.length} fields, and a contact with ${values.length} values`,
    });
  const of = (kind: string): string | undefined => values[kinds.indexOf(kind as 'email')];
  const given = (of('email') ?? '').trim();
  const starred = given.startsWith('*');
  const email = checkedAddress(starred ? given.slice(1) : given);
  const format = of('format')?.trim().toLowerCase() ?? '';
  return {
    name: {
      email,
      firstName: checkedLength(FIRST, of('first')?.trim() ?? '') || null,
      customerKey: keyOf(realm, of('customer_key') ?? ''),
    },
    entries: fields.flatMap((name, i) => (kinds[i] === undefined ? [{ name, text: values[i]! }] : [])),
    another: starred || /^(?:1|true|yes)$/i.test(of('duplicate')?.trim() ?? ''),
    format:
      format === ''
        ? null
        : (FORMATS[format] ?? fail('argument.invalid', { name: 'format', reason: 'it is 1, 2 or 99' })),
    value: (field) => {
      const kind = NAMES.get(field.toLowerCase());
      return values[kind ? kinds.indexOf(kind) : fields.indexOf(field)];
    },
  };
}

/** Where an address does not identify, there must be one. @throws {ApiError} `contact.keyInvalid` */
const keyOf = ({ identity }: Realm, given: string): string | null =>
  identity.hasKey && (given !== '' || !identity.addressIdentifies) ? customerKey(given) : null;

/** An address; if it is none, the text names it. @throws {ApiError} `contact.emailInvalid` */
export function checkedAddress(address: string, name = 'email'): string {
  try {
    return emailAddress(address, name);
  } catch (error) {
    if (error instanceof ApiError)
      throw new ApiError(error.code, { ...error.parameters, address: address.trim() });
    throw error;
  }
}

/** What the clients compare with, where an address is none. */
export const NO_ADDRESS = {
  'contact.emailInvalid': '{address} does not appear to be a valid email address',
} as const;

export interface PlacedRecord {
  readonly record: ContactRecord;
  /** Its place in the call. */
  readonly index: number;
  /** What it is looked up by: records of one contact share it. */
  readonly group: string;
}

export interface Tally {
  readonly processed: number;
  /** Those with an error, whatever it is. */
  readonly failed: number;
}

/**
 * Works through the contacts in an order that all callers share, so that two calls at once lock them alike. Every check
 * of one comes before its first write, so one that fails has written nothing, and the others are done.
 * @param before runs before the first contact is locked
 * @param many takes the contacts that can be done together. @returns the places of those it did
 * @throws {ApiError} the error of a contact that is the only one, if nobody keeps a report
 */
export async function eachRecord(
  context: Pick<RealmContext, 'realm' | 'onRecordProblem'>,
  given: string,
  work: (record: ContactRecord, index: number) => Promise<void>,
  before?: (names: readonly ContactName[]) => Promise<unknown>,
  many?: (records: readonly PlacedRecord[]) => Promise<ReadonlySet<number>>,
): Promise<Tally> {
  const { realm } = context;
  const read = readRecords(realm, given);
  let failed = 0;
  const onError = (error: ApiError, index: number): void => {
    if (context.onRecordProblem) context.onRecordProblem(index, error.message);
    else if (read.length === 1) throw error;
    failed++;
  };
  const records: Omit<PlacedRecord, 'group'>[] = [];
  for (const [index, record] of read.entries())
    if (record instanceof ApiError) onError(record, index);
    else records.push({ record, index });
  const ordered = records
    .map((each) => ({ ...each, group: lookUpGroup(realm.identity, each.record.name) }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.index - b.index));
  await before?.(ordered.map(({ record }) => record.name));
  const done = await many?.(ordered);
  const first: OutsideFirst[] = [];
  for (const { record, index } of ordered) {
    if (done?.has(index)) continue;
    try {
      await work(record, index);
    } catch (error) {
      // What several contacts need first is done for all of them before the next attempt.
      if (error instanceof OutsideFirst) first.push(error);
      else if (error instanceof ApiError) onError(error, index);
      else throw error;
    }
  }
  if (first.length > 0)
    throw new OutsideFirst(async () => {
      for (const { work: outside } of first) await outside();
    });
  return { processed: read.length, failed };
}
