/** How the gateway shows the contact of the scenario, in CSV and XML: written down here again, independently of it. */

const STANDARD = [
  'email',
  'first',
  'last',
  'company',
  'address_1',
  'address_2',
  'city',
  'state',
  'zip',
  'country',
  'phone',
  'fax',
];

export interface ShownContact {
  readonly id: unknown;
  readonly listId: number;
  readonly standard: Readonly<Record<string, string>>;
  /** Custom fields that hold data, by name. */
  readonly custom: Readonly<Record<string, string>>;
  readonly customerKey: string | null;
}

function fields(contact: ShownContact): [string, string][] {
  return [
    ['subscriber_id', String(contact.id)],
    ...STANDARD.map((name): [string, string] => [name, contact.standard[name] ?? '']),
    ['lists', String(contact.listId)],
    ...Object.entries(contact.custom).sort(([a], [b]) => (a < b ? -1 : 1)),
    ...(contact.customerKey === null ? [] : [['customer_key', contact.customerKey] as [string, string]]),
  ];
}

export const csvRow = (values: readonly unknown[]): string =>
  values.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(',');

export function contactCsv(contact: ShownContact): string {
  const all = fields(contact);
  return `${csvRow(all.map(([name]) => name))}\n${csvRow(all.map(([, value]) => value))}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (value: string): string => value.replace(/[&<>"']/g, (c) => ESCAPES[c]!);

/** With `#` for the time of the subscription, see `maskTimes`. */
export function contactXml(contact: ShownContact, emailFormat: number): string {
  const elements = fields(contact).map(([name, value]) => `<${name}>${escape(value)}</${name}>`);
  return (
    `<?xml version="1.0" encoding="UTF-8"?><data><subscriber>${elements.join('')}<subscription_details>` +
    `<list_${contact.listId}><created_date>#</created_date><format>${emailFormat}</format></list_${contact.listId}>` +
    '</subscription_details></subscriber></data>'
  );
}

const MINUTE = 60_000;

/** Puts `#` in place of the times at which rows were made (the last few minutes); values of date fields stay. */
export const maskTimes = (shown: string): string =>
  shown.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, (time) =>
    Math.abs(Date.now() - Date.parse(`${time.replace(' ', 'T')}Z`)) < 10 * MINUTE ? '#' : time,
  );
