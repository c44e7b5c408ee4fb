/**
 * What becomes of contacts in a realm of any identity scheme, by docs/identity.md, kept in memory: the model that the
 * state-machine test compares the gateway with. It knows nothing of how the gateway does it.
 */

/** What of a scheme's table the model follows. */
interface Rules {
  /** What singles out one contact. */
  readonly unique: 'address and first name' | 'address' | 'key' | 'both';
  readonly needs: readonly ('key' | 'email')[];
  readonly needsOne: boolean;
  readonly mayChange: { readonly key: boolean; readonly email: boolean };
  /** By key, where nobody has it: whoever has the address and no key takes it. */
  readonly takesKey: boolean;
  readonly keyStaysReserved: boolean;
  /** A clash is told with both contacts. */
  readonly clash: 'contact.conflict' | 'contact.duplicate';
}

const BOTH: Rules = {
  unique: 'both',
  needs: [],
  needsOne: true,
  mayChange: { key: true, email: true },
  takesKey: false,
  keyStaysReserved: false,
  clash: 'contact.conflict',
};
export const RULES = {
  email_first_name: {
    ...BOTH,
    unique: 'address and first name',
    needs: ['email'],
    mayChange: { key: false, email: false },
    clash: 'contact.duplicate',
  },
  customer_key: {
    ...BOTH,
    unique: 'key',
    needs: ['key', 'email'],
    mayChange: { key: false, email: true },
    clash: 'contact.duplicate',
  },
  email: { ...BOTH, unique: 'address', needs: ['email'] },
  user_id: { ...BOTH, unique: 'key', needs: ['key'] },
  hybrid: { ...BOTH, takesKey: true },
  external_id_email: BOTH,
  external_id_first: { ...BOTH, unique: 'key', takesKey: true, keyStaysReserved: true },
} satisfies Record<string, Rules>;

export type Scheme = keyof typeof RULES;

export interface Person {
  readonly id: number;
  key: string | null;
  email: string | null;
  first: string;
  city: string;
  lists: Set<number>;
  /** Grows with each change of the contact itself. */
  touched: number;
}

/** By what a caller names somebody. */
export interface Named {
  readonly key: string | null;
  readonly email: string | null;
  readonly first: string;
}

const EVERY_LIST = 0;

export class IdentityModel {
  readonly people = new Map<number, Person>();
  readonly removed = new Map<number, Person>();
  /** Opt-outs by what they hang on. */
  readonly optOuts = new Map<string, Set<number>>();
  readonly #forgotten = new Set<string>();
  readonly #rules: Rules;
  #clock = 0;

  constructor(scheme: Scheme) {
    this.#rules = RULES[scheme];
  }

  get byKey(): boolean {
    return this.#rules.unique === 'key' || this.#rules.unique === 'both';
  }

  get byAddress(): boolean {
    return this.#rules.unique !== 'key';
  }

