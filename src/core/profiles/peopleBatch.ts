/**
 * Finds, makes and changes many contacts of a realm in one transaction with few statements. Writes of a batch are worked
 * in their order, each against what the earlier ones left; what is refused writes nothing.
 */
import { createHash } from 'node:crypto';
import { chunks, insertRows } from '../../db/bulkRows';
import { isDuplicateKey, Superseded, type Sql, type SqlValue } from '../../db/sql';
import { areForgotten } from '../contacts/forgottenRegister';
import { clearIdentifiers, moveToAddress, moveToKey } from '../contacts/changeContact';
import { writeValues } from '../contacts/storedValues';
import { findContactById } from '../contacts/contactRows';
import type { CustomField } from '../fields/customField';
import { indexOf } from '../identity/contactMatch';
import { fold } from '../identity/fold';
import { keyBytes, keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import { isLonger } from '../../text/isLonger';
import { mergedData, sameData, storedData, type DataFields, type DataValue } from './dataValue';
import { fieldTypes, fixTypes, namesIn, PROFILE, typedData, type DataType } from './fieldTypes';
import { customStored, isNameField, mirroredFields, NAME_SIZE, typeOfCustom } from './mirroredFields';
import type { Person, PersonOutcome, PersonWrite, Refusal } from './person';
import { MOST_CHARACTERS, NO_PROFILE, profilesOf, writeProfiles } from './profileRows';

export interface PeopleOptions {
  readonly now: Date;
  /** What made new contacts. */
  readonly source: string;
  /** False: fields that the realm does not know are left out. */
  readonly createsFields: boolean;
}

export interface PeopleWritten {
  /** In the order of the writes. */
  readonly outcomes: readonly PersonOutcome[];
  readonly createdFields: readonly string[];
  readonly leftOutFields: readonly string[];
}

/** Somebody else made or took the same a moment ago: the transaction has to look again. */
const again = (): never => {
  throw new Superseded();
};

/**
 * @throws {FieldTypeClash} if any value is of another type than its field: nothing is written then
 */
export async function writePeople(
  sql: Sql,
  realm: Realm,
  writes: readonly PersonWrite[],
  options: PeopleOptions,
): Promise<PeopleWritten> {
  const batch = new PeopleBatch(sql, realm, options);
  await batch.read(writes);
  const outcomes = writes.map((write) => batch.work(write));
  await batch.write();
  return { outcomes, createdFields: [...batch.created], leftOutFields: [...batch.leftOut] };
}

interface Row {
  readonly contact_id: number;
  readonly customer_key: Buffer | null;
  readonly email: string | null;
  readonly first_name: string;
  readonly first_name_as_given: string;
  readonly last_name: string;
}

class PeopleBatch {
  readonly created = new Set<string>();
  readonly leftOut = new Set<string>();
  readonly #people = new Map<number, Person>();
  readonly #byEmail = new Map<string, Person[]>();
  readonly #byUserId = new Map<string, Person[]>();
  readonly #new: Person[] = [];
  readonly #forgotten = new Set<string>();
  #mirrored: ReadonlyMap<string, CustomField> = new Map();
  #types = new Map<string, DataType>();

  constructor(
    private readonly sql: Sql,
    private readonly realm: Realm,
    private readonly options: PeopleOptions,
  ) {}

  // --- what is known before

  async read(writes: readonly PersonWrite[]): Promise<void> {
    const { sql, realm } = this;
    const { unique } = realm.identity;
    const emails = new Set(writes.flatMap(({ email, newEmail }) => [email, newEmail ?? null]).filter(isText));
    for (const { email, userId, takesPlaceholder } of writes)
      if (takesPlaceholder && email === null) {
        const placeholder = this.#placeholder(userId);
        if (placeholder !== null) emails.add(placeholder);
      }
    const ids = new Set(
      writes.flatMap(({ userId, newUserId }) => [userId, newUserId ?? null]).filter(isText),
    );
    // Where addresses do not identify, nobody is looked up by one.
    if (unique.flat().includes('email')) await this.#find('email', [...emails]);
    await this.#find('customerKey', [...ids]);
    const known = [...this.#people.keys()];
    for (const some of chunks(known))
      for (const [contactId, profile] of await profilesOf(sql, realm, some))
        Object.assign(this.#people.get(contactId)!, {
          fields: profile.fields,
          choices: profile.choices,
          signupSource: profile.signupSource,
          before: { ...this.#people.get(contactId)!.before!, fields: profile.fields },
        });
    await this.#readForgotten([...emails], [...ids]);
    const names = writes.flatMap(({ fields }) => namesIn(fields));
    if (names.length === 0) return;
    this.#mirrored = await mirroredFields(sql, realm);
    this.#types = await fieldTypes(sql, realm, PROFILE, names);
    for (const name of names) {
      const field = this.#mirrored.get(name);
      if (field) this.#types.set(name, typeOfCustom(field));
      else if (isNameField(name)) this.#types.set(name, 'string');
    }
  }

  async #find(by: 'email' | 'customerKey', values: readonly string[]): Promise<void> {
    const column = by === 'email' ? 'email' : 'customer_key';
    for (const some of chunks(values)) {
      const marks = some.map(() => '?').join(', ');
      const rows = await this.sql.rowsOf<Row>(
        `SELECT contact_id, customer_key, email, first_name, first_name_as_given, last_name
           FROM contacts FORCE INDEX (${indexOf(this.realm.identity, by)})
          WHERE realm_id = ? AND ${column} IN (${marks}) ORDER BY contact_id FOR UPDATE`,
        [this.realm.realmId, ...some.map((value): SqlValue => (by === 'email' ? value : keyBytes(value)))],
      );
      for (const row of rows) if (!this.#people.has(row.contact_id)) this.#add(personOf(row));
    }
  }

  async #readForgotten(emails: readonly string[], ids: readonly string[]): Promise<void> {
    const known = [
      ...emails.map((email) => ({ email, customerKey: null })),
      ...ids.map((customerKey) => ({ email: null, customerKey })),
    ];
    const are = await areForgotten(this.sql, this.realm, known);
    known.forEach(({ email, customerKey }, i) => {
      if (are[i]) this.#forgotten.add(email === null ? `id ${customerKey}` : `email ${email}`);
    });
  }

  #add(person: Person): void {
    if (person.contactId > 0) this.#people.set(person.contactId, person);
    this.#index(this.#byEmail, person.email, person);
    this.#index(this.#byUserId, person.userId, person);
  }

  #index(index: Map<string, Person[]>, value: string | null, person: Person): void {
    if (value === null) return;
    const having = index.get(value);
    if (having) having.push(person);
    else index.set(value, [person]);
  }

  #identify(person: Person, identifier: 'email' | 'userId', value: string | null): void {
    if (person[identifier] === value) return;
    const index = identifier === 'email' ? this.#byEmail : this.#byUserId;
    const old = person[identifier];
    if (old !== null)
      index.set(
        old,
        (index.get(old) ?? []).filter((one) => one !== person),
      );
    person[identifier] = value;
    this.#index(index, value, person);
  }

  // --- one write

  work(write: PersonWrite): PersonOutcome {
    const { email, userId, newEmail, newUserId } = write;
    for (const one of [email, newEmail])
      if (one && this.#forgotten.has(`email ${one}`)) return refused('forgottenEmail', one);
    for (const one of [userId, newUserId])
      if (one && this.#forgotten.has(`id ${one}`)) return refused('forgottenUserId', one);
    const meant = this.#meant(write);
    if ('why' in meant) return refused(meant.why);
    const { person } = meant;
    const target = this.#targetOf(write, person);
    if ('why' in target) return refused(target.why);
    const fields = this.#kept(write.fields);
    const types = new Map(this.#types);
    const created = new Set<string>();
    const typed = typedData(fields, types, created);
    const values = this.#values(person, typed, write);
    if (values === null) return refused('badData');

    this.#types = types;
    for (const name of created) this.created.add(name);
    const isNew = person === null;
    const written = person ?? newPerson(this.options.source);
    const before = { ...written };
    if (isNew) this.#new.push(written);
    this.#identify(written, 'email', target.email);
    this.#identify(written, 'userId', target.userId);
    written.firstName = values.firstName;
    written.lastName = values.lastName;
    for (const [fieldId, value] of values.custom) written.custom.set(fieldId, value);
    if (!sameData(before.fields, values.fields)) {
      written.fields = values.fields;
      written.isProfileChanged = true;
    }
    const isChanged =
      isNew ||
      values.custom.size > 0 ||
      written.fields !== before.fields ||
      (['email', 'userId', 'firstName', 'lastName'] as const).some((one) => written[one] !== before[one]);
    return { kind: 'written', person: written, isNew, isChanged };
  }

  /** The oldest one is first. */
  #having(identifier: 'email' | 'userId', value: string | null): Person | null {
    if (value === null) return null;
    return (identifier === 'email' ? this.#byEmail : this.#byUserId).get(value)?.[0] ?? null;
  }

  #meant({
    email,
    userId,
    creates,
    takesPlaceholder,
  }: PersonWrite): { person: Person | null } | { why: Refusal } {
    const { addressRequired, addressIdentifies } = this.realm.identity;
    const byId = this.#having('userId', userId);
    if (addressRequired) {
      if (email !== null) {
        const person = this.#having('email', email);
        return person || creates ? { person } : { why: 'unknownEmail' };
      }
      if (byId || (creates && takesPlaceholder)) return { person: byId };
      return { why: 'unknownUserId' };
    }
    if (!addressIdentifies) return byId || creates ? { person: byId } : { why: 'unknownUserId' };
    const byEmail = this.#having('email', email);
    if (byId) return byEmail && byEmail !== byId ? { why: 'conflictEmail' } : { person: byId };
    if (byEmail && userId !== null && byEmail.userId !== null) return { why: 'conflictEmail' };
    if (byEmail || creates) return { person: byEmail };
    return { why: userId === null ? 'unknownEmail' : 'unknownUserId' };
  }

  /** The identifiers that the person is to have. */
  #targetOf(
    { email, userId, newEmail, newUserId, keepsIdentity }: PersonWrite,
    person: Person | null,
  ): { email: string | null; userId: string | null } | { why: Refusal } {
    const { addressRequired, addressIdentifies, keyRequired } = this.realm.identity;
    const eitherDoes = !addressRequired && !keyRequired;
    const keeps = keepsIdentity && person !== null;
    let wantedId = keeps ? person.userId : (newUserId ?? userId ?? person?.userId ?? null);
    const wantedEmail = keeps
      ? person.email
      : newEmail !== undefined
        ? newEmail
        : (email ?? person?.email ?? this.#placeholder(wantedId));
    if (keeps && eitherDoes) wantedId ??= userId;
    if (wantedEmail === null && (addressRequired || (eitherDoes && wantedId === null)))
      return { why: 'needsEmail' };
    const ownerOfId = wantedId === null ? null : this.#having('userId', wantedId);
    if (!addressRequired && ownerOfId && ownerOfId !== person) return { why: 'conflictUserId' };
    const ownerOfEmail = addressIdentifies ? this.#having('email', wantedEmail) : null;
    if (ownerOfEmail && ownerOfEmail !== person)
      return { why: addressRequired ? 'takenEmail' : 'conflictEmail' };
    return { email: wantedEmail, userId: wantedId };
  }

  #placeholder(userId: string | null): string | null {
    const { placeholderDomain, addressRequired } = this.realm.identity;
    if (!addressRequired || placeholderDomain === null || userId === null) return null;
    return placeholderAddress(placeholderDomain, userId);
  }

  /** What the realm is to know of the fields. */
  #kept(fields: DataFields): DataFields {
    if (this.options.createsFields) return fields;
    const kept = Object.entries(fields).filter(([name]) => {
      if (this.#types.has(name)) return true;
      this.leftOut.add(name);
      return false;
    });
    return Object.fromEntries(kept);
  }

  #values(person: Person | null, typed: DataFields, { mergesObjects, managed = {} }: PersonWrite) {
    const custom = new Map<number, ReturnType<typeof customStored>>();
    const names = { firstName: person?.firstName ?? '', lastName: person?.lastName ?? '' };
    const own: Record<string, DataValue> = {};
    for (const [name, value] of Object.entries(typed)) {
      const field = this.#mirrored.get(name);
      if (field) {
        const stored = value === null || value === '' ? null : customStored(field, value);
        if (stored === null && value !== null && value !== '') return null;
        custom.set(field.fieldId, stored);
      } else if (isNameField(name)) {
        if (value !== null && (typeof value !== 'string' || isLonger(value, NAME_SIZE))) return null;
        names[name] = value ?? '';
      } else own[name] = value;
    }
    const fields = { ...mergedData(person?.fields ?? {}, own, mergesObjects), ...managed };
    if (
      Object.keys(own).length + Object.keys(managed).length > 0 &&
      storedData(fields).length > MOST_CHARACTERS
    )
      return null;
    return { ...names, custom, fields };
  }

  // --- what is written

  async write(): Promise<void> {
    const { sql, realm, options } = this;
    const fixed = new Map([...this.created].map((name) => [name, this.#types.get(name)!]));
    await fixTypes(sql, realm, PROFILE, fixed, options.now);
    const people = [...this.#people.values()];
    for (const person of people) await this.#moveIdentity(person);
    await this.#rename(
      people.filter(
        ({ before, firstName, lastName }) => before!.firstName !== firstName || before!.lastName !== lastName,
      ),
    );
    await this.#insert();
    const all = [...people, ...this.#new];
    await this.#writeCustom(all);
    const profiles = all.filter(({ isProfileChanged, before }) => isProfileChanged || before === null);
    for (const some of chunks(profiles, ({ fields }) => 200 + Object.keys(fields).length * 100))
      await writeProfiles(
        sql,
        realm,
        some.map((person) => ({ ...NO_PROFILE, ...person })),
        options.now,
      );
  }

  async #moveIdentity({ contactId, before, email, userId }: Person): Promise<void> {
    if (before!.email === email && before!.userId === userId) return;
    const { sql, realm } = this;
    const { now } = this.options;
    const contact = async () => (await findContactById(sql, realm, contactId)) ?? again();
    if (before!.email !== email)
      if (email === null)
        await clearIdentifiers(
          sql,
          realm,
          await contact(),
          { email, customerKey: before!.userId },
          ['email'],
          now,
        );
      else await moveToAddress(sql, realm, await contact(), email, now);
    if (before!.userId !== userId && userId !== null)
      await moveToKey(sql, realm, await contact(), userId, now);
  }

  async #rename(people: readonly Person[]): Promise<void> {
    for (const some of chunks(people)) {
      const marks = some.map(() => '?').join(', ');
      const cases = (values: (person: Person) => string): readonly SqlValue[] =>
        some.flatMap((person): SqlValue[] => [person.contactId, values(person)]);
      const whens = `CASE contact_id ${some.map(() => 'WHEN ? THEN ?').join(' ')} END`;
      await this.sql.writeOf(
        `UPDATE contacts SET first_name = ${whens}, first_name_as_given = ${whens}, last_name = ${whens}, updated_at = ?
          WHERE realm_id = ? AND contact_id IN (${marks})`,
        [
          ...cases(({ firstName }) => fold(firstName)),
          ...cases(({ firstName }) => firstName),
          ...cases(({ lastName }) => lastName),
          this.options.now,
          this.realm.realmId,
          ...some.map(({ contactId }) => contactId),
        ],
      );
    }
  }

  async #insert(): Promise<void> {
    const { sql, realm, options } = this;
    for (const some of chunks(this.#new)) {
      try {
        await insertRows(
          sql,
          'contacts',
          [
            'realm_id',
            'customer_key',
            'email',
            'first_name',
            'email_as_given',
            'first_name_as_given',
            'last_name',
            'created_at',
            'updated_at',
          ],
          some.map(({ userId, email, firstName, lastName }) => [
            realm.realmId,
            userId === null ? null : keyBytes(userId),
            email,
            fold(firstName),
            email ?? '',
            firstName,
            lastName,
            options.now,
            options.now,
          ]),
        );
      } catch (error) {
        if (isDuplicateKey(error)) again();
        throw error;
      }
      await this.#number(some);
    }
    // Asked behind the rows, which whoever is forgetting their like at this moment waits for, or is waited for.
    const identities = this.#new.map(({ email, userId }) => ({ email, customerKey: userId }));
    if (identities.length > 0 && (await areForgotten(sql, realm, identities)).includes(true)) again();
  }

  /** The numbers that the database gave to new contacts. */
  async #number(people: readonly Person[]): Promise<void> {
    const byEmail = this.realm.identity.addressRequired;
    for (const by of ['email', 'customerKey'] as const) {
      const some = people.filter(({ userId }) => (byEmail || userId === null) === (by === 'email'));
      if (some.length === 0) continue;
      const column = by === 'email' ? 'email' : 'customer_key';
      const rows = await this.sql.rowsOf<Pick<Row, 'contact_id' | 'customer_key' | 'email'>>(
        `SELECT contact_id, customer_key, email FROM contacts FORCE INDEX (${indexOf(this.realm.identity, by)})
          WHERE realm_id = ? AND ${column} IN (${some.map(() => '?').join(', ')})`,
        [
          this.realm.realmId,
          ...some.map(({ email, userId }): SqlValue => (by === 'email' ? email : keyBytes(userId!))),
        ],
      );
      const numbers = new Map(
        rows.map((row) => [by === 'email' ? row.email : keyText(row.customer_key), row.contact_id]),
      );
      for (const person of some)
        person.contactId = numbers.get(by === 'email' ? person.email : person.userId) ?? again();
    }
  }

  async #writeCustom(people: readonly Person[]): Promise<void> {
    const { sql, realm } = this;
    const values = people.flatMap(({ contactId, custom }) =>
      [...custom].map(([fieldId, value]) => ({ contactId, fieldId, value })),
    );
    const cleared = new Map<number, number[]>();
    for (const { contactId, fieldId, value } of values)
      if (value === null) cleared.set(fieldId, [...(cleared.get(fieldId) ?? []), contactId]);
    for (const [fieldId, contactIds] of cleared)
      for (const some of chunks(contactIds))
        await sql.writeOf(
          `DELETE FROM contact_values WHERE realm_id = ? AND field_id = ? AND contact_id IN (${some.map(() => '?').join(', ')})`,
          [realm.realmId, fieldId, ...some],
        );
    const written = values.flatMap(({ value, ...rest }) => (value ? [{ ...rest, value }] : []));
    for (const some of chunks(written)) await writeValues(sql, realm, some);
  }
}

const isText = (value: string | null): value is string => value !== null;

const refused = (why: Refusal, detail?: string): PersonOutcome => ({
  kind: 'refused',
  why,
  ...(detail !== undefined && { detail }),
});

const personOf = (row: Row): Person => {
  const identity = {
    email: row.email,
    userId: keyText(row.customer_key),
    firstName: row.first_name_as_given,
    lastName: row.last_name,
    fields: {},
  };
  return {
    ...identity,
    contactId: row.contact_id,
    choices: {},
    signupSource: '',
    before: { ...identity, firstNameFolded: row.first_name },
    custom: new Map(),
    isProfileChanged: false,
  };
};

const newPerson = (signupSource: string): Person => ({
  contactId: 0,
  email: null,
  userId: null,
  firstName: '',
  lastName: '',
  fields: {},
  choices: {},
  signupSource,
  before: null,
  custom: new Map(),
  isProfileChanged: true,
});

/** An address for somebody who has none; ids that differ by case alone get different ones. */
export function placeholderAddress(domain: string, userId: string): string {
  const mark = createHash('sha256').update(userId, 'utf8').digest('hex').slice(0, 8);
  const start = userId
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, 52);
  return `${start}+${mark}@${domain}`;
}
