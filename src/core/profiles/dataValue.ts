/** Values of typed data fields, and the text in which they are stored. */

/** A JSON value as a program gave it: whole numbers that a double cannot hold exactly are bigints. */
export type DataValue =
  null | boolean | number | bigint | string | readonly DataValue[] | { readonly [name: string]: DataValue };
export type DataFields = Readonly<Record<string, DataValue>>;

export const isObject = (value: unknown): value is DataFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No name that a program gives can be this one. */
const BIG = '\u0000';

export const storedData = (fields: DataFields): string =>
  JSON.stringify(fields, (_, value: unknown) =>
    typeof value === 'bigint' ? { [BIG]: String(value) } : value,
  );

export const readData = (text: string): DataFields =>
  (text.includes('\\u0000')
    ? JSON.parse(text, (_, value: unknown) =>
        isObject(value) && typeof value[BIG] === 'string' ? BigInt(value[BIG]) : value,
      )
    : JSON.parse(text)) as DataFields;

/** Whether two values say the same; the order of members does not count. */
export function sameData(a: DataValue | undefined, b: DataValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => sameData(item as DataValue, b[i] as DataValue));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameData(a[name], b[name]));
}

/**
 * What becomes of stored fields when others are written: null removes one, an object takes the place of an object, or
 * its members are merged into it.
 */
export function mergedData(before: DataFields, given: DataFields, mergesObjects: boolean): DataFields {
  const merged: Record<string, DataValue> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    const old = merged[name];
    if (value === null) delete merged[name];
    else if (mergesObjects && isObject(value))
      merged[name] = mergedData(isObject(old) ? old : {}, value, true);
    else merged[name] = value;
  }
  return merged;
}