  /** @returns the answer: 0, 1, or the code of a fault. `newId` is the number that a new contact has got. */
  subscribe(name: Named, list: number, override: boolean, newId: () => number): number | string {
    const seen = this.#meant(name, true);
    if (typeof seen === 'string') return seen;
    const draft: Person = seen ?? this.#draft(name);
    if (!seen && this.#lacks(name)) return this.#lacks(name)!;
    const after = { ...draft, ...this.#given(draft, name) };
    if (override) for (const at of this.#marks(draft)) this.#lift(at, list);
    // Whoever is opted out by what they are about to be known by, is.
    if (this.#isOut(draft, list)) return 1;
    if (!seen && this.#isForgotten(draft)) return 'contact.forgotten';
    const back = seen ? undefined : this.#reserved(draft.key);
    const person = seen ?? back ?? { ...draft, id: newId() };
    const problem = this.#change(
      person,
      back ? { ...person, ...this.#given(person, name) } : { ...after, id: person.id },
      !back && !seen,
    );
    if (problem) return problem;
    if (back) this.removed.delete(back.id);
    this.people.set(person.id, person);
    person.lists.add(list);
    return 0;
  }

  unsubscribe(name: Named, list: number, optOut: boolean): number {
    const person = this.#meant(name, false);
    if (!person || typeof person === 'string') return 1;
    const left = [...person.lists].filter((one) => list === EVERY_LIST || one === list);
    for (const one of left) person.lists.delete(one);
    if (optOut) for (const at of this.#marks(person)) this.#outs(at).add(list);
    return left.length > 0 || optOut ? 0 : 1;
  }

  setCity(name: Named, city: string): number {
    const person = this.#meant(name, false);
    if (!person || typeof person === 'string') return 1;
    Object.assign(person, { city, touched: ++this.#clock });
    return 0;
  }

  delete(name: Named): number | string {
    if (!name.key && this.#rules.unique === 'address and first name' && !name.first) {
      const here = this.#all().filter(({ email, first }) => email === name.email && first === '');
      if (here.length === 0) return 1;
      this.people.delete(here[0]!.id);
      return 0;
    }
    const person = this.#meant(name, false);
    if (!person || typeof person === 'string') return 1;
    this.people.delete(person.id);
    return 0;
  }

  /** Undefined stays, null is cleared. */
  set(id: number, change: { key?: string | null; email?: string | null }): number | string {
    const person = this.people.get(id)!;
    const wanted = { ...person, ...change };
    const lacks = this.#lacks(wanted);
    if (lacks) return lacks;
    const { mayChange } = this.#rules;
    if (wanted.key !== person.key && !mayChange.key) return 'field.readOnly';
    if (wanted.email !== person.email && !mayChange.email) return 'field.readOnly';
    return this.#change(person, wanted, false) ?? 0;
  }

  remove(id: number): void {
    this.removed.set(id, this.people.get(id)!);
    this.people.delete(id);
  }

  restore(id: number): number | string {
    const person = this.removed.get(id)!;
    if (this.#clashes(person)) return this.#rules.clash;
    if (this.#isForgotten(person)) return 'contact.forgotten';
    this.removed.delete(id);
    this.people.set(id, person);
    return 0;
  }

  forget(id: number): void {
    for (const entry of this.#entries(this.people.get(id)!)) this.#forgotten.add(entry);
    this.people.delete(id);
  }

  unforget(identifier: string): boolean {
    return [this.#forgotten.delete(`key ${identifier}`), this.#forgotten.delete(`email ${identifier}`)].some(
      Boolean,
    );
  }

  /** Lists that somebody is opted out of; 0 is all of them. */
  outOf(person: Person): Set<number> {
    return new Set(this.#marks(person).flatMap((at) => [...this.#outs(at)]));
  }

  #all(): Person[] {
    return [...this.people.values()].sort((a, b) => a.id - b.id);
  }

  #draft({ key, email, first }: Named): Person {
    return { id: 0, key, email, first, city: '', lists: new Set(), touched: ++this.#clock };
  }

  /** Whom a name means; a write that names somebody by all that it knows can clash. */
  #meant({ key, email, first }: Named, isWrite: boolean): Person | string | undefined {
    const { unique, takesKey, clash } = this.#rules;
    const all = this.#all();
    if (key !== null) {
      const found = all.find((one) => one.key === key);
      const owner = unique === 'both' && email !== null ? all.find((one) => one.email === email) : undefined;
      if (!isWrite) return found;
      if (found) return owner && owner !== found ? clash : found;
      if (owner) return takesKey && owner.key === null ? owner : clash;
      if (!takesKey || email === null) return undefined;
      return all
        .filter((one) => one.email === email && one.key === null)
        .sort((a, b) => b.touched - a.touched || b.id - a.id)[0];
    }
    const here = all.filter((one) => one.email === email);
    if (unique !== 'address and first name') return here[0];
    return first
      ? here.find((one) => one.first === first)
      : (here.find((one) => one.first === '') ?? here[0]);
  }

  #lacks({ key, email }: Pick<Named, 'key' | 'email'>): string | null {
    const { needs, needsOne, unique } = this.#rules;
    if (needs.includes('key') && key === null) return 'argument.missing';
    if (needs.includes('email') && email === null)
      return unique === 'address and first name' ? 'argument.missing' : 'contact.emailRequired';
    return needs.length === 0 && needsOne && key === null && email === null ? 'argument.missing' : null;
  }

  /** What a subscription writes into whom it means. */
  #given(person: Person, { key, email, first }: Named): Partial<Person> {
    const isName = this.#rules.unique === 'address and first name';
    return {
      key: key ?? person.key,
      email: email ?? person.email,
      first: isName || !first ? person.first : first,
    };
  }

  /** @returns the code of a fault, with which nothing has changed */
  #change(person: Person, after: Person, isNew: boolean): string | null {
    const isOther = after.key !== person.key || after.email !== person.email;
    if (isOther && !isNew) {
      if (this.#clashes(after)) return this.#rules.clash;
      if (this.#isForgotten(after)) return 'contact.forgotten';
      const holder = after.key === person.key ? undefined : this.#reserved(after.key);
      if (holder && holder !== person) return 'contact.reserved';
      const [before, now] = [this.#marks(person), this.#marks(after)];
      const held = new Set(before.flatMap((at) => [...this.#outs(at)]));
      for (const at of now.filter((one) => !before.includes(one)))
        for (const list of held) this.#outs(at).add(list);
      for (const at of before.filter((one) => !now.includes(one))) this.optOuts.delete(at);
    }
    const isTouched = isOther || after.first !== person.first;
    Object.assign(person, after, {
      lists: person.lists,
      touched: isTouched ? ++this.#clock : person.touched,
    });
    return null;
  }

  #clashes({ id, key, email, first }: Person): boolean {
    const { unique } = this.#rules;
    const others = this.#all().filter((one) => one.id !== id);
    if (this.byKey && key !== null && others.some((one) => one.key === key)) return true;
    if (unique === 'address and first name')
      return others.some((one) => one.email === email && one.first === first);
    return this.byAddress && email !== null && others.some((one) => one.email === email);
  }

  #reserved(key: string | null): Person | undefined {
    if (!this.#rules.keyStaysReserved || key === null) return undefined;
    return [...this.removed.values()].find((one) => one.key === key);
  }

  /** What opt-outs of somebody hang on. */
  #marks({ id, key, email, first }: Person): string[] {
    const { unique } = this.#rules;
    if (unique === 'address and first name') return [`email ${email} ${first}`];
    const marks = [
      ...(this.byKey && key !== null ? [`key ${key}`] : []),
      ...(this.byAddress && email !== null ? [`email ${email}`] : []),
    ];
    return marks.length > 0 ? marks : [`contact ${id}`];
  }

  #outs(at: string): Set<number> {
    const outs = this.optOuts.get(at) ?? new Set();
    this.optOuts.set(at, outs);
    return outs;
  }

  #lift(at: string, list: number): void {
    this.#outs(at).delete(list);
    this.#outs(at).delete(EVERY_LIST);
  }

  #isOut(person: Person, list: number): boolean {
    const marks = this.#marks(person);
    return marks.some((at) => this.#outs(at).has(list) || this.#outs(at).has(EVERY_LIST));
  }

  /** What the register of forgotten people holds of somebody: what singles them out, else their address. */
  #entries({ key, email }: Pick<Person, 'key' | 'email'>): string[] {
    const own = this.byKey && key !== null ? [`key ${key}`] : [];
    const address =
      email !== null && (this.byAddress || (own.length === 0 && this.#rules.needs.length === 0));
    return address ? [...own, `email ${email}`] : own;
  }

  #isForgotten(person: Person): boolean {
    return this.#entries(person).some((entry) => this.#forgotten.has(entry));
  }
}
