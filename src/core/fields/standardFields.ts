/** The standard contact fields: their names on the wire, their columns and their sizes, once. */

/** What the standard fields of a contact hold. */
export interface StandardValues {
  /** Address as the owner wrote it: what is shown and mailed. */
  readonly email: string;
  /** First name as the owner wrote it. */
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly phone: string;
  readonly fax: string;
}

export interface StandardField {
  /** Name on the wire and in templates; matched in any case. */
  readonly name: string;
  /** Other names that clients use. */
  readonly aliases: readonly string[];
  readonly column: string;
  /** Characters. */
  readonly size: number;
  readonly read: (values: StandardValues) => string;
}

const field = (
  name: string,
  column: string,
  size: number,
  read: (values: StandardValues) => string,
  aliases: readonly string[] = [],
): StandardField => ({ name, aliases, column, size, read });

/** In the order in which answers list them. */
export const STANDARD_FIELDS: readonly StandardField[] = [
  field('email', 'email_as_given', 254, (c) => c.email),
  field('first', 'first_name_as_given', 100, (c) => c.firstName, ['first_name', 'firstname']),
  field('last', 'last_name', 100, (c) => c.lastName, ['last_name', 'lastname']),
  field('company', 'company', 255, (c) => c.company),
  field('address_1', 'address_1', 255, (c) => c.address1, ['address1']),
  field('address_2', 'address_2', 255, (c) => c.address2, ['address2']),
  field('city', 'city', 100, (c) => c.city),
  field('state', 'state', 100, (c) => c.state),
  field('zip', 'zip', 32, (c) => c.zip),
  field('country', 'country', 100, (c) => c.country),
  field('phone', 'phone', 64, (c) => c.phone),
  field('fax', 'fax', 64, (c) => c.fax),
];

const byName = new Map(
  STANDARD_FIELDS.flatMap((f) => [f.name, ...f.aliases].map((name) => [name, f] as const)),
);

/** The standard field of this name in any case, or undefined. */
export const standardField = (name: string): StandardField | undefined => byName.get(name.toLowerCase());
