/** Decides what each column of a file means for an import into a realm, before the first row is read. */
import type { CustomField } from '../core/fields/customField';
import { createCustomField, customFieldNamed, customFields } from '../core/fields/customFields';
import type { Realm } from '../core/realms/realm';
import { meaningOf, OWN_HEADINGS, type Meaning } from './contactColumns';
import type { RowLayout } from './readContactRow';
import type { Transactional } from './dryRun';
import { TransferError } from './transferError';

export interface LayoutOptions {
  /** Heading of the column that holds the customer key; null for `customer_key`. */
  readonly keyColumn: string | null;
  /** Make a custom field for each column that the realm has none for. */
  readonly createFields: boolean;
  /** Leave such columns out. */
  readonly skipUnknown: boolean;
}

/**
 * @returns the layout, and the names of the fields that were made
 * @throws {TransferError} if a column means nothing, two mean the same, or the identifying one is missing
 * @throws {ApiError} if a field of such a name cannot be made
 */
export async function importLayout(
  database: Transactional,
  realm: Realm,
  headings: readonly string[],
  wishes: LayoutOptions,
  now: Date,
): Promise<{ layout: RowLayout; createdFields: string[] }> {
  const fields = await customFields(database, realm);
  const unknown = headings.flatMap((heading) => {
    const meaning = meaningIn(realm, heading, fields);
    return meaning.kind === 'unknown' && heading !== wishes.keyColumn ? [meaning.field] : [];
  });
  const isForeign = (heading: string): boolean =>
    !realm.identity.hasKey && meaningIn(realm, heading, fields).kind === 'customerKey';
  const idle = [
    ...(wishes.createFields ? [] : unknown.map(({ name }) => name)),
    ...headings.filter(isForeign),
  ];
  if (idle.length > 0 && !wishes.skipUnknown) {
    throw new TransferError(
      `The realm ${realm.name} has no field for these columns: ${idle.join(', ')}. Have fields made of them with --create-fields, or leave them out with --skip-unknown.`,
    );
  }
  // Before the first field is made: a file that cannot be imported changes nothing.
  const layout = checkedLayout(realm, headings, fields, wishes.keyColumn);
  const createdFields = wishes.createFields ? unknown.map(({ name }) => name) : [];
  if (createdFields.length === 0) return { layout, createdFields };
  await database.transaction(async (sql) => {
    for (const field of unknown) await createCustomField(sql, realm, { ...field, description: '' }, now);
  });
  const known = await customFields(database, realm);
  return { layout: checkedLayout(realm, headings, known, wishes.keyColumn), createdFields };
}

/**
 * The key may also stand under the name that it has in the realm: `user_id`, `User ID`, `userId`. Devices mean nothing where
 * nobody is known by them.
 */
function meaningIn({ identity }: Realm, heading: string, fields: readonly CustomField[]): Meaning {
  const meaning = meaningOf(heading, fields);
  if (meaning.kind === 'devices' && !identity.lookUp.includes('deviceToken')) {
    const field = customFieldNamed(fields, heading.trim());
    return field ? { kind: 'custom', field } : { kind: 'nothing' };
  }
  const letters = (text: string): string => text.toLowerCase().replace(/[ _-]/g, '');
  return meaning.kind === 'unknown' &&
    identity.keyName !== null &&
    letters(heading) === letters(identity.keyName)
    ? { kind: 'customerKey' }
    : meaning;
}

function checkedLayout(
  realm: Realm,
  headings: readonly string[],
  fields: readonly CustomField[],
  keyColumn: string | null,
): RowLayout {
  const meanings = headings.map((heading) => meaningIn(realm, heading, fields));
  refuseTwice(headings, meanings);
  return layoutOf(realm, headings, meanings, keyColumn);
}

function refuseTwice(headings: readonly string[], meanings: readonly Meaning[]): void {
  const seen = new Map<string, string>();
  meanings.forEach((meaning, i) => {
    if (meaning.kind === 'nothing' || meaning.kind === 'unknown') return;
    const what = meaning.kind + ('field' in meaning ? ` ${meaning.field.name}` : '');
    const other = seen.get(what);
    if (other !== undefined)
      throw new TransferError(
        `The columns ${other} and ${headings[i]} stand for the same; leave one of them out.`,
      );
    seen.set(what, headings[i]!);
  });
}

function layoutOf(
  realm: Realm,
  headings: readonly string[],
  meanings: readonly Meaning[],
  keyColumn: string | null,
): RowLayout {
  const of = (kind: Meaning['kind']): number | null => orNull(meanings.findIndex((m) => m.kind === kind));
  const standard = meanings.flatMap((m, column) =>
    m.kind === 'standard' ? [{ column, field: m.field }] : [],
  );
  const named = (name: string): number | null =>
    standard.find(({ field }) => field.name === name)?.column ?? null;
  const email = named('email');
  if (keyColumn !== null && !realm.identity.hasKey)
    throw new TransferError(
      `The realm ${realm.name} identifies contacts by ${realm.identity.title}, not by a key.`,
    );
  if (!realm.identity.hasKey && email === null)
    throw new TransferError('The file has no column email, which identifies contacts in this realm.');
  const key = keyColumn === null ? of('customerKey') : orNull(headings.indexOf(keyColumn));
  const { lookUp } = realm.identity;
  const phone = lookUp.includes('phone') ? named('phone') : null;
  const devices = of('devices');
  const mayIdentify = (lookUp.includes('email') ? email : null) ?? phone ?? devices;
  if (realm.identity.hasKey && key === null && (keyColumn !== null || mayIdentify === null)) {
    throw new TransferError(
      `The file has no column ${keyColumn ?? OWN_HEADINGS.customerKey}, which identifies contacts in this realm. Name the column that holds the key with --key; there are: ${headings.join(', ')}.`,
    );
  }
  return {
    width: headings.length,
    unnamed: headings.flatMap((heading, column) => (heading.trim() === '' ? [column] : [])),
    needsKey: realm.identity.keyRequired || !realm.identity.lookUp.includes('email'),
    key: realm.identity.hasKey ? key : null,
    email,
    first: named('first'),
    phone,
    devices,
    standard: standard.filter(({ field }) => field.name !== 'email' && field.name !== 'first'),
    custom: meanings.flatMap((m, column) => (m.kind === 'custom' ? [{ column, field: m.field }] : [])),
    subscriptions: of('subscriptions'),
    optOuts: of('optOuts'),
    created: of('created'),
    updated: of('updated'),
  };
}

const orNull = (index: number): number | null => (index === -1 ? null : index);
