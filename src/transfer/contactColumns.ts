/** What the columns of a file of contacts mean; written by the export, understood by the import. */
import { FIELD_TYPES, FIELD_TYPE_NAMES, type CustomField } from '../core/fields/customField';
import { customFieldNamed } from '../core/fields/customFields';
import { standardField, type StandardField } from '../core/fields/standardFields';

/** Columns beside those of fields. Names of custom fields never stand in a heading without `custom_` in front. */
export const OWN_HEADINGS = {
  customerKey: 'customer_key',
  subscriptions: 'subscriptions',
  optOuts: 'opt_outs',
  devices: 'device_tokens',
  created: 'created_date',
  updated: 'updated_date',
} as const;

/** Columns that an import of refused rows puts in front. */
export const REFUSED_HEADINGS = ['refused_line', 'refused_reason'] as const;

export const isRefusedHeading = (heading: string): boolean =>
  (REFUSED_HEADINGS as readonly string[]).includes(heading.trim().toLowerCase());

/** Understood and left out: what identifies a contact elsewhere means nothing here. */
const PASSED_OVER: ReadonlySet<string> = new Set(['subscriber_id', ...REFUSED_HEADINGS]);

export type Meaning =
  | { readonly kind: 'standard'; readonly field: StandardField }
  | { readonly kind: 'custom'; readonly field: CustomField }
  | { readonly kind: keyof typeof OWN_HEADINGS | 'nothing' }
  /** A custom field that the realm does not have. */
  | { readonly kind: 'unknown'; readonly field: Pick<CustomField, 'name' | 'type'> };

const OWN: ReadonlyMap<string, keyof typeof OWN_HEADINGS> = new Map([
  ...(Object.entries(OWN_HEADINGS) as [keyof typeof OWN_HEADINGS, string][]).map(
    ([kind, heading]) => [heading, kind] as const,
  ),
  ['lists', 'subscriptions'],
]);

/** What a heading stands for. A custom field is named as clients name it, with or without `custom_`, and `:TYPE` behind. */
export function meaningOf(heading: string, fields: readonly CustomField[]): Meaning {
  const text = heading.trim();
  const lower = text.toLowerCase();
  const own = OWN.get(lower);
  if (own) return { kind: own };
  if (text === '' || PASSED_OVER.has(lower)) return { kind: 'nothing' };
  const standard = standardField(text);
  if (standard) return { kind: 'standard', field: standard };
  const [, name = text, typeName = 'text'] = /^(.*):([a-z]+)$/i.exec(text) ?? [];
  // An export writes the prefix always, so it is taken off first.
  const field =
    fields.find((one) => `custom_${one.name}` === name) ??
    customFieldNamed(fields, name) ??
    customFieldNamed(fields, text);
  if (field) return { kind: 'custom', field };
  const type = (FIELD_TYPES as Readonly<Record<string, number>>)[typeName] ?? FIELD_TYPES.text;
  return { kind: 'unknown', field: { name: name.replace(/^custom_/, ''), type } };
}

/** Heading of a custom field, with its type where that is not text. */
export const customHeading = ({ name, type }: CustomField): string =>
  `custom_${name}${type === FIELD_TYPES.text ? '' : `:${FIELD_TYPE_NAMES.get(type)}`}`;
